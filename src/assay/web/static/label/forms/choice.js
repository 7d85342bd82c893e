// One answer of a menu (a choice, a step of a scale, the better of two): its key answers at once.
import { MenuForm } from "./menu.js";

export class Choice extends MenuForm {
  act(option) {
    this.heard.answer(option.value);
  }

  set(answer) {
    for (const [value, button] of this.buttons) button.setAttribute("aria-pressed", String(value === answer));
  }

  clear() {
    this.set(undefined);
  }
}
