(() => {
  "use strict";
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

  // ---- the figure -----------------------------------------------------------------------------------------------
  const NS = "http://www.w3.org/2000/svg";
  const svg = $("spine");
  const made = (name, parent, looks) => {
    const one = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(looks || {})) one.setAttribute(key, value);
    parent.append(one);
    return one;
  };
  const put = (one, key, value) => { // the page is asked only where something is new
    const kept = one.kept || (one.kept = {});
    if (kept[key] !== value) one.setAttribute(key, kept[key] = value);
  };
  const say = (one, text) => { if (one.said !== text) one.textContent = one.said = text; };

  const scenes = {};
  function scene(view) {
    if (scenes[view]) return scenes[view];
    const root = made("g", $("drawing"), { class: view }), far = made("g", root, { class: "ghost" });
    const layer = {}, now = [], ghost = [], order = view === "side"
      ? ["ribs", "hips", "sacrum", "head", "arches", "discs", "bodies"]
      : ["ribs", "hips", "sacrum", "head", "discs", "bodies", "arches", "spines", "openings"];
    for (const name of order) layer[name] = made("g", root, { class: name });
    for (const path of D.shapes[view]) {
      now.push([path, made("path", layer[path.l], { d: path.d, class: `r-${path.r}` })]);
      if (!["ribs", "openings", "spines"].includes(path.l)) {
        ghost.push([path, made("path", far, { d: path.d, class: path.l })]);
      }
    }
    const discs = D.discs[view].map((corners, k) => [corners, k, made("path", layer.discs)]);
    const marks = made("g", root, { class: "marks" });
    const brackets = D.brackets[view].map((bracket) => ({
      ...bracket, line: made("path", marks, { class: `bracket t-${bracket.r}` }), label: label(marks, bracket.r),
    }));
    const extra = {
      plumb: made("path", marks, { class: "plumb" }), offset: made("path", marks, { class: "offset" }),
      level: made("path", marks, { class: "level" }), hip: made("circle", marks, { class: "hip", r: 90 }),
      turns: ["pelvis", "thoracic", "head"].map((region) => label(marks, region)),
    };
    return scenes[view] = { view, root, now, ghost, discs, brackets, ...extra };
  }

  function label(parent, region) {
    const text = made("text", parent, { class: `label t-${region}` });
    return { text, name: made("tspan", text, { class: "name", x: 0 }), value: made("tspan", text, { x: 0, dy: "1.2em" }) };
  }

  const curve = (points) => { // through the ends, drawn towards what is between
    let d = `M${points[0].map(Math.round).join(" ")}`;
    for (let k = 1; k < points.length - 1; k++) {
      const [x, y] = points[k], last = k === points.length - 2;
      const [ex, ey] = last ? points[k + 1] : [(x + points[k + 1][0]) / 2, (y + points[k + 1][1]) / 2];
      d += `Q${Math.round(x)} ${Math.round(y)} ${Math.round(ex)} ${Math.round(ey)}`;
    }
    return d;
  };

  function drawDiscs(s, ratio) {
    for (const [c, k, path] of s.discs) {
      const q = [0, 3, 6, 9].map((i) => seen(s.view, i < 6 ? k : k + 1, c[i], c[i + 1], c[i + 2]));
      const [a, b, e, f] = q;
      const bulge = (m, n, far) => [(m[0] + n[0]) / 2 + 0.09 * far[0], (m[1] + n[1]) / 2 + 0.09 * far[1]];
      const right = bulge(b, e, [b[0] - a[0], b[1] - a[1]]), left = bulge(a, f, [a[0] - b[0], a[1] - b[1]]);
      const n = (p) => `${p[0].toFixed(0)} ${p[1].toFixed(0)}`;
      put(path, "d", `M${n(a)}L${n(b)}Q${n(right)} ${n(e)}L${n(f)}Q${n(left)} ${n(a)}z`);
      const share = Math.log(Math.max(ratio[k], 0.05) / 0.5) / Math.log(6);
      put(path, "fill-opacity", (0.04 + 0.96 * Math.min(Math.max(share, 0), 1)).toFixed(2));
    }
  }

  function drawBrackets(s, v, was, shown) {
    for (const bracket of s.brackets) {
      const [low, high] = bracket.ends, view = s.view;
      const [a, b] = low.map((p) => seen(view, bracket.low, ...p)), [c, d] = high.map((p) => seen(view, bracket.high, ...p));
      const chord = [c[0] - a[0], c[1] - a[1]], length = chord[0] ** 2 + chord[1] ** 2;
      const between = bracket.between.map((p, k) => seen(view, bracket.low + 1 + k, ...p)).filter((p) => {
        const along = ((p[0] - a[0]) * chord[0] + (p[1] - a[1]) * chord[1]) / length;
        return along > 0.12 && along < 0.92;
      });
      const line = `M${b.map(Math.round).join(" ")}L${a.map(Math.round).join(" ")}M${d.map(Math.round).join(" ")}L${c.map(Math.round).join(" ")}`;
      put(bracket.line, "d", shown ? line + curve([a, ...between, c]) : "");
      const k = D.measures[state.plane].indexOf(bracket.field), middle = between[between.length >> 1] || a;
      const near = [a, c, ...between].filter((p) => Math.abs(p[1] - middle[1]) < 24 * px || p === middle);
      const left = Math.min(...near.map((p) => p[0])) - 7 * px;
      write(bracket.label, shown && k >= 0 ? [left, middle[1]] : null, W.short[bracket.field], k >= 0 ? brief(D.measures[state.plane][k], was.measures[k], v.measures[k]) : "");
    }
  }

  const extent = (words) => [...words].reduce((sum, one_) => sum + (one_ > "\u2e7f" ? 13.5 : 8), 0); // of a label, about [px]
  function write({ text, name, value }, at, what, how) {
    put(text, "visibility", at ? "visible" : "hidden");
    if (!at) return;
    say(name, what);
    say(value, how);
    const least = svg.viewBox.baseVal.x + px * Math.max(extent(how), 0.9 * extent(what));
    put(text, "transform", `translate(${Math.max(at[0], least).toFixed(0)} ${at[1].toFixed(0)})`);
  }

  function drawMarks(s, v, was) {
    const names = D.measures[state.plane], axial = state.plane === "axial";
    const c7 = seen(s.view, 18, ...P.centre[18], 0);
    const s1 = s.view === "side" ? seen("side", 0, ...P.s1, 0) : seen("back", 0, ...P.centre[0], 0);
    const head = seen(s.view, 25, ...P.centre[25], 0);
    put(s.plumb, "d", axial ? "" : `M${c7.map(Math.round).join(" ")}V${Math.round(s1[1] + 260)}`);
    put(s.offset, "d", axial ? "" : `M${s1.map(Math.round).join(" ")}H${Math.round(c7[0])}`);
    const hip = seen(s.view, 0, 0, 0, 0);
    put(s.hip, "cx", hip[0].toFixed(0)); put(s.hip, "cy", hip[1].toFixed(0));
    if (s.view === "side") {
      const eye = seen("side", 25, ...P.eye, 0), R = turn[25];
      put(s.level, "d", `M${eye.map(Math.round).join(" ")}l${Math.round(R[0] * P.sight)} ${Math.round(-R[3] * P.sight)}`);
    } else if (!axial) {
      const across = (b, centre, far) => [-far, far].map((z) => seen("back", b, ...centre, z).map(Math.round).join(" ")).join("L");
      put(s.level, "d", `M${across(0, [0, 0], 0.86 * P.spacing)}M${across(25, P.centre[25], 0.68 * P.top[1])}`);
    } else put(s.level, "d", "");
    const at = [seen(s.view, 1, 0, 0, 0), seen(s.view, 11, 0, 0, 0), head];
    s.turns.forEach((one, k) => write(one, axial ? [at[k][0] - 1750, at[k][1]] : null, W.short[names[k]], brief(names[k], was.measures[k], v.measures[k])));
  }

  // ---- numbers as words -----------------------------------------------------------------------------------------
  const fill = (text, given) => text.replace(/\{(\w+)\}/g, (_, key) => given[key]);
  const whole = (value) => { const text = Math.abs(value).toFixed(0); return value < 0 && text !== "0" ? `\u2212${text}` : text; };
  const signed = (value) => { const text = whole(value); return text === "0" ? "0" : value > 0 ? `+${text}` : text; };
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const unit = (name) => (name.endsWith("_mm") ? "\u00a0mm" : "°");
  function one(name, value) {
    const ways = W.ways[name];
    if (!ways) return whole(value) + unit(name);
    const text = Math.abs(value).toFixed(0);
    return text === "0" ? `0${unit(name)}` : fill(W.sided, { size: `${text}${unit(name)}`, way: ways[value < 0 ? 1 : 0] });
  }
  const pair = (name, before, now) => {
    const a = one(name, before), b = one(name, now);
    if (a === b) return b;
    const ways = W.ways[name];
    if (ways && before * now > 0 && Math.abs(now) >= 0.5) return `${Math.abs(before).toFixed(0)}${unit(name)} → ${b}`;
    return name.endsWith("_mm") && !W.ways[name] ? `${whole(before)} → ${b}` : `${a} → ${b}`;
  };
  const brief = (name, before, now) => (W.ways[name] && Math.abs(before) < 0.5 ? one(name, now) : pair(name, before, now));
  const tiltText = (deg, plane) => {
    const size = String(Math.abs(Math.round(deg * 10) / 10)), ways = W.directions[plane];
    return size === "0" ? W.untilted : fill(W.tilted, { deg: size, way: ways[deg < 0 ? 1 : 0] });
  };

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
    if (dial.flat) dial.at = [0, box[1] + box[3] - 620];
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
  const REACH = 2450, FLAT = [1500, 330];
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
        ? `translate(${Math.round(x + (t > 0 ? -22 : 22) * px)} ${Math.round(y + 4 * px)})`
        : `translate(${Math.round(x - 14 * px)} ${Math.round(y + 4 * px)})`);
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
      say(one_.change, W.ways[names[k]] ? "" : `${signed(display.measures[k] - was.measures[k])}${unit(names[k])}`);
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
    const what = fill(state.tilt ? W.said.what : W.said.plain, { at: W.places[state.at], tilt: tiltText(state.tilt, state.plane), posture: W.postures[state.posture] });
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
      say(one_.cells[3], `${signed(v.measures[k] - was.measures[k])}${unit(names[k])}`);
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
})();
