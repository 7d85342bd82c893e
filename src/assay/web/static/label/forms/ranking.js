// Everything of a menu in order: keys rank, the best first; the same key or Backspace takes back, Enter answers.
import { element } from "../element.js";
import { say } from "../words.js";
import { MenuForm } from "./menu.js";

export class Ranking extends MenuForm {
  constructor(form, place, heard) {
    super(form, place, heard);
    this.ranked = [];
    const confirm = element("button", { type: "button", class: "confirm", "aria-keyshortcuts": "Enter" });
    confirm.append(element("kbd", { text: "Enter", "aria-hidden": "true" }), element("span", { text: say("Answer") }));
    confirm.addEventListener("click", () => this.finish());
    place.append(confirm);
    this.show();
  }

  add(option) {
    const button = super.add(option);
    button.append(element("span", { class: "rank" }));
    return button;
  }

  act({ value }) {
    const at = this.ranked.indexOf(value);
    if (at < 0) this.ranked.push(value);
    else this.ranked.splice(at, 1);
    this.show();
    this.heard.changed();
  }

  key(key) {
    if (super.key(key)) return true;
    if (key === "Backspace" && this.ranked.length) this.act({ value: this.ranked.at(-1) });
    else if (key === "Enter") this.finish();
    else return false;
    return true;
  }

  finish() {
    const left = this.form.options.filter((each) => !this.ranked.includes(each.value));
    const n = left.length;
    if (n > 1) this.heard.wrong(say("{n} are not ranked yet. Rank everything, the best first.", { n }));
    else this.heard.answer([...this.ranked, ...left.map((each) => each.value)]);
  }

  show() {
    for (const [value, button] of this.buttons) {
      const at = this.ranked.indexOf(value);
      button.setAttribute("aria-pressed", String(at >= 0));
      button.querySelector(".rank").textContent = at < 0 ? "" : String(at + 1);
    }
  }

  set(answer) {
    this.ranked = [...(answer || [])];
    this.show();
  }

  clear() {
    this.set([]);
  }

  draft() {
    return this.ranked.length ? [...this.ranked] : null;
  }
}
