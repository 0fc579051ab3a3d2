// A draft saves itself two seconds after the last key, and says so in words. While there is no connection the
// words stay on the page, and leaving it is asked about. A draft that the server refuses waits for the button.

const form = document.querySelector("form[data-autosave]");
const saved = document.getElementById("saved");
const leaving = new AbortController();
let timer, isDirty = false, isSaving = false;

const say = (words) => { saved.textContent = words; };

const isReady = () => [...form.querySelectorAll("[required]")].every((field) => field.value.trim());

async function save() {
  if (isSaving || !isDirty || !isReady()) return;
  isSaving = true; isDirty = false;
  say(form.dataset.saving);
  const body = new FormData(form);
  body.delete("upload");
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { "X-Autosave": "1" }, redirect: "manual", signal: leaving.signal });
    if (!answer.ok) { isDirty = true; isSaving = false; say(form.dataset.refused); return; }
    form.elements.seen.value = answer.headers.get("X-Seen");
    say(`${form.dataset.saved} ${await answer.text()}`);
    const address = answer.headers.get("X-Edit-URL");
    if (address && address !== location.pathname) { history.replaceState(null, "", address); form.action = address; }
  } catch {
    if (leaving.signal.aborted) return;
    isDirty = true;
    say(form.dataset.failed);
    timer = setTimeout(save, 10000);
  }
  isSaving = false;
}

form.addEventListener("input", (event) => {
  if (event.target.type === "file") return;
  isDirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, 2000);
});
form.addEventListener("submit", () => { isDirty = false; clearTimeout(timer); leaving.abort(); });
window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
