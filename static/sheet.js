// A sheet of results. Typing never waits for the server: a row is sent when it is left or rests, what fails is sent
// again, and each row says in words how it stands. Without this file the form sends all rows at once.

const form = document.querySelector("form[data-sheet]");
const rows = new Map([...form.querySelectorAll("tr[data-pupil]")].map((row) => [row.dataset.pupil, row]));
const dirty = new Map(); // pupil → cells typed since they were sent last
const sending = new Set();
const timers = new Map();
const RESTS = 1500, MOST_WAIT = 15000;

const CELL = "td > :is(input, textarea)";
const cellsOf = (row) => [...row.querySelectorAll(CELL)];
const codeOf = (input) => input.name.slice(input.name.indexOf("-") + 1);
const required = new Set(form.dataset.required.split(" "));
const pupilOf = (input) => input.closest("tr").dataset.pupil;
const stateOf = (row) => row.querySelector(".row-state");

function say(row, sentences, isBad = false) {
  const place = stateOf(row);
  place.classList.toggle("bad", isBad);
  place.replaceChildren(...sentences.map((sentence) => {
    const line = document.createElement("p");
    line.textContent = sentence;
    return line;
  }));
}

function later(pupil, wait, failures = 0) {
  clearTimeout(timers.get(pupil));
  timers.set(pupil, setTimeout(() => send(pupil, failures), wait));
}

async function send(pupil, failures = 0) {
  clearTimeout(timers.get(pupil));
  const cells = dirty.get(pupil);
  if (!cells || sending.has(pupil)) return;
  const row = rows.get(pupil), sent = new Map([...cells].map((input) => [input, input.value]));
  dirty.delete(pupil);
  sending.add(pupil);
  say(row, [form.dataset.saving]);
  try {
    const answer = await fetch(form.dataset.rowsUrl, { method: "POST", body: bodyOf(row, sent), redirect: "manual" });
    const kept = await read(answer);
    if (answer.ok) show(row, kept.said, kept.rows[pupil], sent); else say(row, [kept.sentence], true);
    if (answer.status >= 500 || answer.type === "opaqueredirect") throw new Error();
  } catch {
    dirty.set(pupil, new Set([...sent.keys(), ...(dirty.get(pupil) ?? [])]));
    say(row, [form.dataset.failed], true);
    later(pupil, Math.min(1000 * 2 ** failures, MOST_WAIT), failures + 1);
    return;
  } finally {
    sending.delete(pupil);
  }
  if (dirty.has(pupil)) send(pupil);
}

async function read(answer) {
  if (answer.status >= 500 || !answer.headers.get("Content-Type")?.includes("json")) throw new Error();
  return answer.json();
}

function bodyOf(row, sent) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const version = row.querySelector("input[type=hidden]");
  body.set(version.name, version.value);
  for (const [input, text] of sent) body.set(input.name, text);
  return body;
}

// What was typed while the answer was on its way stays; everything else becomes as it is kept.
function show(row, said, kept, sent) {
  row.querySelector("input[type=hidden]").value = kept.version;
  const sentences = [said];
  let isBad = false;
  for (const [input, text] of sent) {
    const cell = kept.cells[codeOf(input)];
    if (!cell) continue;
    if (input.value === text) input.value = cell.text;
    if (cell.sentence) sentences.push(cell.sentence);
    isBad ||= cell.refused;
    if (cell.refused) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    input.toggleAttribute("data-doubtful", Boolean(cell.sentence));
    input.removeAttribute("data-suggested");
  }
  if (isBad) sentences.shift();
  say(row, sentences, isBad);
}

function changed(input) {
  const pupil = pupilOf(input);
  if (!dirty.has(pupil)) dirty.set(pupil, new Set());
  dirty.get(pupil).add(input);
  if (!sending.has(pupil)) say(rows.get(pupil), [form.dataset.typing]);
  later(pupil, RESTS);
}

const grid = () => [...rows.values()].map(cellsOf);

function go(input, down, right) {
  const all = grid(), line = all.findIndex((cells) => cells.includes(input));
  const column = all[line].indexOf(input);
  const next = all[line + down]?.[column + right];
  if (next) { next.focus(); next.select(); }
  return Boolean(next);
}

function nextEmptyOrDoubtful(input) {
  const all = grid().flat(), place = all.indexOf(input) + 1;
  const wanted = (cell) => (required.has(codeOf(cell)) && !cell.value.trim())
    || cell.hasAttribute("aria-invalid") || cell.hasAttribute("data-doubtful");
  const next = [...all.slice(place), ...all.slice(0, place)].find((cell) => !cell.readOnly && wanted(cell));
  if (next) { next.focus(); next.select(); }
}

function copyFromAbove(input) {
  const all = grid(), line = all.findIndex((cells) => cells.includes(input));
  const above = all[line - 1]?.[all[line].indexOf(input)];
  if (above && !input.readOnly) { input.value = above.value; changed(input); }
}

const isAtEdge = (input, right) => (right > 0 ? input.selectionStart === input.value.length : input.selectionEnd === 0)
  || (input.selectionStart === 0 && input.selectionEnd === input.value.length);

// Within words of several lines an arrow first goes from line to line.
const leavesByArrow = (input, down) => input.matches("input") || isAtEdge(input, down);

form.addEventListener("keydown", (event) => {
  const input = event.target;
  // A key that belongs to an input method's composition is not ours.
  if (!input.matches(CELL) || event.isComposing || event.keyCode === 229) return;
  if (event.altKey || event.metaKey) return;
  const isPlain = !event.ctrlKey && !event.shiftKey;
  let isDone = true;
  if (event.key === "Enter" && isPlain) go(input, 1, 0);
  else if (event.key === "ArrowDown" && isPlain && leavesByArrow(input, 1)) go(input, 1, 0);
  else if (event.key === "ArrowUp" && isPlain && leavesByArrow(input, -1)) go(input, -1, 0);
  else if (event.key === "ArrowRight" && isPlain && isAtEdge(input, 1)) isDone = go(input, 0, 1);
  else if (event.key === "ArrowLeft" && isPlain && isAtEdge(input, -1)) isDone = go(input, 0, -1);
  else if (event.key === "F8" && isPlain) nextEmptyOrDoubtful(input);
  else if (event.key.toLowerCase() === "d" && event.ctrlKey && !event.shiftKey) copyFromAbove(input);
  else isDone = false;
  if (isDone) event.preventDefault();
});
form.addEventListener("input", (event) => { if (event.target.matches(CELL)) changed(event.target); });
form.addEventListener("focusout", (event) => {
  const row = event.target.closest("tr[data-pupil]");
  if (row && !row.contains(event.relatedTarget)) send(row.dataset.pupil);
});
form.addEventListener("submit", () => { for (const timer of timers.values()) clearTimeout(timer); dirty.clear(); });
window.addEventListener("beforeunload", (event) => { if (dirty.size || sending.size) event.preventDefault(); });
