/* Shows how much of an upload has been sent. Without this script the form works as forms do.

   Only XMLHttpRequest tells of bytes on their way out. The server answers with the address to go
   to, or with the page once more, which says what is wrong. */

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-upload]");
  const fields = form ? [...form.querySelectorAll("input[type=file]")] : [];
  if (fields.some((field) => field.files.length)) {
    event.preventDefault();
    send(form);
  }
});

function send(form) {
  const line = form.querySelector(".upload-progress");
  const words = line.querySelector("[data-sending]");
  const bar = line.querySelector("progress");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();

  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.floor((100 * event.loaded) / event.total);
    words.textContent = `${bar.value} % ${words.dataset.sending}`;
  });
  request.upload.addEventListener("load", () => {
    words.textContent = words.dataset.arrived;
  });
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => {
    words.textContent = words.dataset.failed;
    button.disabled = false;
  });

  line.hidden = false;
  button.disabled = true;
  request.open("POST", location.href);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
}

function answered(request) {
  if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
    location.assign(JSON.parse(request.responseText).url);
    return;
  }
  const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = fresh.querySelector("main");
  if (!main) {
    location.reload();
    return;
  }
  document.querySelector("main").replaceWith(main);
  document.querySelector("#error-summary")?.focus();
}
