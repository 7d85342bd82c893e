// A text in which passages are selected and shown: by mouse, by touch, and by keys that move a caret of our own.
import { element } from "./element.js";

const SHOWN = 60;
const MOVES = {
  ArrowLeft: ["left", "character", "word"],
  ArrowRight: ["right", "character", "word"],
  ArrowUp: ["backward", "line", "line"],
  ArrowDown: ["forward", "line", "line"],
  Home: ["backward", "lineboundary", "documentboundary"],
  End: ["forward", "lineboundary", "documentboundary"],
};

export class Passages {
  constructor(place, labels) {
    this.place = place;
    this.labels = labels;
    this.source = place.textContent;
    this.marks = [];
    this.last = null;
    place.classList.add("passages");
    place.tabIndex = 0;
    place.setAttribute("role", "textbox");
    place.setAttribute("aria-labelledby", "asks");
    place.setAttribute("aria-readonly", "true");
    place.setAttribute("aria-multiline", "true");
    this.bar = element("span", { class: "caret", "aria-hidden": "true", hidden: true });
    place.parentElement.append(this.bar);
    this.heard = new AbortController();
    document.addEventListener("selectionchange", () => this.note(), { signal: this.heard.signal });
    place.addEventListener("longer", () => this.grow());
  }

  // Text that was loaded later stands behind all else.
  grow() {
    this.source = this.place.textContent;
    this.show(this.marks);
  }

  // Where the selection is, in code points; null when it is elsewhere.
  note() {
    if (!this.place.isConnected) {
      this.heard.abort();
      return;
    }
    const selection = getSelection();
    if (!selection.rangeCount || !this.holds(selection.anchorNode) || !this.holds(selection.focusNode)) return;
    const anchor = this.offset(selection.anchorNode, selection.anchorOffset);
    this.last = { anchor, focus: this.offset(selection.focusNode, selection.focusOffset) };
    this.showCaret();
  }

  holds(node) {
    return node !== null && (node === this.place || this.place.contains(node));
  }

  // UTF-16 offset of a place in the document.
  offset(node, within) {
    const range = document.createRange();
    range.setStart(this.place, 0);
    range.setEnd(node, within);
    return range.toString().length;
  }

  points(units) {
    let n = 0;
    for (let at = 0; at < units; at += this.source.codePointAt(at) > 0xffff ? 2 : 1) n += 1;
    return n;
  }

  units(points) {
    let at = 0;
    for (let n = 0; n < points && at < this.source.length; n += 1) at += this.source.codePointAt(at) > 0xffff ? 2 : 1;
    return at;
  }

  caret() {
    return this.last === null ? null : this.points(this.last.focus);
  }

  // What is selected, without the blanks at its ends; null when that is nothing.
  selected() {
    if (this.last === null) return null;
    let [start, end] = [this.last.anchor, this.last.focus].sort((one, two) => one - two);
    const text = this.source.slice(start, end);
    start += text.length - text.trimStart().length;
    end -= text.length - text.trimEnd().length;
    return start < end ? { start: this.points(start), end: this.points(end) } : null;
  }

  words({ start, end }) {
    const text = this.source.slice(this.units(start), this.units(end));
    return [...text].length > SHOWN ? `${[...text].slice(0, SHOWN).join("")}…` : text;
  }

  focus() {
    this.moveTo(this.last === null ? 0 : this.points(this.last.focus));
    this.place.focus({ preventScroll: true });
    return this.place;
  }

  moveTo(points) {
    const [node, within] = this.placeOf(this.units(points));
    getSelection().collapse(node, within);
    this.note();
  }

  placeOf(units) {
    const walker = document.createTreeWalker(this.place, NodeFilter.SHOW_TEXT);
    let passed = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (units <= passed + node.length) return [node, units - passed];
      passed += node.length;
    }
    return [this.place, this.place.childNodes.length];
  }

  // Whether the key moved in the text: the arrows, Home and End, and the space bar, which selects word by word.
  move(event) {
    const selection = getSelection();
    const isSpace = event.key === " ";
    const move = isSpace ? ["forward", "word", "word"] : MOVES[event.key];
    if (!move) return false;
    if (!selection.rangeCount || !this.holds(selection.focusNode)) this.moveTo(this.caret() ?? 0);
    const before = [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset];
    const far = event.ctrlKey || event.altKey || event.metaKey;
    selection.modify(event.shiftKey || isSpace ? "extend" : "move", move[0], far ? move[2] : move[1]);
    if (!this.holds(selection.focusNode) || !this.holds(selection.anchorNode)) selection.setBaseAndExtent(...before);
    this.note();
    this.reveal();
    return true;
  }

  showCaret() {
    const at = this.box();
    this.bar.hidden = at === null || this.last.anchor !== this.last.focus;
    if (this.bar.hidden) return;
    const home = this.bar.offsetParent.getBoundingClientRect();
    this.bar.style.setProperty("left", `${at.left - home.left}px`);
    this.bar.style.setProperty("top", `${at.top - home.top}px`);
    this.bar.style.setProperty("height", `${at.height}px`);
  }

  box() {
    const range = document.createRange();
    const [node, within] = this.placeOf(this.last.focus);
    range.setStart(node, within);
    const found = range.getClientRects()[0];
    if (found) return found;
    const whole = this.place.getClientRects()[0];
    return whole ? new DOMRect(whole.left, whole.top, 0, 24) : null;
  }

  reveal() {
    const at = this.box();
    const frame = this.place.closest(".item");
    if (!at || !frame) return;
    const seen = frame.getBoundingClientRect();
    if (at.top < seen.top) frame.scrollBy(0, at.top - seen.top - 16);
    else if (at.bottom > seen.bottom) frame.scrollBy(0, at.bottom - seen.bottom + 16);
  }

  // Draws the marks: the text is cut where any begins or ends, and stays the same text.
  show(marks) {
    this.marks = marks;
    const spans = marks.map((each) => ({ ...each, from: this.units(each.start), to: this.units(each.end) }));
    const cuts = [0, this.source.length, ...spans.flatMap((each) => [each.from, each.to])];
    const edges = [...new Set(cuts)].sort((one, two) => one - two);
    const pieces = edges.slice(1).map((to, number) => this.piece(edges[number], to, spans));
    this.place.replaceChildren(...pieces);
    if (this.last !== null) this.showCaret();
  }

  piece(from, to, spans) {
    const over = spans.filter((each) => each.from <= from && to <= each.to);
    const text = this.source.slice(from, to);
    if (!over.length) return document.createTextNode(text);
    const top = over.at(-1);
    const ends = over.filter((each) => each.to === to).map((each) => each.label);
    const colour = String(this.labels.indexOf(top.label) % 8);
    const name = ends.length ? ends.join(", ") : undefined;
    return element("mark", { "data-colour": colour, "data-name": name, "data-depth": String(over.length), text });
  }
}
