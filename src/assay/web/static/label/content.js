// Shows an item: text as it is written, Markdown as the server made it harmless, a conversation turn by turn,
// a trace step by step with its steps folded, a table in rows and columns, media by their address.
import { element } from "./element.js";
import { medium } from "./media.js";
import { say } from "./words.js";

function plain(text) {
  return element("div", { class: "text", dir: "auto", text });
}

// The server removed everything from this markup that could act; the policy of the page would stop it as well.
function marked(html) {
  const made = element("div", { class: "markdown", dir: "auto" });
  made.innerHTML = html;
  return made;
}

function turn(each) {
  const role = element("p", { class: "role", text: each.role, dir: "auto" });
  return element("li", { class: "turn", "data-role": each.role }, role, plain(each.text));
}

function told(name, text) {
  if (!text) return null;
  return element("div", {}, element("p", { class: "role", text: name }), plain(text));
}

function step(each, number) {
  const summary = element("summary", {}, element("span", { class: "step-number", text: String(number + 1) }));
  summary.append(" ", element("bdi", { text: each.name }));
  return element("details", { class: "step" }, summary, told(say("In"), each.input), told(say("Out"), each.output));
}

// The table scrolls alone, also from the keyboard; each cell has the direction of its own script.
function cells(table, name) {
  const cell = (kind) => (text) => element(kind, { text, dir: "auto" });
  const head = element("tr", {}, ...table.columns.map(cell("th")));
  for (const each of head.children) each.scope = "col";
  const rows = table.rows.map((row) => element("tr", {}, ...row.map(cell("td"))));
  const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  return element("div", { class: "cells", tabindex: "0", role: "region", "aria-label": name }, made);
}

// Opens every step of a trace, or folds all where none is folded.
export function foldSteps(place) {
  const steps = [...place.querySelectorAll("details.step")];
  const open = steps.some((each) => !each.open);
  for (const each of steps) each.open = open;
}

function body(part, address) {
  if (part.media) return medium(part, address);
  if (part.kind === "trace") return element("div", { class: "steps" }, ...part.steps.map(step));
  if (part.kind === "table") return cells(part.table, part.name);
  if (part.kind === "conversation") return element("ol", { class: "turns" }, ...part.turns.map(turn));
  return part.kind === "markdown" ? marked(part.html) : plain(part.text);
}

function rest(part, number, shown, more) {
  if (!part.left_out) return null;
  const label = say("Show more ({n} characters are left out)", { n: part.left_out });
  const button = element("button", { type: "button", class: "quiet", text: label });
  button.addEventListener("click", async () => {
    const found = await more(number, [...shown.textContent].length);
    if (!found) return;
    shown.append(found.text);
    shown.dispatchEvent(new CustomEvent("longer"));
    button.textContent = say("Show more ({n} characters are left out)", { n: found.left_out });
    button.hidden = !found.left_out;
  });
  return button;
}

function shownPart(part, number, { more, address, alone }) {
  const name = element("h3", { class: "part-name", text: part.name, dir: "auto", hidden: alone && !part.is_side });
  const shown = body(part, address(number));
  const kind = part.is_side ? "part side" : "part";
  return element("section", { class: kind, "data-part": part.name }, name, shown, rest(part, number, shown, more));
}

// Puts the parts into place; gives their elements by name.
export function showParts(place, parts, more, address) {
  const alone = parts.length === 1;
  const made = parts.map((part, number) => shownPart(part, number, { more, address, alone }));
  const sides = made.filter((_, number) => parts[number].is_side);
  const others = made.filter((_, number) => !parts[number].is_side);
  const beside = sides.length ? [element("div", { class: "sides" }, ...sides)] : [];
  place.replaceChildren(...others, ...beside);
  place.scrollTop = 0;
  return new Map(parts.map((part, number) => [part.name, made[number]]));
}
