/* A municipality on the sketch leads where its tile leads. Without this only the tiles do. */

const sketch = document.querySelector(".country");

if (sketch) {
  sketch.classList.add("leads-on");
  sketch.addEventListener("click", (click) => {
    const code = areaAt(click)?.dataset.code;
    document.querySelector(`.tiles a[data-code="${code}"]`)?.click();
  });
}

/* Looked up by place: within the enlarged capital the browser only tells that a copy was hit. */
function areaAt(click) {
  const toDrawing = click.target.getScreenCTM().inverse();
  const place = new DOMPoint(click.clientX, click.clientY).matrixTransform(toDrawing);
  return [...sketch.querySelectorAll(".area")].find((area) => area.isPointInFill(place));
}
