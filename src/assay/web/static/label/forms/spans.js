// Passages of a text: the arrows move in it, with Shift they select, the key of a label marks what is selected.
// Offsets are code points, as the ledger has them; the browser counts UTF-16 units, so they are converted here only.
import { element } from "../element.js";
import { Passages } from "../passages.js";
import { say } from "../words.js";
import { MenuForm } from "./menu.js";

const NONE = "-";

export class Spans extends MenuForm {
  constructor(form, place, heard) {
    super(form, place, heard);
    this.marks = [];
    this.list = element("ul", { class: "marked", "aria-label": say("Marked passages") });
    const confirm = element("button", { type: "button", class: "confirm", "aria-keyshortcuts": "Enter" });
    confirm.append(element("kbd", { text: "Enter", "aria-hidden": "true" }), element("span", { text: say("Answer") }));
    confirm.addEventListener("click", () => this.finish());
    place.append(confirm, this.list);
    for (const button of this.box.querySelectorAll("button")) {
      button.addEventListener("pointerdown", (event) => event.preventDefault());
    }
    this.labels = form.options.filter((each) => each.value !== null).map((each) => each.value);
  }

  offered(parts) {
    super.offered();
    const shown = parts.get(this.form.column)?.querySelector(".text");
    this.text = shown ? new Passages(shown, this.labels) : null;
    this.show();
  }

  act(option) {
    if (option.value === null) {
      this.marks = [];
      this.heard.answer([]);
      return;
    }
    const found = this.text?.selected();
    if (!found) {
      this.heard.wrong(
        say("Nothing is selected. Move with the arrows, hold Shift to select, then press the key of a label."),
      );
      return;
    }
    this.mark({ ...found, label: option.value });
  }

  mark(fresh) {
    const same = this.marks.find((each) => each.start === fresh.start && each.end === fresh.end);
    const crossing = this.marks.filter((each) => each.start < fresh.end && fresh.start < each.end);
    if (same && !this.form.overlaps) this.marks.splice(this.marks.indexOf(same), 1);
    else if (crossing.length && !this.form.overlaps) {
      this.heard.wrong(say("These words overlap a passage that is marked. Remove it first: Backspace."));
      return;
    } else if (same && same.label === fresh.label) return;
    this.marks.push(fresh);
    this.marks.sort((one, two) => one.start - two.start || one.end - two.end);
    this.show();
    this.text.moveTo(fresh.end);
    this.heard.changed(say("Marked as {label}: {words}", { label: fresh.label, words: this.text.words(fresh) }));
  }

  remove(mark) {
    this.marks = this.marks.filter((each) => each !== mark);
    this.show();
    this.text?.moveTo(mark.start);
    this.heard.changed(say("No longer marked: {words}", { words: this.text.words(mark) }));
  }

  key(key, event) {
    if (super.key(key)) return true;
    if (this.text?.move(event)) return true;
    if (key === "Backspace" || key === "Delete") return this.takeBack();
    if (key !== "Enter") return false;
    this.finish();
    return true;
  }

  // The passage at the caret, else the last one.
  takeBack() {
    const caret = this.text?.caret() ?? -1;
    const at = this.marks.filter((each) => each.start <= caret && caret <= each.end).at(-1);
    const mark = at || this.marks.at(-1);
    if (mark) this.remove(mark);
    return true;
  }

  finish() {
    if (this.marks.length) this.heard.answer(this.marks);
    else this.heard.wrong(say("Nothing is marked. Press {key} where there is nothing to mark.", { key: NONE }));
  }

  show() {
    this.text?.show(this.marks);
    const buttons = this.marks.map((mark) => {
      const words = this.text ? this.text.words(mark) : "";
      const name = say("Remove: {words}, {label}", { words, label: mark.label });
      const button = element("button", { type: "button", class: "passage", "aria-label": name });
      const colour = String(this.labels.indexOf(mark.label) % 8);
      button.append(element("span", { class: "mark-name", "data-colour": colour, text: mark.label, dir: "auto" }));
      button.append(element("bdi", { text: words }), element("span", { text: "×", "aria-hidden": "true" }));
      button.addEventListener("click", () => this.remove(mark));
      return element("li", {}, button);
    });
    this.list.replaceChildren(...buttons);
  }

  set(answer) {
    this.marks = [...(answer || [])];
    this.show();
  }

  clear() {
    this.marks = [];
    this.show();
  }

  focus() {
    return this.text?.focus() ?? null;
  }

  draft() {
    return this.marks.length ? this.marks : null;
  }
}
