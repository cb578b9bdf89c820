// The spine as paths, moved as wholes; and numbers as words.

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
const change = (name, by) => (W.ways[name] ? one(name, by) : signed(by) + unit(name));
const brief = (name, before, now) => (W.ways[name] && Math.abs(before) < 0.5 ? one(name, now) : pair(name, before, now));
const tiltText = (deg, plane) => {
  const size = String(Math.abs(Math.round(deg * 10) / 10)), ways = W.directions[plane];
  return size === "0" ? W.untilted : fill(W.tilted, { deg: size, way: ways[deg < 0 ? 1 : 0] });
};
