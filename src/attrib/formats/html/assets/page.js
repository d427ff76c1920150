// The marks of the text and the attributions behind them.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const rows = data.attributions;
const article = $("text");
const words = article.textContent; // offsets of the data count its UTF-16 units

// A stretch knows its marks, as pairs of role and attribution; an attribution knows its stretches.
const stretches = [];
const stretchOf = new Map();
const parts = rows.map(() => []);
for (const element of article.querySelectorAll("[data-a]")) {
  const marks = element.dataset.a.split(" ").map((mark) => [mark[0], Number(mark.slice(1))]);
  const stretch = { element, marks, shown: marks };
  stretches.push(stretch);
  stretchOf.set(element, stretch);
  for (const [role, i] of marks) parts[i].push({ element, role });
}

// One stretch of each attribution takes the keyboard's focus: its cue, else its content.
const handles = parts.map((own) => {
  const part = ["q", "c", "s"].map((role) => own.find((p) => p.role === role)).find(Boolean);
  return part ? part.element : null;
});
const handled = new Map();
handles.forEach((element, i) => {
  if (element) handled.set(element, [...(handled.get(element) || []), i]);
});

const children = rows.map(() => []);
rows.forEach((row, i) => {
  if (row.parent !== null) children[row.parent].push(i);
});

/** The words of a passage; what lies between its spans is left out. */
function passage(flat) {
  const out = [];
  for (let i = 0; i < flat.length; i += 2) out.push(words.slice(flat[i], flat[i + 1]));
  return out.join(" … ");
}

/** Who speaks, in words: names, or why there is none. */
const speaker = (row) => row.named || row.people.map((p) => data.people[p]).join(", ");

const number = (value) => value.toLocaleString("en");
const percent = (value) => (value === null ? "–" : `${Math.round(100 * value)}%`);

/** An element with text or elements inside; text is only ever text. */
function make(tag, options, ...inside) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(options || {})) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...inside);
  return element;
}
