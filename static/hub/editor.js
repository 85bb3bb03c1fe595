// The editor on top of a plain text field: tools, pictures and files. Without it the field takes simple HTML.
// Words stand in the page (templates/units/_page_tools.html and its neighbours), translated like all others.

const field = document.querySelector("textarea[data-editor]");

// The text itself

function infoBox({ Node }) {
  return Node.create({
    name: "infoBox",
    group: "block",
    content: "block+",
    defining: true,
    addAttributes: () => ({
      kind: {
        default: "info",
        parseHTML: (element) => (element.classList.contains("warning") ? "warning" : "info"),
        renderHTML: ({ kind }) => ({ class: kind }),
      },
    }),
    parseHTML: () => [{ tag: "aside" }],
    renderHTML: ({ HTMLAttributes }) => ["aside", { ...HTMLAttributes, role: "note" }, 0],
  });
}

function figure({ Node }) {
  return Node.create({
    name: "figure",
    group: "block",
    content: "image caption?",
    isolating: true,
    draggable: true,
    parseHTML: () => [{ tag: "figure" }],
    renderHTML: () => ["figure", 0],
  });
}

function extensionsOf(tiptap, wanted, tools) {
  const chosen = [tiptap.Document, tiptap.Paragraph, tiptap.Text, tiptap.History, tiptap.Dropcursor, tiptap.Gapcursor];
  for (const [name, options] of Object.entries(wanted)) {
    if (!options) continue;
    let extension = tiptap[name];
    if (name === "Link") extension = extension.extend({ addKeyboardShortcuts: () => ({ "Mod-k": () => tools.press("link") }) });
    chosen.push(typeof options === "object" ? extension.configure(options) : extension);
  }
  const keys = tiptap.Extension.create({
    name: "hubKeys",
    addKeyboardShortcuts: () => ({ Escape: () => tools.focus(), "Alt-F10": () => tools.focus() }),
  });
  return [...chosen, figure(tiptap), infoBox(tiptap), keys];
}

