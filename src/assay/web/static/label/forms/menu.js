// What the forms with a menu share: buttons with their keys, and what is typed of a longer key.
import { element, keyButton } from "../element.js";
import { Menu } from "../typing.js";
import { say } from "../words.js";

export class MenuForm {
  constructor(form, place, heard) {
    this.form = form;
    this.heard = heard;
    this.buttons = new Map();
    this.box = element("div", { class: "options", ...this.box_options() });
    this.typed = element("p", { class: "typed", "aria-hidden": "true" });
    for (const option of form.options) this.box.append(this.add(option));
    place.replaceChildren(this.box, this.typed);
    this.menu = new Menu(form.options.map((option) => option.key), (key) => this.act(this.option(key)), (text) => {
      this.typed.textContent = text ? `${text}…` : "";
    });
  }

  box_options() {
    return { role: "group", "aria-labelledby": this.form.asks || "asks" };
  }

  add(option) {
    const isOurs = option.value === null || this.form.kind === "pairwise";
    const says = isOurs ? say(option.label) : option.label;
    const button = keyButton(option.key, says, { class: "option", ...this.button_options(option) });
    button.addEventListener("click", () => this.act(option));
    this.buttons.set(option.value, button);
    return button;
  }

  button_options() {
    return {};
  }

  option(key) {
    return this.form.options.find((each) => each.key === key);
  }

  key(key) {
    return this.menu.press(key);
  }

  offered() {
    this.menu.note("");
  }

  focus() {
    return null;
  }

  draft() {
    return null;
  }
}
