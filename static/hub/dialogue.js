// Comments, live: what is new is counted while the page is looked at, what is changed is fetched anew, and names are
// suggested after an @.
// Without it comments are read, written and answered all the same.

const AFTER_AT = /(?:^|[^\p{L}\p{N}_@./-])@([\p{L}\p{N}][\p{L}\p{N}'’.-]*(?: [\p{L}\p{N}'’.-]+){0,3})$/u;
let looking; // a look that is to come
const section = document.getElementById("dialogue");

// New comments: counted, never put in by themselves.
function look() {
  const place = document.getElementById("dialogue-new");
  if (document.visibilityState === "visible" && place) window.htmx.trigger(place, "look");
}

// Something was said, or done with a comment. Many pages hear it at once, and ask one after the other.
function hear({ stream, what, spread = 0 }) {
  if (!stream.startsWith("thread/")) return;
  const number = /^comment-(\d+)$/.exec(what)?.[1];
  const wait = 1000 * spread * Math.random();
  if (number) setTimeout(() => renew(number), wait);
  else {
    clearTimeout(looking);
    looking = setTimeout(look, wait);
  }
}

// The comment as it stands now. Its answers, and what one is writing under it, stay as they are.
async function renew(number) {
  const shown = document.getElementById(`comment-${number}`);
  if (!shown) return;
  const answer = await fetch(`/dialogue/comments/${number}/row/`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 404) return shown.remove();
  if (!answer?.ok || answer.redirected) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector(`#comment-${number}`);
  if (!fresh || shown.contains(document.activeElement)) return;
  for (const part of [":scope > .hub-comments", `#place-answer-${number}`]) {
    const kept = shown.querySelector(part);
    if (!kept) continue;
    const place = fresh.querySelector(part);
    if (place) place.replaceWith(kept);
    else fresh.querySelector(`#place-answer-${number}`).before(kept);
  }
  shown.replaceWith(fresh);
  window.htmx.process(fresh);
}

// The button that one may just be pressing is not exchanged for the same.
function isAsBefore(html) {
  return /data-count="(\d+)"/.exec(html)?.[1] === document.getElementById("new-comments")?.dataset.count;
}

// An answer that came from the sign-in page is none of ours: what is written stays, and the reader is told.
function onlyOurs(event) {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.elt?.id === "dialogue-new" && isAsBefore(xhr.responseText)) event.detail.shouldSwap = false;
  if (!section.contains(event.detail.elt) || !xhr.responseURL) return;
  if (new URL(xhr.responseURL).pathname === new URL(requestConfig.path, location.href).pathname) return;
  event.detail.shouldSwap = false;
  if (requestConfig.elt?.id === "dialogue-new") return;
  const note = document.createElement("p");
  note.className = "ds-alert";
  note.dataset.color = "warning";
  note.textContent = section.dataset.signedOut;
  document.getElementById("dialogue-said").replaceChildren(note);
}

// A form that was opened under a comment is closed again, and the focus goes back to what opened it.
function cancel(event) {
  const place = event.target.closest("[data-cancel]")?.closest("[id^='place-answer-']");
  if (!place) return;
  event.preventDefault();
  place.replaceChildren();
  place.parentElement.querySelector(`[hx-target='#${place.id}']`)?.focus();
}

// Names after an @. The field stays an ordinary text field: the list beside it is said by its id.
let field = null; // whose list is open
let asked = 0;

function list() {
  let found = document.getElementById("mention-list");
  if (!found) {
    found = document.createElement("ul");
    found.id = "mention-list";
    found.className = "hub-mentions";
    found.setAttribute("role", "listbox");
    found.addEventListener("mousedown", (event) => {
      event.preventDefault();
      choose(event.target.closest("[role=option]"));
    });
  }
  return found;
}

function close() {
  asked += 1;
  list().remove();
  field?.removeAttribute("aria-activedescendant");
  field = null;
}

async function suggest(event) {
  const area = event.target;
  const form = area.closest?.("form[data-mentions]");
  if (!form || area.tagName !== "TEXTAREA") return;
  const typed = AFTER_AT.exec(area.value.slice(0, area.selectionStart));
  if (!typed || typed[1].length < 2) return close();
  const mine = (asked += 1);
  const answer = await fetch(`${form.dataset.mentions}?q=${encodeURIComponent(typed[1])}`, { headers: { "HX-Request": "true" } });
  const text = answer.ok && !answer.redirected ? await answer.text() : "";
  if (mine !== asked || document.activeElement !== area) return;
  show(area, text);
}

function show(area, text) {
  const options = new DOMParser().parseFromString(text, "text/html").querySelectorAll("[role=option]");
  const typed = AFTER_AT.exec(area.value.slice(0, area.selectionStart))?.[1];
  if (!options.length || options[0].dataset.typed === typed) return close(); // nobody, or written out already
  const names = list();
  names.replaceChildren(...options);
  names.setAttribute("aria-label", area.labels[0]?.textContent ?? "");
  area.after(names);
  field = area;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", names.id);
  mark(names.firstElementChild);
}

function mark(option) {
  for (const other of list().children) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function choose(option) {
  if (!option || !field) return;
  const area = field;
  const end = area.selectionStart;
  const typed = AFTER_AT.exec(area.value.slice(0, end));
  if (typed) area.setRangeText(`${option.dataset.typed} `, end - typed[1].length, end, "end");
  close();
}

function keys(event) {
  if (!field || event.target !== field) return;
  const options = [...list().children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(options[(at + step + options.length) % options.length]);
  else if (event.key === "Enter" || event.key === "Tab") choose(options[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
}

if (section) {
  document.addEventListener("hub:changed", ({ detail }) => hear(detail));
  document.addEventListener("visibilitychange", look);
}
document.addEventListener("htmx:beforeSwap", (event) => section && onlyOurs(event));
document.addEventListener("click", cancel);
document.addEventListener("input", suggest);
document.addEventListener("keydown", keys);
document.addEventListener("focusout", (event) => event.target === field && close());