function makeEditor(tiptap, tools) {
  const label = document.querySelector(`label[for="${field.id}"]`);
  label.id ||= `${field.id}-label`;
  const place = document.createElement("div");
  field.before(document.querySelector("[data-toolbox]"), place);
  const editor = new tiptap.Editor({
    element: place,
    injectCSS: false, // it would put a <style> into the page; static/hub/editor.css says the same
    content: field.value,
    extensions: extensionsOf(tiptap, JSON.parse(field.dataset.extensions), tools),
    editorProps: {
      attributes: { class: "hub-prose", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id },
    },
    onUpdate: () => {
      field.value = editor.isEmpty ? "" : editor.getHTML();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => tools.show(),
  });
  field.hidden = true;
  label.addEventListener("click", () => editor.commands.focus());
  const help = document.getElementById(`${field.id}_helptext`);
  if (help) help.hidden = true;
  return editor;
}

// The tools: one stop for the Tab key, arrow keys between them

class Tools {
  constructor(bar) {
    this.bar = bar;
    bar.addEventListener("click", (event) => this.press(event.target.closest("button")?.dataset.tool));
    bar.addEventListener("keydown", (event) => this.walk(event));
    bar.addEventListener("focusin", (event) => this.stopAt(event.target));
    // A tool must not take the marking in the text away.
    bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.level = bar.querySelector("[data-tool=level]");
    this.level.addEventListener("change", () => this.setLevel(Number(this.level.value)));
  }

  start(editor) {
    this.editor = editor;
    this.bar.hidden = false;
    const help = document.querySelector("[data-tools-help]");
    if (help) help.hidden = false;
    this.stopAt(this.level);
    this.show();
  }

  get all() {
    return [...this.bar.querySelectorAll("[data-tool]")].filter((tool) => !tool.closest("[hidden]"));
  }

  stopAt(tool) {
    for (const other of this.bar.querySelectorAll("[data-tool]")) other.tabIndex = other === tool ? 0 : -1;
  }

  focus() {
    (this.all.find((tool) => tool.tabIndex === 0) ?? this.all[0]).focus();
    return true;
  }

  walk(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    const tools = this.all;
    const here = tools.indexOf(document.activeElement);
    let next = null;
    if (event.key in steps) next = tools[(here + steps[event.key] + tools.length) % tools.length];
    if (event.key === "Home") next = tools[0];
    if (event.key === "End") next = tools.at(-1);
    if (event.key === "Escape") this.editor.commands.focus();
    if (next) next.focus();
    if (next || event.key === "Escape") event.preventDefault();
  }

  setLevel(level) {
    const chain = this.editor.chain().focus();
    (level ? chain.setHeading({ level }) : chain.setParagraph()).run();
  }

  toggleBox(kind) {
    const chain = this.editor.chain().focus();
    if (this.editor.isActive("infoBox", { kind })) return chain.lift("infoBox").run();
    if (this.editor.isActive("infoBox")) return chain.updateAttributes("infoBox", { kind }).run();
    return chain.wrapIn("infoBox", { kind }).run();
  }

  press(tool) {
    if (!tool || tool === "level") return false;
    const own = { link: () => askLink(this.editor), picture: () => pick(this.editor, "picture"), file: () => pick(this.editor, "file") };
    if (own[tool]) own[tool]();
    else this.carryOut(tool);
    return true;
  }

  carryOut(tool) {
    const chain = this.editor.chain().focus();
    const ways = {
      bold: () => chain.toggleBold().run(),
      italic: () => chain.toggleItalic().run(),
      bulletList: () => chain.toggleBulletList().run(),
      orderedList: () => chain.toggleOrderedList().run(),
      blockquote: () => chain.toggleBlockquote().run(),
      info: () => this.toggleBox("info"),
      warning: () => this.toggleBox("warning"),
      rule: () => chain.setHorizontalRule().run(),
      table: () => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    };
    (ways[tool] ?? (() => chain[tool]().run()))();
  }

  show() {
    const editor = this.editor;
    if (!editor) return;
    for (const tool of this.bar.querySelectorAll("[aria-pressed]")) {
      const name = tool.dataset.tool;
      const box = name === "info" || name === "warning";
      const active = box ? editor.isActive("infoBox", { kind: name }) : editor.isActive(name === "picture" ? "image" : name);
      tool.setAttribute("aria-pressed", String(active));
    }
    this.level.value = String([2, 3, 4].find((level) => editor.isActive("heading", { level })) ?? 0);
    this.bar.querySelector("[data-in=table]").hidden = !editor.isActive("table");
  }
}

// Links, pictures and files

// The dialog's answer: "ok", "remove" or "cancel". Escape is "cancel".
function opened(dialog) {
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

async function askLink(editor) {
  const dialog = document.getElementById("link-dialog");
  const { href, text } = dialog.querySelector("form").elements;
  const onLink = editor.isActive("link");
  if (onLink) editor.commands.extendMarkRange("link");
  const { from, to, empty } = editor.state.selection;
  href.value = editor.getAttributes("link").href ?? "";
  text.value = editor.state.doc.textBetween(from, to, " ");
  dialog.querySelector("[data-text]").hidden = !empty;
  dialog.querySelector("[value=remove]").hidden = !onLink;
  const answer = await opened(dialog);
  const chain = editor.chain().focus();
  if (answer === "remove") chain.unsetLink().run();
  if (answer !== "ok" || !href.value.trim()) return;
  const address = whole(href.value.trim());
  if (empty) chain.insertContent(linked(text.value.trim() || address, address)).run();
  else chain.setLink({ href: address }).run();
}

// "www.fhi.no" and "ola@dal.no" are meant as addresses too.
function whole(typed) {
  if (/^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/.test(typed)) return `mailto:${typed}`;
  return /^([a-z]+:|\/|#)/i.test(typed) ? typed : `https://${typed}`;
}

function linked(text, href) {
  return { type: "text", text, marks: [{ type: "link", attrs: { href } }] };
}

async function pick(editor, kind) {
  const dialog = document.getElementById("picker-dialog");
  const place = dialog.querySelector("[data-place]");
  const title = dialog.querySelector("h2");
  const old = editor.isActive("image") ? editor.getAttributes("image") : null;
  title.textContent = title.dataset[kind];
  place.replaceChildren();
  const answer = opened(dialog);
  await fillPicker(dialog, kind, old, null);
  if ((await answer) !== "ok") return editor.commands.focus();
  const chosen = place.querySelector("[data-choose]").elements;
  const address = chosen.file?.value;
  if (!address) return editor.commands.focus();
  const marked = place.querySelector("[name=file]:checked");
  if (kind === "picture") putPicture(editor, old, address, chosen.alt.value.trim(), chosen.caption.value.trim());
  else editor.chain().focus().insertContent(linked(chosen.text.value.trim() || marked.dataset.name, address)).run();
}

function putPicture(editor, old, src, alt, caption) {
  if (old) return editor.chain().focus().updateAttributes("image", { src, alt }).run();
  const content = [{ type: "image", attrs: { src, alt } }];
  if (caption) content.push({ type: "caption", content: [{ type: "text", text: caption }] });
  return editor.chain().focus().insertContent({ type: "figure", content }).run();
}

// The page's files, from the hub; again with one more when a file has been added.
async function fillPicker(dialog, kind, old, upload) {
  const place = dialog.querySelector("[data-place]");
  const options = { headers: { "HX-Request": "true" }, method: upload ? "POST" : "GET", body: upload };
  const answer = await fetch(dialog.dataset.url, options);
  place.innerHTML = await answer.text(); // our own template, from our own address
  for (const part of place.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind;
  for (const choice of place.querySelectorAll("[data-picture]")) choice.hidden = (kind === "picture") !== (choice.dataset.picture === "yes");
  const form = place.querySelector("[data-choose]");
  const words = form.elements;
  words.alt.required = kind === "picture";
  place.querySelector("[data-upload] [name=file]").addEventListener("change", (event) => {
    if (event.target.files.length) fillPicker(dialog, kind, old, new FormData(event.target.form));
  });
  place.addEventListener("change", (event) => {
    if (event.target.name !== "file" || event.target.type !== "radio") return;
    if (!words.alt.value || !old) words.alt.value = event.target.dataset.alt;
  });
  const mine = [...place.querySelectorAll("[type=radio]")].find((choice) => choice.value === old?.src);
  if (mine) mine.checked = true;
  if (old) words.alt.value = old.alt ?? "";
  if (upload && answer.ok) place.querySelector("[data-picture]:not([hidden]) [type=radio]")?.click();
}

const tools = new Tools(document.querySelector("[data-tools]"));
const tiptap = await import(field.dataset.editor);
tools.start(makeEditor(tiptap, tools));
