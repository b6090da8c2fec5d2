/* Follows a live run: fetches a small piece of the page each second and swaps what changed.
   When the run has ended, the whole page is fetched anew: it then has other things to say. */

const EVERY_MS = 1000;
const panel = document.querySelector("[data-progress]");

if (panel) {
  setTimeout(look, EVERY_MS);
}

async function look() {
  try {
    const answer = await fetch(panel.dataset.progress, { headers: { Accept: "text/html" } });
    if (answer.ok && answer.headers.get("Run-Is-Live") !== "yes") {
      location.reload();
      return;
    }
    if (answer.ok) {
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    // The line is gone for a moment; what the page says was true when it came.
  }
  setTimeout(look, EVERY_MS);
}

function show(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const here = panel.querySelector(`[data-part="${part.dataset.part}"]`);
    if (here instanceof HTMLProgressElement) {
      here.value = part.value;
    } else if (here.textContent !== part.textContent) {
      here.textContent = part.textContent;
    }
  }
}
