// What is chosen, and what follows from it: dial, knob, the whole body as lines.

// ---- the state, and what follows from it ----------------------------------------------------------------------
const start = D.start;
let state = { ...start }, shownTilt = state.tilt, from = null, blend = 1, view = "side", current, was;
const display = { q: new Float64Array(COLUMNS), loads: new Float64Array(JOINTS), measures: null };
const range = $("tilt"), handle = $("handle");
const sideOf = (plane) => (plane === "sagittal" ? "side" : "back");
const clamp = (t) => Math.min(Math.max(t, current.low), current.high);

function choose(change) { // every control ends here
  const old = state;
  const next = { ...state, ...change };
  if (!grid(next)) {
    const place = D.places.find((at) => grid({ ...next, at }));
    if (!place) return settle();
    next.at = place;
  }
  const moved = ["plane", "at", "posture", "against"].some((key) => next[key] !== old[key]) || !current;
  state = next;
  if (moved) {
    from = current && old.plane === next.plane && !calm.matches
      ? { q: display.q.slice(), loads: display.loads.slice(), measures: display.measures.slice() } : null;
    blend = from ? 0 : 1;
    current = grid(state);
    was = base(state.against === "erect" && D.bases.erect ? "erect" : state.posture, current.names);
    stage();
  }
  state.tilt = clamp(state.tilt);
  if (old.plane !== state.plane || moved && from || calm.matches) shownTilt = state.tilt;
  controls();
  wake();
  settle();
}

function stage() { // what changes with plane, place and posture, not with the tilt
  view = sideOf(state.plane);
  for (const [name, s] of Object.entries(scenes)) s.root.style.display = name === view ? "" : "none";
  const s = scene(view), box = D.boxes[`${state.posture}/${view}`];
  s.root.style.display = "";
  put(svg, "viewBox", box.join(" "));
  fit();
  pose(D.bases[state.posture].q);
  home = origin = hip();
  const b = D.dial[state.at];
  dial = { at: seen(view, b, ...P.centre[b], 0), flat: state.plane === "axial" };
  if (b === 0) dial.at = seen(view, 0, 0, 0, 0);
  pose(was.q);
  const own = hip(); // hips that differ in height by more are laid together, so that the spines can be compared
  origin = Math.abs(own[1] - home[1]) > 300 ? own : home;
  for (const [path, shape] of s.ghost) put(shape, "transform", placement(view, path));
  put(body.before, "d", figureLines(was.q));
  put(body.svg, "viewBox", D.boxes[`${state.posture}/${view}/body`].join(" "));
  drawDial();
  tiles();
  peak = current.most;
  say($("axis"), fill(W.axis, { N: peak }));
  rows.forEach((row, k) => bar(row.before, was.loads[k] / peak));
}
const hip = () => [pivot[0][view === "side" ? 0 : 2], -pivot[0][1]];
let home = [0, 0], dial = null, peak = 1;

