
// Pointing, selecting and moving in the text.
let current = -1; // what the panel tells about
let kept = false; // clicked or reached by keyboard: pointing elsewhere does not replace it
let pointed = -1;
let lit = [];

const reachable = () => rows.map((_, i) => i).filter((i) => visible[i] && handles[i]);

/** Light all parts of an attribution, wherever they stand. */
function light() {
  for (const [element, name] of lit) element.classList.remove(name);
  lit = [];
  for (const i of new Set([current, pointed])) {
    if (i < 0 || !visible[i]) continue;
    for (const { element, role } of parts[i]) {
      element.classList.add(`on-${role}`);
      lit.push([element, `on-${role}`]);
    }
  }
}

/** After a filter: which marks are buttons, and which of them the Tab key reaches. */
function marked() {
  if (current >= 0 && !visible[current]) leave(false);
  for (const [element, own] of handled) {
    const i = own.find((each) => visible[each]);
    if (i === undefined) {
      for (const name of ["role", "tabindex", "aria-description", "aria-controls"]) element.removeAttribute(name);
    } else {
      element.setAttribute("role", "button");
      element.setAttribute("aria-description", spoken(rows[i]));
      element.setAttribute("aria-controls", "inspector");
      element.tabIndex = -1;
    }
  }
  stop();
  light();
  if (current >= 0) inspect(current);
}

/** The text is one stop of the Tab key; arrows move inside it. */
let stopped = null;
function stop() {
  if (stopped && stopped.hasAttribute("role")) stopped.tabIndex = -1;
  const i = current >= 0 ? current : reachable()[0];
  stopped = i === undefined ? null : handles[i];
  if (stopped) stopped.tabIndex = 0;
}

function show(i, keep) {
  current = i;
  kept = keep;
  stop();
  light();
  inspect(i);
}

function select(i, { scroll = false, focus = false } = {}) {
  show(i, true);
  const handle = handles[i];
  if (!handle) return;
  if (focus) handle.focus({ preventScroll: true });
  if (scroll) handle.scrollIntoView({ block: "nearest" });
}

/** Nothing is selected any more; the focus goes back to the text if it was in the panel. */
function leave(refocus) {
  const handle = current >= 0 ? handles[current] : null;
  const inside = inspector.contains(document.activeElement);
  current = pointed = -1;
  kept = false;
  light();
  inspector.hidden = true;
  $("hint").hidden = false;
  if (refocus && inside && handle) silently(() => handle.focus());
}

/** On narrow screens the panel comes up from below, over the text: only a click or a key opens it. */
const over = () => getComputedStyle(inspector.parentElement).position === "fixed";

/** What was clicked must not end under the panel. */
function uncover(y) {
  const top = inspector.getBoundingClientRect().top;
  if (over() && y > top - 32) scrollBy(0, y - top + 64);
}

/** The innermost attribution shown at an element of the text, or -1. */
function at(target) {
  const element = target instanceof Element ? target.closest("[data-a]") : null;
  const shown = element ? stretchOf.get(element).shown : [];
  return shown.length ? shown[shown.length - 1][1] : -1;
}

// A mouse button gives a mark the focus before it clicks: that focus selects nothing, the click does.
let silent = false;
let before = -1;
function silently(action) {
  silent = true;
  action();
  silent = false;
}

article.addEventListener("pointerover", (event) => {
  const i = at(event.target);
  if (event.pointerType === "touch" || i === pointed) return;
  pointed = i;
  if (i >= 0 && !kept && !over()) show(i, false);
  else light();
});
article.addEventListener("pointerleave", () => {
  pointed = -1;
  light();
});
article.addEventListener("pointerdown", () => {
  silent = true;
  before = kept ? current : -1;
});
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { silent = false; });
article.addEventListener("click", (event) => {
  if (!getSelection().isCollapsed) return; // words are being copied
  const i = at(event.target);
  if (i < 0 || i === before) leave(false);
  else {
    select(i, { focus: true });
    uncover(event.clientY);
  }
});
article.addEventListener("focusin", (event) => {
  const own = (handled.get(event.target) || []).filter((i) => visible[i]);
  if (!silent && own.length && !(kept && own.includes(current))) select(own[0]);
});

const MOVES = {
  ArrowRight: (order, here) => order[here + 1],
  ArrowLeft: (order, here) => order[here - 1],
  Home: (order) => order[0],
  End: (order) => order[order.length - 1],
};
article.addEventListener("keydown", (event) => {
  const own = (handled.get(event.target) || []).filter((i) => visible[i]);
  if (event.altKey || event.ctrlKey || event.metaKey || !own.length) return;
  const here = own.includes(current) ? current : own[0];
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    select(here);
    inspector.querySelector("h2").focus();
  } else if (MOVES[event.key]) {
    event.preventDefault();
    const order = reachable();
    const to = MOVES[event.key](order, order.indexOf(here));
    if (to !== undefined) select(to, { scroll: true, focus: true });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") leave(true);
});
