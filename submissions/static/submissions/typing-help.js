// Help while one types: how long a text is, and the good advice open where there is room for it.
const words = document.querySelector("[data-autosave-status]")?.dataset ?? {};

for (const line of document.querySelectorAll("[data-letters-of]")) {
  const text = document.getElementById(line.dataset.lettersOf);
  const most = Number(line.dataset.most);
  const tell = () => {
    // As the server counts: a line end is two letters, a rare sign one.
    const long = [...text.value.replace(/\r?\n/g, "\r\n")].length;
    line.textContent = words.letters
      .replace("%1", long.toLocaleString(document.documentElement.lang))
      .replace("%2", most.toLocaleString(document.documentElement.lang));
    line.classList.toggle("too-long", long > most);
  };
  text.addEventListener("input", tell);
  tell();
}

if (window.matchMedia("(min-width: 1100px)").matches) {
  for (const guide of document.querySelectorAll("details.guide")) guide.open = true;
}
