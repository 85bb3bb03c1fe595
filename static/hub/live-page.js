// What a change does to the page. Fragments come with the change, and the newest look of an element wins. What differs
// from reader to reader the page fetches anew from its own address. Nothing is put in above what one reads: it waits
// behind a button, "3 new".
const waiting = new Map(); // element id, or region: what to show when the button is pressed
const LOADED_JUST_NOW = 60_000; // ms
let fetching = null, isStale = false, isShown = false;

// Fragments: <li id="message-9" data-number="42" data-into="#messages" data-order="9">

function place(html) {
  for (const fresh of parsed(html)) {
    if (fresh.dataset.alert) continue; // lies above the page: alert.js
    const shown = document.getElementById(fresh.id);
    const number = Number((shown ?? waiting.get(fresh.id)?.fresh)?.dataset.number ?? -1);
    if (number >= Number(fresh.dataset.number)) continue;
    if (shown) replace(shown, fresh);
    else insert(fresh);
  }
  announce();
}

function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children];
}

function replace(shown, fresh) {
  const isHeld = shown.contains(document.activeElement) && isField(document.activeElement);
  const list = fresh.dataset.into ? document.querySelector(fresh.dataset.into) : null;
  if (isHeld) document.activeElement.addEventListener("blur", () => setTimeout(() => place(fresh.outerHTML)), { once: true });
  else if (list && list !== shown.parentElement) {
    shown.remove(); // it has moved to another list of the page
    put(list, fresh, nextOf(list, fresh));
  } else {
    shown.replaceWith(fresh);
    ready(fresh);
  }
}

function insert(fresh) {
  const list = document.querySelector(fresh.dataset.into);
  if (!list) return;
  const next = nextOf(list, fresh);
  if (next && next.getBoundingClientRect().top < innerHeight) waiting.set(fresh.id, { fresh });
  else put(list, fresh, next);
}

function nextOf(list, fresh) {
  const order = Number(fresh.dataset.order), isFalling = list.dataset.newest === "first";
  const comes = (other) => (isFalling ? Number(other.dataset.order) < order : Number(other.dataset.order) > order);
  return [...list.children].find((other) => other.dataset.order && comes(other)) ?? null;
}

function put(list, fresh, next) {
  list.insertBefore(fresh, next);
  ready(fresh);
}

function ready(element) {
  window.htmx?.process(element);
}

// Regions: <div id="front-notices" data-live-on="municipality:notice person:receipt"> with rows that have data-key

function changed({ stream, what, spread = 0 }) {
  const wanted = `${stream.split("/")[0]}:${what}`;
  if (document.querySelector(`[data-live-on~="${wanted}"]`)) soon(spread);
}

function soon(spread) {
  isStale = true;
  if (!fetching) fetching = setTimeout(fetchWhenSeen, 1000 * spread * Math.random());
}

function fetchWhenSeen() {
  if (document.hidden) document.addEventListener("visibilitychange", fetchWhenSeen, { once: true });
  else refresh();
}

// With `isAll`, more is missing than a replay brings: fragments too.
async function refresh(isAll = false) {
  if (isAll && document.querySelector("[data-number]")) {
    if (!isWriting()) location.reload();
    return;
  }
  isStale = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status === 404 && !isWriting()) location.reload(); // withdrawn, or not for this reader any more
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    isStale = true; // the line says when it is back, and what was missed since
  }
  fetching = null;
  if (isStale) soon(2);
}

function show(page) {
  for (const region of document.querySelectorAll("[data-live-on]")) {
    const fresh = page.getElementById(region.id);
    if (fresh) reconcile(region, fresh);
  }
  announce();
}

function keys(region) {
  return [...region.querySelectorAll("[data-key]")].map((row) => row.dataset.key);
}

function reconcile(region, fresh) {
  const had = new Set(keys(region)), has = keys(fresh);
  const isNew = has.filter((key) => !had.has(key));
  if (!isNew.length) {
    waiting.delete(region);
    exchange(region, fresh);
    return;
  }
  for (const row of region.querySelectorAll("[data-key]")) if (!has.includes(row.dataset.key)) row.remove();
  waiting.set(region, { fresh, isNew });
}

// The whole region, with the focus where it was.
function exchange(region, fresh) {
  if (region.innerHTML === fresh.innerHTML) return;
  const held = region.contains(document.activeElement) ? document.activeElement.closest("[data-key]")?.dataset.key : null;
  if (held && isField(document.activeElement)) return;
  region.replaceChildren(...document.importNode(fresh, true).childNodes);
  ready(region);
  if (held) region.querySelector(`[data-key="${CSS.escape(held)}"] a`)?.focus();
}

// The button

function announce() {
  const button = document.getElementById("live-news");
  const count = [...waiting.values()].reduce((sum, one) => sum + (one.isNew?.length ?? 1), 0);
  const text = count === 1 ? button.dataset.one : button.dataset.many.replace("{n}", count);
  if (count && (!isShown || button.textContent !== text)) document.getElementById("live-said").textContent = text;
  button.textContent = text;
  isShown = count > 0;
  button.hidden = !isShown;
}

function showWaiting() {
  let first = null;
  for (const [region, { fresh, isNew }] of waiting) {
    if (isNew) {
      exchange(region, fresh);
      first ??= region.querySelector(`[data-key="${CSS.escape(isNew[0])}"]`);
    } else {
      const list = document.querySelector(fresh.dataset.into);
      if (list) put(list, fresh, nextOf(list, fresh));
      first ??= fresh;
    }
  }
  waiting.clear();
  announce();
  const target = first?.querySelector("a, button") ?? first;
  target?.focus();
  first?.scrollIntoView({ block: "nearest" });
}

function isField(element) {
  return element?.matches?.("input, textarea, select, [contenteditable]") ?? false;
}

// Whether somebody has written something here that is not sent: then the page is not loaded anew.
function isWriting() {
  return [...document.querySelectorAll("textarea, input[type=text], [contenteditable=true]")].some((field) =>
    field.isContentEditable ? field.textContent.trim() : field.value !== field.defaultValue,
  );
}

// A page that was loaded anew and is refused again would only go round in a ring; the line says in words that it is lost.
function isJustLoadedAnew() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload" && performance.now() < LOADED_JUST_NOW;
}

document.getElementById("live-news")?.addEventListener("click", showWaiting);
document.addEventListener("hub:fragment", ({ detail }) => place(detail));
document.addEventListener("hub:changed", ({ detail }) => changed(detail));
document.addEventListener("hub:stale", () => refresh(true));
document.addEventListener("hub:lost", () => isWriting() || isJustLoadedAnew() || location.reload());
