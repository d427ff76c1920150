
// On paper there is nothing to point at: a table of what is shown follows the text, and cues bear its numbers.
const ROWS = 500;

const USUAL = ["POSITIVE", "CERTAIN", "ACKNOWLEDGE"];

function cells(row) {
  const told = [row.polarity, row.certainty, row.endorsement].filter((value) => !USUAL.includes(value));
  const stance = [row.form, row.act, ...told].join(" ").toLowerCase();
  return [row.id, speaker(row), passage(row.cue), shorter(passage(row.content), 300), stance, percent(row.confidence)];
}

function line(tag, texts) {
  return make("tr", {}, ...texts.map((text) => make(tag, {}, make("bdi", {}, text))));
}

addEventListener("beforeprint", () => {
  const order = rows.map((_, i) => i).filter((i) => visible[i]);
  const first = order.slice(0, ROWS);
  const head = line("th", ["", "Speaker", "Cue", "What is said", "Form and stance", "Sure"]);
  const body = first.map((i) => line("td", cells(rows[i])));
  const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
  const left = order.length - first.length;
  const note = left ? [make("p", {}, `${left} more are left out; filter to print others.`)] : [];
  $("printed").replaceChildren(make("h2", {}, "Attributions"), table, ...note);
  $("printed").hidden = order.length === 0;
  for (const i of first) handles[i]?.setAttribute("data-number", rows[i].id);
});
addEventListener("afterprint", () => {
  $("printed").replaceChildren();
  $("printed").hidden = true;
  for (const element of article.querySelectorAll("[data-number]")) element.removeAttribute("data-number");
});

listen();
refilter();
