// Bars, tiles, tables, and one frame.

// ---- bars, tiles, table ---------------------------------------------------------------------------------------
const rows = [];
(function build() {
  const list = $("bars"), lines = $("rows");
  for (let k = JOINTS - 1; k >= 0; k--) {
    const region = D.regions[k], row = document.createElement("div");
    row.className = `row r-${region}${k < JOINTS - 1 && D.regions[k + 1] !== region ? " apart" : ""}`;
    row.innerHTML = '<span class="joint"></span><span class="track"><i class="was"></i><i class="bar"></i></span><span class="newton"></span><span class="times"></span>';
    row.children[0].textContent = D.joints[k];
    list.append(row);
    const line = document.createElement("tr");
    line.innerHTML = '<th scope="row"></th><td></td><td></td><td></td>';
    line.children[0].textContent = D.joints[k];
    lines.append(line);
    rows[k] = { row, before: row.querySelector(".was"), bar: row.querySelector(".bar"), newton: row.children[2], times: row.children[3], cells: line.children };
  }
})();
const bar = (element, share) => {
  const text = `scaleX(${Math.min(share, 1.02).toFixed(4)})`;
  if (element.said !== text) element.style.transform = element.said = text;
};

let tile = [];
function tiles() {
  const names = current.names;
  if (tile.plane !== state.plane) {
    $("tiles").replaceChildren();
    $("angle-rows").replaceChildren();
    tile = names.map((name) => {
      const box = document.createElement("div");
      box.className = `tile t-${D.colours[name]}`;
      box.innerHTML = "<dt></dt><dd><span></span> <small></small></dd>";
      box.firstChild.textContent = W.measures[name];
      $("tiles").append(box);
      const line = document.createElement("tr");
      line.innerHTML = '<th scope="row"></th><td></td><td></td><td></td>';
      line.firstChild.textContent = W.measures[name];
      $("angle-rows").append(line);
      return { value: box.querySelector("span"), change: box.querySelector("small"), cells: line.children };
    });
    tile.plane = state.plane;
  }
}

// ---- one frame --------------------------------------------------------------------------------------------------
let last = 0, waiting = 0;
const wake = () => { if (!waiting) { last = performance.now(); waiting = requestAnimationFrame(tick); } };
function tick(time) {
  const dt = Math.min(Math.max(time - last, 0), 50);
  last = time;
  waiting = 0;
  if (calm.matches) { shownTilt = state.tilt; blend = 1; }
  const left = state.tilt - shownTilt;
  shownTilt = Math.abs(left) < 0.03 ? state.tilt : shownTilt + left * (1 - Math.exp(-dt / 55));
  blend = Math.min(1, blend + dt / 380);
  draw();
  if (shownTilt !== state.tilt || blend < 1) waiting = requestAnimationFrame(tick);
}

const row = new Float64Array(COLUMNS + 8);
const ratio = new Float64Array(JOINTS);
function draw() {
  const { names, pose: p, loads } = current;
  read(p, shownTilt, row);
  display.q.set(row.subarray(0, COLUMNS));
  display.measures = row.slice(COLUMNS, COLUMNS + names.length);
  read(loads, shownTilt, display.loads);
  if (blend < 1 && from) {
    const s = blend * blend * (3 - 2 * blend);
    for (const key of ["q", "loads", "measures"]) {
      for (let k = 0; k < display[key].length; k++) display[key][k] = from[key][k] + s * (display[key][k] - from[key][k]);
    }
  }
  for (let k = 0; k < JOINTS; k++) ratio[k] = display.loads[k] / was.loads[k];
  origin = home;
  pose(display.q);
  const s = scene(view);
  for (const [path, shape] of s.now) put(shape, "transform", placement(view, path));
  drawDiscs(s, ratio);
  drawBrackets(s, display, was, state.plane !== "axial");
  drawMarks(s, display, was);
  drawKnob();
  drawBody(display.q);
  tile.forEach((one_, k) => {
    say(one_.value, pair(names[k], was.measures[k], display.measures[k]));
    say(one_.change, W.ways[names[k]] ? "" : change(names[k], display.measures[k] - was.measures[k]));
  });
  for (let k = 0; k < JOINTS; k++) {
    bar(rows[k].bar, display.loads[k] / peak);
    say(rows[k].newton, `${display.loads[k].toFixed(0)}`);
    say(rows[k].times, `×${ratio[k].toFixed(2)}`);
  }
}
function drawBody(q) {
  put(body.now, "d", figureLines(q));
  const seat = D.support[state.posture] === "seat";
  const x = view === "side" ? pivot[0][0] : 0, y = -(pivot[0][1] - 750);
  const [a, b] = view === "side" ? [x - 1500, x + 3000] : [x - 2000, x + 2000];
  put(body.seat, "d", seat ? `M${a.toFixed(0)} ${y.toFixed(0)}H${b.toFixed(0)}M${(a + 500).toFixed(0)} ${y.toFixed(0)}V0M${(b - 500).toFixed(0)} ${y.toFixed(0)}V0` : "");
}
