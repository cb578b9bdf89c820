// Sliders, handle, buttons; words when the hand rests; size, print, embedding.

// ---- controls -----------------------------------------------------------------------------------------------------
function controls() {
  const text = tiltText(state.tilt, state.plane), ways = W.directions[state.plane];
  for (const [one_, low, high] of [[range, "min", "max"], [handle, "aria-valuemin", "aria-valuemax"]]) {
    put(one_, low, String(current.low));
    put(one_, high, String(current.high));
    put(one_, "aria-valuetext", text);
  }
  // an axis to the left of the page is a turn to the left, so that knob and thumb go the same way
  const mirrored = state.plane === "axial";
  range.dir = mirrored ? "rtl" : "ltr";
  range.value = state.tilt;
  put(handle, "aria-valuenow", String(state.tilt));
  say($("tilt-now"), text);
  say($("end-left"), ways[mirrored ? 0 : 1]);
  say($("end-right"), ways[mirrored ? 1 : 0]);
  for (const name of ["plane", "at", "against"]) {
    for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
      input.checked = input.value === state[name];
      if (name === "at") input.disabled = !grid({ ...state, at: input.value });
    }
  }
  $("posture").value = state.posture;
  say($("key-was"), state.against === "erect" ? W.against.erect : W.against.before);
  say($("view-name"), W.views[view]);
  for (const button of document.querySelectorAll("[data-preset]")) {
    const p = D.presets[button.dataset.preset].state;
    button.setAttribute("aria-pressed", String(Object.keys(p).every((key) => p[key] === state[key])));
  }
  notes();
}

function notes() {
  const said = [], { low, high, ends } = current, ways = W.directions[state.plane];
  const at_end = [[state.tilt <= low, ends[0], low, 1], [state.tilt >= high, ends[1], high, 0]];
  for (const [there, early, deg, k] of at_end) {
    if (there && early) said.push(fill(W.notes.end, { deg: String(Math.abs(deg)), way: ways[k] }));
  }
  const x = current.loads.x;
  let bits = 0;
  for (let k = 0; k < x.length; k++) { // of both neighbours: rather once too often
    if (x[k] <= state.tilt && (k === x.length - 1 || x[k + 1] > state.tilt)) bits |= current.notes[k];
    if (x[k] >= state.tilt && (k === 0 || x[k - 1] < state.tilt)) bits |= current.notes[k];
  }
  W.notes.kinds.forEach((text, k) => { if (bits & (1 << k)) said.push(text); });
  say($("note"), said.join(" "));
}

let later = 0;
function settle() { // words and tables follow when the hand rests
  clearTimeout(later);
  later = setTimeout(tell, 350);
}
function tell() {
  const v = values(state), names = current.names;
  const what = fill(state.tilt ? W.said.what : state.posture === "asked" ? W.said.asked : W.said.plain, { at: W.places[state.at], tilt: tiltText(state.tilt, state.plane), posture: W.postures[state.posture] });
  const changed = names.map((name, k) => [one(name, was.measures[k]), one(name, v.measures[k]), W.spoken[name]])
    .filter(([a, b]) => a !== b).slice(0, 4)
    .map(([a, b, name]) => fill(W.said.change, { name, before: a, now: b }));
  let most = 0;
  for (let k = 1; k < JOINTS; k++) {
    if (Math.abs(v.loads[k] - was.loads[k]) > Math.abs(v.loads[most] - was.loads[most])) most = k;
  }
  const times = v.loads[most] / was.loads[most];
  const load = Math.abs(times - 1) < 0.03 ? W.said.same
    : fill(W.said.load, { joint: D.joints[most], before: was.loads[most].toFixed(0), now: v.loads[most].toFixed(0), times: times.toFixed(2) });
  say($("said"), [what, changed.length ? capital(changed.join(W.said.comma)) + W.said.stop : W.said.still, load].join(W.said.space));
  rows.forEach((row_, k) => {
    row_.row.classList.toggle("most", k === most && Math.abs(times - 1) >= 0.03);
    say(row_.cells[1], was.loads[k].toFixed(0));
    say(row_.cells[2], v.loads[k].toFixed(0));
    say(row_.cells[3], (v.loads[k] / was.loads[k]).toFixed(2));
  });
  tile.forEach((one_, k) => {
    say(one_.cells[1], one(names[k], was.measures[k]));
    say(one_.cells[2], one(names[k], v.measures[k]));
    say(one_.cells[3], change(names[k], v.measures[k] - was.measures[k]));
  });
}

