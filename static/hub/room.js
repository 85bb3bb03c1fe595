// The conversation opens where the reader left it: at the line above what is new, or at the newest message.
const messages = document.getElementById("said");
const isAsked = location.hash || new URLSearchParams(location.search).size;
if (messages && !isAsked) (document.getElementById("new") ?? messages.lastElementChild)?.scrollIntoView({ block: document.getElementById("new") ? "center" : "end" });
