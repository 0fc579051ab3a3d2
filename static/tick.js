// One box ticks or clears all the others of its form.

for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll("input[name=record]")) box.checked = all.checked;
  });
}