// ---- the dial and its knob ------------------------------------------------------------------------------------
const REACH = 2200, FLAT = [1500, 330];
let px = 10; // tenths of a millimetre in a pixel
const spot = (t) => {
  const angle = t * RAD * (dial.flat ? 2.4 : 1);
  return dial.flat
    ? [dial.at[0] - FLAT[0] * Math.sin(angle), dial.at[1] + FLAT[1] * (Math.cos(angle) - 1)]
    : [dial.at[0] + REACH * Math.cos(angle), dial.at[1] + REACH * Math.sin(angle)];
};
const arc = (a, b) => {
  let d = "";
  for (let k = 0; k <= 24; k++) d += (k ? "L" : "M") + spot(a + (b - a) * k / 24).map(Math.round).join(" ");
  return d;
};
function drawDial() {
  const box = svg.viewBox.baseVal;
  if (dial.flat) dial.at = [0, box.y + box.height - 46 * px]; // room for a knob, and words below it
  put($("track"), "d", arc(current.low, current.high));
  let ticks = "";
  for (let t = Math.ceil(current.low / 10) * 10; t <= current.high; t += 10) {
    const [x, y] = spot(t), [dx, dy] = dial.flat ? [0, 1] : [(x - dial.at[0]) / REACH, (y - dial.at[1]) / REACH];
    const far = (t ? 9 : 15) * px, near = t ? 0 : -6 * px;
    ticks += `M${Math.round(x + near * dx)} ${Math.round(y + near * dy)}l${Math.round((far - near) * dx)} ${Math.round((far - near) * dy)}`;
  }
  put($("ticks"), "d", ticks);
  put($("centre"), "transform", `translate(${dial.at.map(Math.round).join(" ")})`);
  $("centre").style.display = dial.flat ? "none" : "";
  const ways = W.directions[state.plane];
  [["way-high", current.high, 0], ["way-low", current.low, 1]].forEach(([id, t, k]) => {
    const [x, y] = spot(t), text = $(id);
    say(text, ways[k]);
    put(text, "transform", dial.flat
      ? `translate(${(t > 0 ? -8 : 8) * Math.round(px)} ${Math.round(dial.at[1] + 40 * px)})`
      : `translate(${Math.round(x - 14 * px)} ${Math.round(Math.min(y + 4 * px, box.y + box.height - 6 * px))})`);
    put(text, "text-anchor", dial.flat && t < 0 ? "start" : "end");
  });
}
function drawKnob() {
  const [x, y] = spot(shownTilt);
  put(handle, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${px.toFixed(3)}) rotate(${(dial.flat ? 90 : shownTilt).toFixed(1)})`);
  put($("turned"), "d", Math.abs(shownTilt) < 0.05 ? "" : arc(0, shownTilt));
  put($("arm"), "d", dial.flat ? "" : `M${dial.at.map(Math.round).join(" ")}L${Math.round(x)} ${Math.round(y)}`);
}

function fit() {
  const box = svg.viewBox.baseVal, wide = svg.clientWidth || 1;
  px = Math.max(box.width / wide, box.height / (svg.clientHeight || 1e9));
  svg.style.setProperty("--px", px.toFixed(3));
  if (dial) drawDial();
}

// ---- the whole body, as lines ---------------------------------------------------------------------------------
const body = { svg: $("body"), before: $("body-before"), now: $("body-now"), seat: $("body-seat") };
function figureLines(q) { // after pose(q); in the room, on one floor
  const kept = origin;
  origin = [0, 0];
  const n = (p) => `${p[0].toFixed(0)} ${p[1].toFixed(0)}`;
  const hip = pivot[0], knee = [P.ankle[0] + P.leg[0] * Math.sin((q[0] + P.lean) * RAD), 0, 0];
  knee[1] = P.leg[0] * Math.cos((q[0] + P.lean) * RAD);
  const side = q[1] * RAD, far = P.spacing / 2;
  let d;
  if (view === "side") {
    d = `M${P.foot[0]} 0L${P.ankle[0]} ${-P.ankle[1]}L${P.foot[1]} 0zM${P.ankle[0]} ${-P.ankle[1]}L${n([knee[0], -(P.ankle[1] + knee[1])])}L${n([hip[0], -hip[1]])}`;
  } else {
    d = "";
    for (const z of [-far, far]) {
      const top = seen("back", 0, 0, 0, z);
      d += `M${z - 550} 0h1100M${z} 0L${n([z + knee[1] * Math.sin(side), -(P.ankle[1] + knee[1] * Math.cos(side))])}L${n(top)}`;
    }
    d += `M${n(seen("back", 0, 0, 0, -far))}L${n(seen("back", 1, 0, 0, 0))}L${n(seen("back", 0, 0, 0, far))}z`;
  }
  d += `M${n([view === "side" ? hip[0] : pivot[1][2], view === "side" ? -hip[1] : -pivot[1][1]])}`;
  for (let b = 1; b < BODIES; b++) d += `L${n([pivot[b][view === "side" ? 0 : 2], -pivot[b][1]])}`;
  const [cx, cy] = P.centre[25], wide = view === "side" ? 950 : 0.5 * P.top[1], high = 0.5 * P.top[0];
  for (let k = 0; k <= 28; k++) {
    const a = k / 28 * 2 * Math.PI, x = wide * Math.cos(a), y = high * Math.sin(a);
    d += (k ? "L" : "M") + n(view === "side" ? seen("side", 25, cx + x - 150, cy + y, 0) : seen("back", 25, cx, cy + y, x));
  }
  origin = kept;
  return d;
}
