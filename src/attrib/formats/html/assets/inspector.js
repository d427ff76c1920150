
// The panel that tells about one attribution; built when it is asked for.
const inspector = $("inspector");
const PARTS = ["content", "cue", "source", "speaker"];

function fact(term, value, meaning) {
  const told = meaning ? [" ", make("span", { className: "meaning" }, meaning)] : [];
  return [make("dt", {}, term), make("dd", {}, make("bdi", {}, value), ...told)];
}

function facts(row) {
  const list = make("dl", {});
  if (row.source.length) list.append(...fact("Source", passage(row.source), row.kind));
  if (row.cue.length) list.append(...fact("Cue", passage(row.cue)));
  for (const [facet, heading] of Object.entries(data.facets)) {
    list.append(...fact(heading, row[facet].toLowerCase(), data.meanings[row[facet]]));
  }
  if (row.hypothetical) list.append(...fact("Saying", "hypothetical", "possible, conditional or still to come"));
  return list;
}

function sureness(row) {
  const meter = make("meter", { min: 0, max: 1, value: row.confidence || 0 });
  meter.setAttribute("aria-hidden", "true");
  return make("p", { className: "sure" }, "Confidence ", make("b", {}, percent(row.confidence)), " ", meter);
}

/** One reason: the rule, its score and the next best, the words it rests on, a note. */
function reason([, rule, spans, score, next, note]) {
  const item = make("li", {}, make("code", {}, data.strings[rule]));
  if (score !== null) item.append(` ${score.toFixed(2)}`);
  if (next !== null) item.append(` (next best ${next.toFixed(2)})`);
  for (let i = 0; i < spans.length; i += 2) {
    item.append(i ? " → " : " ", make("q", {}, shorter(words.slice(spans[i], spans[i + 1]), 80)));
  }
  if (data.strings[note]) item.append(" ", make("bdi", { className: "meaning" }, data.strings[note]));
  return item;
}

function shorter(text, length) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function reasons(row) {
  const groups = new Map();
  for (const why of row.why) {
    const part = data.strings[why[0]];
    groups.set(part, [...(groups.get(part) || []), why]);
  }
  const order = [...groups.keys()].sort((a, b) => rank(a) - rank(b));
  const inside = order.map((part) =>
    make("div", {}, make("h3", {}, part.replace("stance.", "")), make("ul", {}, ...groups.get(part).map(reason))));
  return make("details", { className: "why" }, make("summary", {}, "Evidence"), ...inside);
}

const rank = (part) => (PARTS.includes(part) ? PARTS.indexOf(part) : PARTS.length);

function jump(i, text) {
  const button = make("button", { type: "button", className: "jump" }, text, make("bdi", {}, speaker(rows[i])),
    ": ", make("bdi", {}, shorter(passage(rows[i].content), 60)));
  button.addEventListener("click", () => select(i, { scroll: true, focus: true }));
  return button;
}

function relatives(i) {
  const inside = rows[i].parent === null ? [] : [jump(rows[i].parent, "Inside ")];
  return make("div", { className: "relatives" }, ...inside, ...children[i].slice(0, 20).map((c) => jump(c, "Holds ")));
}

function steps(i) {
  const order = reachable();
  const at = order.indexOf(i);
  const button = (text, label, to) => {
    const made = make("button", { type: "button", disabled: to === undefined }, text);
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => {
      select(to, { scroll: true });
      inspector.querySelector(`[aria-label="${label}"]:not(:disabled)`)?.focus();
    });
    return made;
  };
  const close = make("button", { type: "button", className: "close" }, "✕");
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => leave(true));
  return make("div", { className: "steps" },
    button("‹", "Previous attribution", order[at - 1]),
    button("›", "Next attribution", order[at + 1]),
    make("span", {}, `${number(at + 1)} of ${number(order.length)}`), close);
}

/** Fill the panel. Evidence that was open stays open. */
function inspect(i) {
  const row = rows[i];
  const open = Boolean(inspector.querySelector(".why")?.open);
  const who = make("h2", { tabIndex: -1, className: row.named ? "" : "unknown" }, make("bdi", {}, speaker(row)));
  const why = reasons(row);
  why.open = open;
  const content = make("blockquote", { dir: "auto" }, passage(row.content));
  inspector.replaceChildren(steps(i), who, content, sureness(row), facts(row), relatives(i), why);
  inspector.hidden = false;
  $("hint").hidden = true;
}

/** What a screen reader says of an attribution. */
function spoken(row) {
  const values = Object.keys(data.facets).map((facet) => row[facet].toLowerCase());
  return [speaker(row), ...values, `confidence ${percent(row.confidence)}`].join(", ");
}
