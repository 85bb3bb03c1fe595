// An alert lies above whatever one does, and takes nothing away: the page below stays as it is, with what was typed.
// It comes with the change itself (a fragment); afterwards the page asks once for its own, so that whatever differs
// from reader to reader, or was lost on the way, is right within seconds.
const place = document.getElementById("alerts");
const form = document.getElementById("alert-form");
const said = document.getElementById("alert-said");
const REPORT_OVER = 8_000; // ms, over which the screens tell that they have shown it
const ASK_OVER = 5; // times what others are spread over
let before = null, asking = null, reporting = null, audio = null;
const reported = new Map(); // alert: version
const shownAt = new Map(); // "alert:version": when

function holders(selector = "") {
  return [...place.querySelectorAll(`.hub-alert-holder${selector}`)];
}

function alertIn(holder) {
  return holder.querySelector("[data-alert]");
}

// The page of the alert itself, and what it links to, can be read while it is in force: there it is the top of the page.
function isHere(holder) {
  const link = [...holder.querySelectorAll(".hub-alert__more a")].some((a) => a.pathname === location.pathname);
  return link && place.dataset.reader === "in";
}

function isOpen(holder) {
  return holder.dataset.state === "open" && alertIn(holder).dataset.is !== "ended" && !isHere(holder);
}

function cover() {
  const open = holders().filter(isOpen);
  for (const holder of holders()) holder.toggleAttribute("data-cover", open.includes(holder));
  place.toggleAttribute("data-cover", open.length > 0);
  for (const other of document.body.children) {
    if (other !== place && other !== said && other.tagName !== "SCRIPT") other.inert = open.length > 0;
  }
  if (open.length && !place.contains(document.activeElement)) {
    before ??= document.activeElement;
    place.querySelector("[data-cover] .hub-alert__title").focus();
  } else if (!open.length && before) {
    if (before.isConnected) before.focus();
    before = null;
  }
  for (const button of place.querySelectorAll("[data-alert-close]")) button.hidden = false;
  showSound();
  tellShown();
}

function put(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector("[data-alert]");
  if (!fresh) return;
  const shown = document.getElementById(fresh.id);
  if (shown && Number(shown.dataset.number) >= Number(fresh.dataset.number)) return;
  if (fresh.dataset.is === "ended") end(shown, fresh);
  else if (shown) {
    shown.replaceWith(fresh);
    Object.assign(fresh.parentElement.dataset, { state: "open" });
    sound(fresh);
  } else {
    const made = Object.assign(document.createElement("div"), { className: "hub-alert-holder" });
    made.dataset.state = "open";
    made.append(fresh);
    place.prepend(made);
    sound(fresh);
  }
  cover();
}

// Over: who has it open reads the all-clear, and puts it away.
function end(shown, fresh) {
  if (!shown) return;
  shown.parentElement.dataset.state = "over";
  shown.replaceWith(fresh);
  speak(fresh);
}

function speak(alert) {
  const level = alert.querySelector(".hub-alert__level").textContent.trim();
  said.textContent = `${level}. ${alert.querySelector(".hub-alert__title").textContent}`;
}

// What is mine: read on another page of mine, sent before I came, or gone.
function soon(spread) {
  asking ??= setTimeout(ask, 300 + 1000 * ASK_OVER * spread * Math.random());
}

async function ask() {
  asking = null;
  try {
    const answer = await fetch("/alerts/now/", { headers: { Accept: "text/html" } });
    if (answer.ok) show(await answer.text());
  } catch {
    soon(5);
  }
}

function show(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const had = new Map(holders().map((holder) => [alertIn(holder).id, holder]));
  const has = [...fresh.content.querySelectorAll(".hub-alert-holder")];
  for (const holder of has) {
    const old = had.get(alertIn(holder).id);
    had.delete(alertIn(holder).id);
    if (!old) {
      place.append(holder);
      sound(alertIn(holder));
    } else if (Number(alertIn(holder).dataset.number) > Number(alertIn(old).dataset.number)) {
      old.replaceWith(holder);
      sound(alertIn(holder));
    } else {
      old.dataset.state = holder.dataset.state;
      old.dataset.answer = holder.dataset.answer;
    }
  }
  for (const old of had.values()) if (old.dataset.state !== "over") old.remove();
  cover();
}

// The buttons work without script too; with it the page stays.
async function press(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches("[data-alert-sound]")) return switchSound();
  if (button.matches("[data-alert-close]")) {
    button.closest(".hub-alert-holder").remove();
    return cover();
  }
  if (!button.matches("[data-read]")) return;
  event.preventDefault();
  const body = new FormData(form);
  if (button.name) body.set(button.name, button.value);
  button.disabled = true;
  try {
    const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error();
    button.closest(".hub-alert-holder").dataset.state = "read";
    cover();
    ask();
  } catch {
    button.disabled = false;
    form.action = button.getAttribute("formaction");
    form.requestSubmit();
  }
}

// Which screen has shown what: told a little later, each at its own moment, with how long ago that was.
function tellShown() {
  for (const holder of holders("[data-state=open]")) {
    const { alert, number } = alertIn(holder).dataset;
    if (reported.get(alert) === number || shownAt.has(`${alert}:${number}`)) continue;
    shownAt.set(`${alert}:${number}`, Date.now());
    reporting ??= setTimeout(report, REPORT_OVER * Math.random());
  }
}

async function report() {
  reporting = null;
  const body = new FormData(form);
  body.set("shown", [...shownAt.keys()].slice(0, 10).join("."));
  body.set("ago", String(Date.now() - Math.min(...shownAt.values())));
  for (const key of shownAt.keys()) reported.set(...key.split(":"));
  shownAt.clear();
  await fetch("/alerts/shown/", { method: "POST", body, keepalive: true }).catch(() => {});
}

// Sound: three short tones, where somebody has turned it on and the browser lets us (after a key or a click).

function wants() {
  try {
    return localStorage.getItem("hub-alert-sound") === "on";
  } catch {
    return false;
  }
}

function arm() {
  if (!wants() || audio) return;
  audio = new AudioContext();
}

function sound(alert) {
  speak(alert);
  arm();
  if (!wants() || audio?.state !== "running") return;
  [0, 0.35, 0.7].forEach((at, turn) => tone(audio.currentTime + at, turn % 2 ? 660 : 880));
}

function tone(at, pitch) {
  const voice = audio.createOscillator(), loud = audio.createGain();
  voice.frequency.value = pitch;
  loud.gain.setValueAtTime(0.25, at);
  loud.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
  voice.connect(loud).connect(audio.destination);
  voice.start(at);
  voice.stop(at + 0.3);
}

function switchSound() {
  try {
    localStorage.setItem("hub-alert-sound", wants() ? "off" : "on");
  } catch {
    return;
  }
  arm();
  audio?.resume();
  if (wants()) setTimeout(() => tone(audio.currentTime, 880), 50);
  showSound();
}

function showSound() {
  for (const button of document.querySelectorAll("[data-alert-sound]")) {
    button.hidden = false;
    button.textContent = wants() ? button.dataset.on : button.dataset.off;
  }
}

if (place) {
  place.addEventListener("click", press);
  for (const button of document.querySelectorAll("main [data-alert-sound]")) button.addEventListener("click", switchSound);
  for (const gesture of ["pointerdown", "keydown"]) document.addEventListener(gesture, arm, { once: true });
  document.addEventListener("hub:fragment", ({ detail }) => put(detail));
  document.addEventListener("hub:changed", ({ detail }) => detail.what === "alert" && soon(detail.spread ?? 0));
  document.addEventListener("hub:stale", () => soon(1));
  cover();
}
