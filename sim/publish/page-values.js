// What the page knows: nodes, a cubic between them, and where every body then is. The parts are joined, in the order
// values, figure, state, panels, controls, into one function.

const D = JSON.parse(document.getElementById("data").textContent);
const W = D.words;
const $ = (id) => document.getElementById(id);
const COLUMNS = 81, JOINTS = D.joints.length, RAD = Math.PI / 180;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// ---- numbers: packed nodes, a cubic between them -------------------------------------------------------------
function unpacked(text, rows, columns, scale) {
  const bytes = atob(text), out = new Float64Array(rows * columns);
  let place = 0;
  for (let c = 0; c < columns; c++) {
    let last = 0, step = 0;
    for (let r = 0; r < rows; r++) {
      let whole = 0, factor = 1, byte;
      do {
        byte = bytes.charCodeAt(place++);
        whole += (byte & 127) * factor;
        factor *= 128;
      } while (byte > 127);
      const signed = whole % 2 ? -(whole + 1) / 2 : whole / 2;
      step = r < 2 ? signed : step + signed;
      last = r === 0 ? signed : last + step;
      out[r * columns + c] = last * scale;
    }
  }
  return out;
}

function table(x, text, columns, scale) {
  const n = x.length, y = unpacked(text, n, columns, scale), slope = new Float64Array(n * columns);
  for (let k = 0; k < n; k++) { // of the parabola through three neighbours
    const i = Math.min(Math.max(k, 1), n - 2);
    const a = x[i] - x[i - 1], b = x[i + 1] - x[i], t = x[k] - x[i];
    for (let c = 0; c < columns; c++) {
      const low = (y[i * columns + c] - y[(i - 1) * columns + c]) / a;
      const high = (y[(i + 1) * columns + c] - y[i * columns + c]) / b;
      slope[k * columns + c] = (low * b + high * a) / (a + b) + 2 * t * (high - low) / (a + b);
    }
  }
  return { x, y, slope, columns };
}

function read({ x, y, slope, columns }, t, out) {
  let k = 0;
  while (k < x.length - 2 && t >= x[k + 1]) k++;
  const h = x[k + 1] - x[k], u = Math.min(Math.max((t - x[k]) / h, 0), 1), v = 1 - u;
  const p = u * u * (3 - 2 * u), s = h * u * v;
  for (let c = 0, i = k * columns, j = i + columns; c < columns; c++, i++, j++) {
    out[c] = y[i] + p * (y[j] - y[i]) + s * (v * slope[i] - u * slope[j]);
  }
  return out;
}

const opened = new Map();
function grid(state) {
  const key = `${state.posture}/${state.plane}/${state.at}`;
  if (!opened.has(key)) {
    const g = D.grids[key], names = D.measures[state.plane];
    opened.set(key, g && {
      names,
      pose: table(g.x, g.q, COLUMNS + names.length, D.scale.pose),
      loads: table(g.y, g.f, JOINTS, D.scale.load),
      notes: g.w, low: g.x[0], high: g.x[g.x.length - 1], ends: g.ends,
      most: g.most,
    });
  }
  return opened.get(key);
}

function values(state) {
  const g = grid(state), row = new Float64Array(COLUMNS + g.names.length), loads = new Float64Array(JOINTS);
  read(g.pose, state.tilt, row);
  read(g.loads, state.tilt, loads);
  return { q: row.subarray(0, COLUMNS), measures: row.subarray(COLUMNS), loads };
}

function base(posture, names) { // what is before: solved exactly, not interpolated
  const b = D.bases[posture];
  return { q: b.q, measures: names.map((name) => b.measures[name]), loads: b.loads };
}

// ---- where every body is: the chain of sim/chain.py ----------------------------------------------------------
const P = D.person, BODIES = P.pivot.length;
const turn = Array.from({ length: BODIES }, () => new Float64Array(9));
const pivot = Array.from({ length: BODIES }, () => new Float64Array(3));
const local = new Float64Array(9), half = new Float64Array(9);
const tilted = P.pitch.map((deg) => [Math.cos(deg * RAD), Math.sin(deg * RAD)]);

