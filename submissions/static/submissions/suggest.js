// Proposes titles while somebody types in the box on top of the page. Without it, the box does the same.

const PAUSE = 200; // milliseconds without a letter before titles are asked for
const SHORTEST = 3; // letters
const MOST = 6; // titles

const box = document.getElementById("site-search");
const list = document.getElementById("site-search-titles");
let waiting;
let latest;

box.setAttribute("list", list.id);
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(propose, PAUSE);
});

async function propose() {
  latest?.abort();
  const typed = box.value.trim();
  if (typed.length < SHORTEST) return list.replaceChildren();
  latest = new AbortController();
  try {
    const question = new URLSearchParams({ q: typed, limit: MOST });
    const answer = await fetch(`${list.dataset.from}?${question}`, { signal: latest.signal });
    if (answer.ok) show((await answer.json()).results);
  } catch (problem) {
    if (problem.name !== "AbortError") list.replaceChildren();
  }
}

function show(results) {
  const titles = new Set(results.map((result) => result.title));
  list.replaceChildren(...[...titles].map((title) => new Option(title, title)));
}
