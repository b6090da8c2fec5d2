/* A municipality on the sketch leads where its tile leads. Without this only the tiles do. */

const sketch = document.querySelector(".country");

if (sketch) {
  sketch.classList.add("leads-on");
  sketch.addEventListener("click", (click) => {
    const area = click.target.closest("[data-code]");
    const tile = area && document.querySelector(`.tiles a[data-code="${area.dataset.code}"]`);
    tile?.click();
  });
}
