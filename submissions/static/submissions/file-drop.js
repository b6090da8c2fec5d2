// Sends each file by itself as soon as it is dropped or chosen: with progress, with a way to stop it,
// and with another try for the one that failed, while the rest of the page stays as it is.
import { keyOf, renewKey } from "./asking.js";

const form = document.querySelector("form[data-files]");
const place = form?.querySelector("[data-file-drop]");
if (place) acceptFiles(form, place);

function acceptFiles(form, place) {
  const said = form.querySelector("[data-autosave-status]").dataset;
  const list = form.querySelector("[data-draft-files]");
  const input = place.querySelector("input[type=file]");

  input.addEventListener("change", () => {
    for (const file of input.files) begin(file);
    input.value = ""; // or the page would send them again
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle("is-over", over);
      if (name === "drop") for (const file of event.dataTransfer.files) begin(file);
    });
  }

  function begin(file) {
    const line = document.createElement("li");
    line.className = "draft-file";
    list.append(line);
    send(file, line);
  }

  function send(file, line, { renewed = false } = {}) {
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `${said.uploading} ${file.name}`);
    const request = new XMLHttpRequest();
    const failed = (text) => line.replaceChildren(
      fault(text), " ",
      button(said.again, file.name, () => send(file, line)), " ",
      button(said.remove, file.name, () => line.remove()),
    );
    line.replaceChildren(
      `${said.uploading} ${file.name} `, bar, " ",
      button(said.cancel, file.name, () => { request.abort(); line.remove(); }),
    );
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("error", () => failed(`${file.name}: ${said.broken}`));
    request.addEventListener("load", async () => {
      if (request.status === 403 && !renewed) {
        await renewKey(form);
        return send(file, line, { renewed: true });
      }
      const told = answerOf(request);
      if (told.line) {
        const made = document.createElement("template");
        made.innerHTML = told.line;
        line.replaceWith(made.content.firstElementChild);
      } else failed(request.status === 401 ? said.loggedOut : told.problem ?? `${file.name}: ${said.broken}`);
    });
    const body = new FormData();
    body.set("csrfmiddlewaretoken", keyOf(form).value);
    body.set("file", file);
    request.open("POST", form.dataset.files);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  }
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function fault(text) {
  const made = document.createElement("span");
  made.className = "form-error-message";
  made.setAttribute("role", "alert");
  made.textContent = text;
  return made;
}

function button(text, of, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-tertiary";
  made.textContent = text;
  made.setAttribute("aria-label", `${text} ${of}`);
  made.addEventListener("click", action);
  return made;
}
