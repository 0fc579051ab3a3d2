// What is to be printed offers its button only where the browser can press it, and prints at once when asked to.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
if (document.querySelector("[data-print-at-once]")) {
  history.replaceState(null, "", location.pathname);
  window.print();
}
