// A second press while the first is on its way does nothing. The server would see through it too:
// the form's key brings in one submission however often it arrives.
for (const form of document.querySelectorAll("form[data-send-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // Back in the history the page may come from the browser's memory, already "sent".
  window.addEventListener("pageshow", () => { sent = false; });
}
