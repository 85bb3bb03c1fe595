// What one writes is kept in this tab until the hub has taken it, and sent once and in order, whatever the network does.
//   <form method="post" action="/…" data-outbox data-kept="Not sent yet…" data-refused="This was not taken…">
// Each gets a key made here, in the field `key`: sent twice it is the same to the hub. An answer that is a fragment is put
// into the page. Without script the form is sent as any other.
const person = /person\/(\d+)/.exec(document.body.dataset.streams ?? "")?.[1];
const PLACE = `hub-outbox-${person}`;
const AGAIN = 5_000; // ms
let isSending = false, again;

const kept = () => JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");

function keep(letters) {
  sessionStorage.setItem(PLACE, JSON.stringify(letters));
  show(letters);
}

function write(event) {
  const form = event.target.closest?.("form[data-outbox]");
  if (!form || !person) return;
  event.preventDefault();
  event.stopPropagation();
  const id = crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const fields = new URLSearchParams(new FormData(form));
  fields.delete("csrfmiddlewaretoken");
  fields.set("key", id);
  keep([...kept(), { id, action: new URL(form.action).pathname, fields: fields.toString() }]);
  form.reset();
  send();
}

async function send() {
  clearTimeout(again);
  if (isSending) return;
  isSending = true;
  try {
    for (let letter = kept()[0]; letter; letter = kept()[0]) {
      const outcome = await sendOne(letter);
      if (outcome === "later") break;
      keep(kept().filter((other) => other.id !== letter.id));
      if (outcome === "refused") giveBack(letter);
    }
  } finally {
    isSending = false;
  }
  if (kept().length) again = setTimeout(send, AGAIN);
}

async function sendOne(letter) {
  let answer;
  try {
    answer = await fetch(letter.action, {
      method: "POST",
      body: letter.fields,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", ...token() },
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    return "later";
  }
  if (answer.status >= 500 || answer.status === 429 || new URL(answer.url).pathname.startsWith("/sign-in")) return "later";
  if (!answer.ok) return "refused";
  const text = await answer.text().catch(() => "");
  if (text.trimStart().startsWith("<") && !/^\s*<!doctype/i.test(text)) document.dispatchEvent(new CustomEvent("hub:fragment", { detail: text }));
  return "taken";
}

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
}

function formOf(letter) {
  return [...document.querySelectorAll("form[data-outbox]")].find((form) => new URL(form.action).pathname === letter.action);
}

// Not taken: back where it was written, with a sentence.
function giveBack(letter) {
  const form = formOf(letter);
  if (!form) return;
  for (const [name, value] of new URLSearchParams(letter.fields)) {
    const field = form.elements.namedItem(name);
    if (field && name !== "key" && !field.value) field.value = value;
  }
  note(form).textContent = form.dataset.refused;
}

function note(form) {
  const found = form.querySelector(".hub-outbox__note");
  if (found) return found;
  const made = document.createElement("p");
  made.className = "hub-outbox__note";
  made.setAttribute("role", "status");
  form.append(made);
  return made;
}

function show(letters) {
  for (const form of document.querySelectorAll("form[data-outbox]")) {
    const mine = letters.filter((letter) => formOf(letter) === form);
    let list = form.querySelector(".hub-outbox");
    if (!list) {
      list = document.createElement("ul");
      list.className = "hub-outbox hub-rows";
      form.append(list);
    }
    list.replaceChildren(
      ...mine.map((letter) => {
        const row = document.createElement("li");
        row.textContent = [...new URLSearchParams(letter.fields)].filter(([name, value]) => name !== "key" && value).map(([, value]) => value).join(" · ");
        return row;
      }),
    );
    note(form).textContent = mine.length ? form.dataset.kept : "";
  }
}

// What somebody else wrote in this tab is not sent in this person's name, and not shown.
for (const name of Object.keys(sessionStorage)) if (name.startsWith("hub-outbox-") && name !== PLACE) sessionStorage.removeItem(name);
document.addEventListener("submit", write, true);
document.addEventListener("hub:line", ({ detail }) => ["live", "slow", "asking"].includes(detail) && send());
window.addEventListener("online", send);
show(kept());
send();
