// The page's text saves itself while one writes, says so in words, and goes on trying without contact.
// It looks at the form alone, so it holds for the plain field as for the editor (static/hub/editor.js).

const SAVE_AFTER = 1000; // milliseconds after the last key
const TRY_AGAIN = 5000;
const form = document.getElementById("editor-form");

class Saving {
  constructor() {
    this.state = document.getElementById("save-state");
    this.timer = this.running = this.lostSince = null;
    this.dirty = false;
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", () => (this.dirty = this.leaving = true) && clearTimeout(this.timer));
    window.addEventListener("online", () => this.dirty && this.now());
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.addEventListener("beforeunload", (event) => this.dirty && !this.leaving && event.preventDefault());
  }

  later(wait = SAVE_AFTER) {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), wait);
  }

  async now() {
    if (this.running || this.leaving) return;
    this.running = true;
    this.dirty = false;
    let wait = null;
    try {
      wait = await this.answered(await fetch(form.dataset.draft, { method: "POST", body: this.text(), redirect: "manual" }));
    } catch {
      wait = this.lost(form.dataset.offline);
    }
    this.running = null;
    if (wait) this.later(wait);
    else if (this.dirty) this.later();
  }

  text() {
    return new FormData(form);
  }

  // What the hub answered; returns after how long to try again, or null.
  async answered(response) {
    if (response.type === "opaqueredirect") return this.lost(form.dataset.signedOut);
    if (response.status === 403) return this.renewed();
    if (response.status === 413) return this.say(form.dataset.tooLarge, true) && null;
    if (![200, 409, 422].includes(response.status)) return this.lost(form.dataset.offline);
    const said = await response.json();
    this.lostSince = null;
    if (said.number) form.elements.seen.value = said.number;
    this.say(said.said, response.status !== 200);
    this.showTaken(said.taken ?? []);
    this.showConflict(said.conflict ? said.said : "");
    return null;
  }

  // After signing in anew in another tab the old form's token no longer holds: take the one of a fresh page.
  async renewed() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const token = page.querySelector("#editor-form [name=csrfmiddlewaretoken]");
    if (!token) return this.lost(form.dataset.signedOut);
    form.elements.csrfmiddlewaretoken.value = token.value;
    return SAVE_AFTER;
  }

  lost(words) {
    this.lostSince ??= new Date();
    const two = (number) => String(number).padStart(2, "0");
    this.say(words.replace("%s", `${two(this.lostSince.getHours())}.${two(this.lostSince.getMinutes())}`), true);
    return TRY_AGAIN;
  }

  // Only when it is other words than before: a screen reader reads each change.
  say(words, warns) {
    if (this.state.textContent !== words) this.state.textContent = words;
    this.state.dataset.color = warns ? "warm" : "success";
    return true;
  }

  showTaken(list) {
    const place = document.getElementById("taken");
    if (!list.length) return;
    place.hidden = false;
    place.querySelector("p").textContent = form.dataset.taken.replace("%s", list.join("; "));
  }

  showConflict(words) {
    const place = document.getElementById("conflict");
    place.hidden = !words;
    place.querySelector("p").textContent = words;
  }
}

new Saving();
