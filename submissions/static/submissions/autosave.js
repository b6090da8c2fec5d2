// Keeps a step on the server while somebody types. Until the server has it, a copy stays in this
// browser, and is offered again after a crash. Without this file the buttons of the page do it.
import { post } from "./asking.js";

const PAUSE = 2000; // milliseconds after the last letter
const RETRY = 5000;
const COPY_LASTS = 24 * 60 * 60 * 1000;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "version", "key", "step", "website", "replaces", "do"]);

const form = document.querySelector("form[data-autosave]");
if (form) keepWhileTyping(form);

function keepWhileTyping(form) {
  const status = form.querySelector("[data-autosave-status]");
  const said = status.dataset;
  const words = () => new FormData(form);
  let timer;
  let saving = null; // the request on its way
  let unanswered = null; // what was sent last, until it is known whether the server has it
  let dirty = false;
  let stopped = false; // the page is about to be sent, or has to be looked at first

  const say = (...parts) => status.replaceChildren(...parts);

  function typed() {
    dirty = true;
    keepCopy();
    later(PAUSE);
  }

  function later(milliseconds) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, milliseconds);
  }

  async function save() {
    if (stopped || !dirty) return;
    if (saving) return void later(PAUSE);
    dirty = false;
    say(said.saving);
    saving = ask();
    await saving;
    saving = null;
  }

  async function ask() {
    const copy = copyKey();
    try {
      const answer = await send();
      unanswered = null;
      if (answer.status === 401) return loggedOut((await answer.json()).log_in);
      if (answer.status === 409) return changedElsewhere();
      const told = await answer.json();
      if (!answer.ok) return failed(told.problem);
      kept(told, copy);
    } catch {
      failed(said.offline);
    }
  }

  function send(options) {
    // A page that is left while a save is on its way does not know the version that this one makes:
    // it says what it sent, so that the server can tell its own words from somebody else's.
    const now = withoutFiles(words());
    const before = unanswered;
    unanswered = [...now];
    if (before) now.set("unanswered", asItWas(before, now));
    return post(form, form.action, now, options);
  }

  function kept(told, copy) {
    form.elements.version.value = told.version;
    if (!form.dataset.draft) begun(told.steps[form.dataset.step]);
    const missing = form.querySelector("[data-missing]");
    if (missing) missing.textContent = told.missing;
    if (!dirty) localStorage.removeItem(copy);
    say([told.saved, ...Object.values(told.problems)].join(". "));
  }

  function begun(here) {
    form.dataset.draft = form.elements.key.value;
    form.action = here;
    history.replaceState(null, "", here);
  }

  function failed(text) {
    dirty = true;
    say(text);
    later(RETRY);
  }

  function loggedOut(address) {
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = said.logIn;
    failed("");
    say(said.loggedOut, " ", link);
  }

  function changedElsewhere() {
    // The old version stays in the form: the button then shows both texts.
    stopped = true;
    say(said.elsewhere);
  }

  // --- the copy in this browser

  function copyKey() {
    // Nobody else who uses this browser is offered it; a form that is no draft yet is known by kind.
    return ["draft", form.dataset.autosave, form.dataset.draft || form.dataset.form, form.dataset.step].join(":");
  }

  function keepCopy() {
    const copy = [...words()].filter(([name, value]) => !NOT_TYPED.has(name) && typeof value === "string");
    try {
      localStorage.setItem(copyKey(), JSON.stringify({ at: Date.now(), copy }));
    } catch {
      // A full or closed store: the server is asked all the same.
    }
  }

  function offerCopy() {
    const found = readCopy();
    if (!found) return;
    const button = (text, action) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button button-tertiary";
      made.textContent = text;
      made.addEventListener("click", () => { action(); });
      return made;
    };
    say(
      said.found, " ",
      button(said.bring, () => { fillIn(found); typed(); }),
      button(said.drop, () => { localStorage.removeItem(copyKey()); say(""); }),
    );
    status.scrollIntoView({ block: "nearest" });
  }

  function readCopy() {
    try {
      const { at, copy } = JSON.parse(localStorage.getItem(copyKey()));
      const now = new Map([...words()].filter(([, value]) => typeof value === "string"));
      const differs = copy.some(([name, value]) => value !== "" && now.get(name) !== value);
      return Date.now() - at < COPY_LASTS && differs ? copy : null;
    } catch {
      return null;
    }
  }

  function fillIn(copy) {
    const several = new Map();
    for (const [name, value] of copy) several.set(name, [...(several.get(name) ?? []), value]);
    for (const field of form.elements) {
      if (!field.name || NOT_TYPED.has(field.name) || field.type === "file") continue;
      const values = several.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
      field.dispatchEvent(new Event("input"));
    }
  }

  // --- when

  form.addEventListener("input", (event) => { if (event.target.type !== "file") typed(); });
  window.addEventListener("online", () => later(0));
  window.addEventListener("focus", () => later(500));
  window.addEventListener("pagehide", () => {
    if (stopped || !dirty) return;
    send({ leaving: true }).catch(() => {});
  });
  window.addEventListener("pageshow", () => { stopped = false; });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    stopped = true;
    if (!saving) return;
    // Let the one on its way arrive first, so that the page is not a stranger's to it.
    event.preventDefault();
    event.stopImmediatePropagation();
    const pressed = event.submitter;
    saving.finally(() => form.requestSubmit(pressed));
  }, { capture: true });
  offerCopy();
}

function withoutFiles(words) {
  words.delete("files");
  words.delete("do");
  return words;
}

// The fields that were something else before, as they were.
function asItWas(before, now) {
  const found = new URLSearchParams();
  for (const name of new Set([...before.map(([each]) => each), ...now.keys()])) {
    const values = before.filter(([each]) => each === name).map(([, value]) => value);
    if (NOT_TYPED.has(name) || String(values) === String(now.getAll(name))) continue;
    for (const value of values.length ? values : [""]) found.append(name, value);
  }
  return found.toString();
}
