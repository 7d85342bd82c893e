// Some answers of a menu, perhaps with levels: keys choose and take back, Enter answers, - answers "none of them".
import { element } from "../element.js";
import { say } from "../words.js";
import { MenuForm } from "./menu.js";

const LEVEL = "/";
const NONE = "-";

export class Multiple extends MenuForm {
  constructor(form, place, heard) {
    super(form, place, heard);
    this.chosen = new Set();
    const confirm = element("button", { type: "button", class: "confirm", "aria-keyshortcuts": "Enter" });
    confirm.append(element("kbd", { text: "Enter", "aria-hidden": "true" }), element("span", { text: say("Answer") }));
    confirm.addEventListener("click", () => this.finish());
    place.append(confirm);
    this.show();
  }

  add(option) {
    const button = super.add(option);
    const above = option.value === null ? [] : option.value.split(LEVEL).slice(0, -1);
    button.dataset.level = String(Math.min(above.length, 4));
    if (!above.length) return button;
    const path = element("span", { class: "above", text: `${above.join(" / ")} / `, dir: "auto" });
    button.querySelector(".says").textContent = option.value.split(LEVEL).at(-1);
    button.querySelector(".says").before(path);
    return button;
  }

  button_options(option) {
    return option.value === null ? {} : { role: "checkbox", "aria-checked": "false" };
  }

  act(option) {
    if (option.value === null) {
      this.chosen.clear();
      this.heard.answer([]);
      return;
    }
    const { value } = option;
    if (!this.chosen.delete(value)) this.choose(value);
    this.show();
    this.heard.changed();
  }

  // A path says all that lies above it, so that nobody chooses both.
  choose(value) {
    for (const other of [...this.chosen]) {
      if (value.startsWith(other + LEVEL) || other.startsWith(value + LEVEL)) this.chosen.delete(other);
    }
    this.chosen.add(value);
  }

  key(key) {
    if (super.key(key)) return true;
    if (key !== "Enter") return false;
    this.finish();
    return true;
  }

  finish() {
    if (!this.chosen.size && this.option(NONE)) this.heard.wrong(say("Nothing is chosen. Press - for none of them."));
    else this.heard.answer(this.form.options.map((each) => each.value).filter((value) => this.chosen.has(value)));
  }

  show() {
    for (const [value, button] of this.buttons) {
      if (value !== null) button.setAttribute("aria-checked", String(this.chosen.has(value)));
    }
  }

  set(answer) {
    this.chosen = new Set(answer || []);
    this.show();
  }

  clear() {
    this.set([]);
  }

  draft() {
    return this.chosen.size ? [...this.chosen] : null;
  }
}
