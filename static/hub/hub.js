// What every page gets on top of plain HTML: nothing here is needed to read, sign in or send a form.

// The summary of errors takes the focus, on the page and after htmx has put one in (a browser honours autofocus only once).
function focusErrors(root) {
  root.querySelector("#error-summary")?.focus();
}

// A link in the summary leads to its field; a group of choices cannot take the focus, its first choice can.
function followToField(event) {
  const link = event.target.closest("#error-summary a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = target.matches("input, select, textarea, [tabindex]") ? target : target.querySelector("input, select, textarea");
  (field ?? target).focus();
  target.closest(".ds-field, .ds-fieldset")?.scrollIntoView({ block: "nearest" });
}

// A browser scrolls to the line that is written in, so the lower end of a high field may lie under the bar on phones.
function showWhole(field) {
  if (field.matches("textarea")) field.scrollIntoView({ block: "nearest" });
}

// The menu of the person closes as menus do: by Escape, and by looking elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.hub-menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
  if (!except.closest?.("[data-search]")) searchHits()?.replaceChildren();
}

function onEscape(event) {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.hub-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

// The search: "/" goes to the box, arrows through the hits, Escape closes them.
const searchHits = () => document.getElementById("search-hits");

function searchKeys(event) {
  const box = document.getElementById("search-box") ?? document.getElementById("search-q");
  if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !event.target.closest?.("input, textarea, select, [contenteditable]")) {
    event.preventDefault();
    box.select();
    box.focus();
  }
  if (!event.target.closest?.("[data-search]")) return;
  if (event.key === "Escape") {
    searchHits().replaceChildren();
    box.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [box, ...searchHits().querySelectorAll("a")];
  const next = step && stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// A double click sends a form once. htmx looks after its own forms.
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

// Coming back by the browser's Back button, the page may be the one that was left: its forms can be sent again.
function forgetSent() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
}

// When the hub cannot be reached, say so in words where a screen reader hears it.
function sayFailed() {
  const place = document.getElementById("messages");
  const note = document.createElement("div");
  note.className = "ds-alert";
  note.dataset.color = "warning";
  note.textContent = place.dataset.failed;
  place.replaceChildren(note);
}

// Buttons that only work with script are hidden in the HTML: <button type="button" data-print hidden>.
function showPrintButtons(root) {
  for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
}

function ready(root) {
  focusErrors(root);
  showPrintButtons(root);
}

document.addEventListener("click", (event) => {
  followToField(event);
  closeMenus(event.target);
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("keydown", onEscape);
document.addEventListener("keydown", searchKeys);
document.addEventListener("focusin", (event) => {
  closeMenus(event.target);
  showWhole(event.target);
});
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", forgetSent);
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
document.addEventListener("htmx:sendError", sayFailed);
document.addEventListener("htmx:responseError", sayFailed);
ready(document);