function cardan(q, i, out) {
  const f = q[i] * RAD, l = q[i + 1] * RAD, a = q[i + 2] * RAD;
  const sf = Math.sin(f), cf = Math.cos(f), sl = Math.sin(l), cl = Math.cos(l), sa = Math.sin(a), ca = Math.cos(a);
  out[0] = cf * ca + sf * sl * sa; out[1] = sf * cl; out[2] = cf * sa - sf * sl * ca;
  out[3] = cf * sl * sa - sf * ca; out[4] = cf * cl; out[5] = -sf * sa - cf * sl * ca;
  out[6] = -cl * sa; out[7] = sl; out[8] = cl * ca;
}

function product(a, b, out) {
  for (let r = 0; r < 9; r += 3) {
    for (let c = 0; c < 3; c++) out[r + c] = a[r] * b[c] + a[r + 1] * b[c + 3] + a[r + 2] * b[c + 6];
  }
}

function pose(q) {
  const shank = (q[0] + P.lean) * RAD, thigh = shank - q[2] * RAD, side = q[1] * RAD;
  const up = P.leg[0] * Math.cos(shank) + P.leg[1] * Math.cos(thigh);
  pivot[0][0] = P.ankle[0] + P.leg[0] * Math.sin(shank) + P.leg[1] * Math.sin(thigh);
  pivot[0][1] = P.ankle[1] + up * Math.cos(side);
  pivot[0][2] = up * Math.sin(side);
  cardan(q, 3, turn[0]);
  for (let b = 1; b < BODIES; b++) {
    const [c, s] = tilted[b - 1], m = local;
    cardan(q, 3 + 3 * b, m);
    for (let k = 0; k < 3; k++) { // E m, E being a turn about z
      const x = m[k], y = m[k + 3];
      half[k] = c * x - s * y; half[k + 3] = s * x + c * y; half[k + 6] = m[k + 6];
    }
    for (let k = 0; k < 9; k += 3) { // (E m) Eᵀ
      const x = half[k], y = half[k + 1];
      m[k] = c * x - s * y; m[k + 1] = s * x + c * y; m[k + 2] = half[k + 2];
    }
    product(turn[b - 1], m, turn[b]);
    const R = turn[b - 1], p = pivot[b - 1], dx = P.pivot[b][0] - P.pivot[b - 1][0], dy = P.pivot[b][1] - P.pivot[b - 1][1];
    for (let k = 0; k < 3; k++) pivot[b][k] = p[k] + R[3 * k] * dx + R[3 * k + 1] * dy;
  }
}

// a point fixed to a body, as seen; [across, down] in tenths of a millimetre
function seen(view, b, x, y, z) {
  const R = turn[b], p = pivot[b], row = view === "side" ? 0 : 6;
  const across = p[view === "side" ? 0 : 2] + R[row] * x + R[row + 1] * y + R[row + 2] * z;
  return [across - origin[0], -(p[1] + R[3] * x + R[4] * y + R[5] * z) - origin[1]];
}
let origin = [0, 0];

function placement(view, path) { // of a flat outline: one affine map, exact
  const R = turn[path.b], p = pivot[path.b];
  if (view === "side") {
    return matrix(R[0], -R[3], -R[1], R[4], p[0] - origin[0], -p[1] - origin[1]);
  }
  const o = path.o, k = path.k;
  return matrix(R[8], -R[5], -(R[6] * k + R[7]), R[3] * k + R[4], p[2] + R[6] * o - origin[0], -(p[1] + R[3] * o) - origin[1]);
}

// paths are drawn with up as minus, so their second column turns its sign
const matrix = (a, b, c, d, e, f) =>
  `matrix(${a.toFixed(4)} ${b.toFixed(4)} ${c.toFixed(4)} ${d.toFixed(4)} ${e.toFixed(1)} ${f.toFixed(1)})`;
