// Fetches the results alone while somebody types or chooses. Without it, the form does the same.

const PAUSE = 250; // milliseconds without a letter before the question is sent

const form = document.querySelector(".search-form");
const results = document.querySelector("#search-results");
let waiting;
let latest;

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
});

async function show() {
  latest?.abort();
  latest = new AbortController();
  const address = `?${question()}`;
  try {
    const answer = await fetch(address, { headers: { "X-Fragment": "results" }, signal: latest.signal });
    if (answer.ok) {
      results.innerHTML = await answer.text();
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
