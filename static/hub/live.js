// Keeps the page in step with its streams: over a socket, and where none gets through by asking every 20 seconds.
// Every change has a number; whatever was missed is asked for by number when the line is back, and nothing is shown twice.
// What a change does to the page is in live-page.js, told by events; each script has a hashed address of its own.
const SILENCE = 12_000; // ms; the hub says a word every five seconds
const PATIENCE = 3_000; // ms without a line before the page says so
const ASK_EVERY = 20_000; // ms
const ACK_EVERY = 50; // changes
const LONGEST_WAIT = 30_000; // ms between two tries
const RESTART = [1001, 1012, 1013]; // close codes: everybody is sent away at once, and comes back at a random moment
const SIGNED_OUT = 4401, NO_ACCESS = 4404;

const numbers = new Map(); // stream: the number that the page has
const missing = new Set(); // streams that are not caught up with
const words = document.getElementById("live-state");
let socket = null, tries = 0, refused = 0, got = 0, acknowledged = 0;
let heardAt = Date.now(), silence, trying, saying, asking;

function tell(what, detail) {
  document.dispatchEvent(new CustomEvent(`hub:${what}`, { detail }));
}

function follow() {
  return [...numbers].map(([name, number]) => `${name}:${number}`).join(",");
}

function connect() {
  clearTimeout(trying);
  if (socket) return;
  for (const name of numbers.keys()) missing.add(name);
  got = acknowledged = 0;
  const mine = (socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/live/?follow=${follow()}`));
  mine.onopen = () => {
    hear();
    if (words.dataset.state) say("catching");
  };
  mine.onmessage = ({ data }) => {
    hear();
    take(JSON.parse(data));
  };
  mine.onclose = ({ code }) => leave(mine, code);
  hear();
}

// Something came: the line is alive. When nothing comes it is given up, for browsers notice a dead network only minutes later.
function hear() {
  clearTimeout(silence);
  const mine = socket;
  silence = setTimeout(() => {
    mine?.close();
    leave(mine, 0);
  }, SILENCE);
}

function leave(mine, code) {
  if (!mine || mine !== socket) return;
  socket = null;
  clearTimeout(silence);
  if (code === SIGNED_OUT || code === NO_ACCESS) {
    // Once more: a new password gives the browser a new sign-in, and this page may only have had the old one. Then the
    // other way says whether it is true: some proxies carry the sign-in with a page and lose it from a socket.
    if (++refused > 1) {
      asking ??= setInterval(ask, ASK_EVERY);
      ask();
    } else trying = setTimeout(connect, 300);
    return;
  }
  clearTimeout(saying);
  saying = setTimeout(() => socket?.readyState === WebSocket.OPEN || say("offline"), PATIENCE);
  tries += 1;
  const spread = RESTART.includes(code) ? 1_000 + 14_000 * Math.random() : Math.min(LONGEST_WAIT, 500 * 2 ** tries) * (0.5 + Math.random());
  trying = setTimeout(connect, spread);
  asking ??= setInterval(ask, ASK_EVERY);
  if (tries === 2) ask();
}

// The sign-in or the access is gone: a fresh page says what is left. What somebody is writing is not thrown away.
function lose() {
  say("gone");
  clearInterval(asking);
  tell("lost");
}

async function ask() {
  if (socket?.readyState === WebSocket.OPEN) return;
  try {
    const answer = await fetch(`/live/?follow=${follow()}`, { redirect: "manual", signal: AbortSignal.timeout(SILENCE) });
    if (answer.type === "opaqueredirect" || answer.status === 404) return lose();
    if (!answer.ok) throw new Error();
    const { frames } = await answer.json();
    frames.forEach(take);
    if (socket?.readyState !== WebSocket.OPEN) say("asking");
  } catch {
    say("offline");
  }
}

function take(frame) {
  heardAt = Date.now();
  if (frame.beat) {
    if (!missing.size) say(frame.beat);
    acknowledge(1);
  } else if (frame.at) {
    arrive(frame.at);
  } else if (frame.reload) {
    tell("stale");
  } else {
    got += 1;
    acknowledge(ACK_EVERY);
    if (frame.n <= numbers.get(frame.s)) return; // we have it
    numbers.set(frame.s, frame.n);
    if (frame.h) tell("fragment", frame.h);
    else tell("changed", { stream: frame.s, what: frame.k, spread: frame.w });
  }
}

function arrive(at) {
  for (const [name, number] of Object.entries(at)) {
    numbers.set(name, number);
    missing.delete(name);
  }
  if (missing.size || !socket) return;
  tries = refused = 0;
  clearInterval(asking);
  asking = undefined;
  say("live");
}

function acknowledge(atLeast) {
  if (got - acknowledged < atLeast || socket?.readyState !== WebSocket.OPEN) return;
  acknowledged = got;
  socket.send(JSON.stringify({ v: "ack", got }));
}

// The state in words: always to be seen, and read aloud when it turns bad and when it is good again.
function say(state) {
  if (state === "live") clearTimeout(saying);
  if (words.dataset.state === state) return;
  const before = words.dataset.state;
  words.dataset.state = state;
  const at = new Date(heardAt).toLocaleTimeString("nb", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  words.textContent = words.dataset[`say${state[0].toUpperCase()}${state.slice(1)}`].replace("{time}", at);
  words.hidden = false;
  if (before || state !== "live") document.getElementById("live-said").textContent = words.textContent;
  tell("line", state);
}

function tryNow() {
  if (socket || refused > 1) return;
  tries = 0;
  connect();
}

if (document.body.dataset.streams && words) {
  for (const part of document.body.dataset.streams.split(",")) {
    const [name, number] = part.split(":");
    numbers.set(name, number ? Number(number) : ""); // none is "from now on"
  }
  connect();
  window.addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", () => document.hidden || tryNow());
  window.addEventListener("pagehide", () => {
    const mine = socket;
    socket = null;
    clearTimeout(silence);
    mine?.close();
  });
  window.addEventListener("pageshow", ({ persisted }) => persisted && tryNow());
}