const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };
function keyed(event, growsLeft, growsDown) {
  let step = steps[event.key];
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Home") choose({ tilt: current.low });
  else if (event.key === "End") choose({ tilt: current.high });
  else if (step) {
    if (growsLeft && /Left|Right/.test(event.key)) step = -step;
    if (growsDown && /ArrowUp|ArrowDown/.test(event.key)) step = -step;
    const t = state.tilt + step; // to whole degrees, and never past a whole one
    choose({ tilt: step > 0 ? Math.floor(t + 1e-9) : Math.ceil(t - 1e-9) });
  } else return;
  event.preventDefault();
}
range.addEventListener("input", () => choose({ tilt: Number(range.value) }));
range.addEventListener("keydown", (event) => keyed(event, range.dir === "rtl", false));
// on the figure an arrow moves the knob the way it points
handle.addEventListener("keydown", (event) => keyed(event, state.plane === "axial", state.plane !== "axial"));

let held = null;
function pulled(event) {
  const box = svg.viewBox.baseVal, frame = svg.getBoundingClientRect();
  const x = box.x + box.width / 2 + (event.clientX - frame.left - frame.width / 2) * px;
  const y = box.y + box.height / 2 + (event.clientY - frame.top - frame.height / 2) * px;
  const [cx, cy] = dial.at;
  const t = dial.flat
    ? -Math.asin(Math.min(Math.max((x - cx) / FLAT[0], -1), 1)) / RAD / 2.4
    : Math.atan2(y - cy, Math.max(x - cx, 1)) / RAD;
  return t;
}
handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false }); // no scroll, no zoom
handle.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  held = pulled(event) - state.tilt;
  handle.setPointerCapture(event.pointerId);
  handle.focus({ preventScroll: true });
  event.preventDefault();
});
handle.addEventListener("pointermove", (event) => {
  if (held !== null) choose({ tilt: Math.round(2 * (pulled(event) - held)) / 2 });
});
for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) handle.addEventListener(end, () => { held = null; });

for (const name of ["plane", "at", "against"]) {
  for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
    input.addEventListener("change", () => choose(name === "plane" ? { plane: input.value, tilt: 0 } : { [name]: input.value }));
  }
}
$("posture").addEventListener("change", (event) => choose({ posture: event.target.value }));
for (const button of document.querySelectorAll("[data-preset]")) {
  button.addEventListener("click", () => choose(D.presets[button.dataset.preset].state));
}
$("reset").addEventListener("click", () => choose(start));

// ---- size, print, embedding -----------------------------------------------------------------------------------------
let told = 0;
function grown() {
  fit();
  if (current) draw();
  if (parent === window) return;
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (height !== told) parent.postMessage({ plumbline: "height", height: told = height }, "*");
}
addEventListener("beforeprint", () => { $("numbers").dataset.was = $("numbers").open ? "1" : ""; $("numbers").open = true; tell(); });
addEventListener("afterprint", () => { $("numbers").open = $("numbers").dataset.was === "1"; });

$("app").hidden = false;
choose(start);
shownTilt = state.tilt;
draw();
tell();
new ResizeObserver(grown).observe(document.documentElement);
window.plumbline = { values, choose, state: () => ({ ...state }), draw, show: (tilt) => { state.tilt = shownTilt = clamp(tilt); draw(); },
  placed: (at) => { pose(values(at).q); return pivot.map((p, b) => [p[0], p[1], p[2], ...turn[b]]); } };
