// A button that copies the field it names. Without a script there is no button, and the field is
// marked and copied by hand.

for (const button of document.querySelectorAll("button[data-copies]")) {
  if (!navigator.clipboard) break; // an address without https
  const field = document.getElementById(button.dataset.copies);
  const told = document.getElementById(button.getAttribute("aria-describedby"));
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    told.textContent = button.dataset.done;
  });
}
