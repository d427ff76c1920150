
// Filters: any of the values chosen in a group, and all groups.
const facets = ["speaker", ...Object.keys(data.facets)];
const chosen = Object.fromEntries(facets.map((facet) => [facet, new Set()]));
const buttons = [...document.querySelectorAll("button.filter")];
const visible = rows.map(() => true);
const FEW = 12;

const valuesOf = (row, facet) => (facet === "speaker" ? row.people.map(String) : [row[facet]]);

function fails(row, facet) {
  return chosen[facet].size > 0 && !valuesOf(row, facet).some((value) => chosen[facet].has(value));
}

/** What is visible, and how many each button would give beside what is chosen in the other groups. */
function recount() {
  const counts = new Map(facets.map((facet) => [facet, new Map()]));
  rows.forEach((row, i) => {
    const failed = facets.filter((facet) => fails(row, facet));
    visible[i] = failed.length === 0;
    for (const facet of failed.length === 0 ? facets : failed.length === 1 ? failed : []) {
      const count = counts.get(facet);
      for (const value of valuesOf(row, facet)) count.set(value, (count.get(value) || 0) + 1);
    }
  });
  for (const button of buttons) {
    const { facet, value } = button.dataset;
    const count = counts.get(facet).get(value) || 0;
    button.querySelector(".count").firstChild.data = number(count);
    button.setAttribute("aria-pressed", String(chosen[facet].has(value)));
    button.classList.toggle("none", count === 0);
  }
}

/** Class names of a stretch for the marks that are shown. */
function classes(marks) {
  const has = (role) => marks.some((mark) => mark[0] === role);
  const nested = marks.filter((mark) => mark[0] === "c").length > 1;
  return [has("c") && "c", nested && "n", has("s") && "s", has("q") && "q"].filter(Boolean).join(" ");
}

function paint() {
  for (const stretch of stretches) {
    stretch.shown = stretch.marks.filter((mark) => visible[mark[1]]);
    const name = classes(stretch.shown);
    if (stretch.element.className !== name) stretch.element.className = name;
  }
}

function describe() {
  const shown = visible.filter(Boolean).length;
  const filtered = facets.some((facet) => chosen[facet].size > 0);
  const all = rows.length === 1 ? "1 attribution" : `${rows.length ? number(rows.length) : "No"} attributions`;
  $("status").textContent = filtered ? `${number(shown)} of ${number(rows.length)} shown` : all;
  $("clear").hidden = !filtered;
  article.classList.toggle("filtered", filtered);
}

function refilter() {
  recount();
  paint();
  describe();
  marked();
}

/** A long list of speakers starts with the first few, and can be searched. */
function shorten() {
  const items = [...$("speakers").children];
  const more = $("more");
  const find = $("find");
  if (items.length <= FEW + 3) return;
  const names = items.map((item) => item.textContent.toLowerCase());
  let all = false;
  const list = () => {
    const sought = find.value.trim().toLowerCase();
    items.forEach((item, i) => {
      item.hidden = sought ? !names[i].includes(sought) : !all && i >= FEW && !item.classList.contains("unresolved");
    });
    more.hidden = Boolean(sought);
    more.setAttribute("aria-expanded", String(all));
    more.textContent = all ? "Show fewer" : `Show all ${number(items.length)}`;
  };
  more.addEventListener("click", () => {
    all = !all;
    list();
  });
  find.addEventListener("input", list);
  find.hidden = false;
  list();
}

function listen() {
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const { facet, value } = button.dataset;
      if (!chosen[facet].delete(value)) chosen[facet].add(value);
      refilter();
    });
  }
  $("clear").addEventListener("click", () => {
    for (const facet of facets) chosen[facet].clear();
    refilter();
    buttons[0].focus(); // the button that was pressed goes away
  });
  const narrow = matchMedia("(max-width: 47.99rem)");
  const fold = () => { $("filters").open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  shorten();
}
