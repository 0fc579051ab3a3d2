// Keys for what has a button anyway: [data-key="Control+Enter"], "F9", "/", arrows. Never a bare letter or
// digit, because Telex and VNI typing own them; and nothing while an input method is composing.

const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

const nameOf = (event) => (event.ctrlKey || event.metaKey ? "Control+" : "") + event.key;

const act = (target) => {
  if (target.matches("input, textarea")) target.focus();
  else if (target.form && target.type === "submit") target.form.requestSubmit(target);
  else target.click();
};

const off = document.querySelector("[data-keys-off]");
if (off) {
  off.checked = localStorage.getItem("keys-off") === "1";
  off.addEventListener("change", () => localStorage.setItem("keys-off", off.checked ? "1" : ""));
}

document.addEventListener("keydown", (event) => {
  if (off?.checked) return;
  if (event.isComposing || event.keyCode === 229 || event.altKey) return;
  const name = nameOf(event);
  const isPlain = name === "/" || name === "?" || name.startsWith("Arrow");
  if (isPlain && isTyping(event.target)) return;
  const within = event.target.closest("form");
  const target = within?.querySelector(`[data-key="${CSS.escape(name)}"]`) ?? document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!target) return;
  event.preventDefault();
  act(target);
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === "post") event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Opening "Send back" goes straight to where the remark is written.
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("textarea, input:not([type=hidden])")?.focus();
}, true);
