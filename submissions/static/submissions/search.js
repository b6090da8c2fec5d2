// Fetches what changes while somebody types or chooses. Without it, the form does the same.

const PAUSE = 250; // milliseconds without a letter before the question is sent
const PARTS = ["search-filters", "search-results"];

const form = document.querySelector(".search-form");
const said = document.getElementById("search-said");
let waiting;
let latest;

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});

async function ask() {
  latest?.abort();
  latest = new AbortController();
  const address = `?${question()}`;
  try {
    const answer = await fetch(address, { headers: { "X-Fragment": "parts" }, signal: latest.signal });
    if (answer.ok) {
      show(await answer.text());
      history.replaceState(null, "", address);
    }
  } catch (problem) {
    if (problem.name !== "AbortError") form.submit();
  }
}

function question() {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  return new URLSearchParams(fields).toString();
}

function show(text) {
  const focused = document.activeElement?.id;
  const parts = new DOMParser().parseFromString(text, "text/html");
  for (const id of PARTS) {
    document.getElementById(id).replaceChildren(...parts.getElementById(id).childNodes);
  }
  if (focused) document.getElementById(focused)?.focus();
  said.textContent = document.getElementById("found")?.textContent ?? "";
}
