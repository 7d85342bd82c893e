// Boxes on an image: the arrows move a frame, with Shift they size it, the key of a label names it, Enter adds it.
// With no frame at hand Enter answers. Backspace takes the last box back into the frame, then drops the frame.
import { Canvas, swatch, told } from "../boxes.js";
import { element } from "../element.js";
import { say } from "../words.js";
import { MenuForm } from "./menu.js";

const NONE = "-";

export class Boxes extends MenuForm {
  constructor(form, place, heard) {
    super(form, place, heard);
    this.boxes = [];
    this.labels = form.options.filter((each) => each.value !== null).map((each) => each.value);
    this.label = this.labels.length === 1 ? this.labels[0] : null;
    this.list = element("ul", { class: "marked", "aria-label": say("Boxes") });
    this.how = element("p", { class: "how" });
    this.confirm = element("button", { type: "button", class: "confirm", "aria-keyshortcuts": "Enter" });
    this.confirm.addEventListener("click", () => this.enter());
    place.append(this.how, this.confirm, this.list);
  }

  offered(parts) {
    super.offered();
    const shown = parts.get(this.form.column);
    this.canvas = shown?.querySelector("img") ? new Canvas(shown, this.labels, () => this.drawn()) : null;
    this.show();
  }

  // The pointer drew a frame: with a label chosen it is a box at once.
  drawn() {
    if (this.label) this.keepFrame();
    else this.show();
  }

  act(option) {
    if (option.value === null) {
      this.boxes = [];
      this.heard.answer([]);
      return;
    }
    this.label = option.value;
    this.show();
  }

  keepFrame() {
    const { frame } = this.canvas;
    if (!this.label) {
      this.heard.wrong(say("Press the key of a label, then Enter."));
      return;
    }
    const same = this.boxes.some((each) => each.label === this.label && told(each) === told(frame));
    if (!same) this.boxes.push({ label: this.label, ...frame });
    this.canvas.put(null);
    this.show();
    this.heard.changed(say("Added: {label}, {box}", { label: this.label, box: told(frame) }));
  }

  key(key, event) {
    if (super.key(key)) return true;
    if (this.canvas?.move(event)) {
      this.show();
      this.heard.changed(told(this.canvas.frame));
      return true;
    }
    if (key === "Backspace" || key === "Delete") return this.takeBack();
    if (key !== "Enter") return false;
    this.enter();
    return true;
  }

  takeBack() {
    const last = this.canvas?.frame ? null : this.boxes.pop();
    if (last) {
      const { label, ...frame } = last;
      this.label = label;
      this.canvas?.put(frame);
    } else this.canvas?.put(null);
    this.show();
    this.heard.changed(last ? say("Change the box, or press Backspace to drop it.") : undefined);
    return true;
  }

  enter() {
    if (this.canvas?.frame) this.keepFrame();
    else if (this.boxes.length) this.heard.answer(this.boxes);
    else this.heard.wrong(say("No box is drawn. Press {key} where there is nothing to mark.", { key: NONE }));
  }

  show() {
    for (const [value, button] of this.buttons) button.setAttribute("aria-pressed", String(value !== null && value === this.label));
    const frame = this.canvas?.frame;
    this.how.textContent = frame
      ? say("{box}. Shift and the arrows size it, a digit names it.", { box: told(frame) })
      : say("The arrows draw a box; or draw it with the pointer.");
    this.confirm.replaceChildren(
      element("kbd", { text: "Enter", "aria-hidden": "true" }),
      element("span", { text: frame ? say("Add the box") : this.form.asks ? say("Next") : say("Answer") }),
    );
    this.canvas?.show(this.boxes);
    this.list.replaceChildren(...this.boxes.map((box) => element("li", {}, this.remover(box))));
  }

  remover(box) {
    const name = say("Remove: {words}, {label}", { words: told(box), label: box.label });
    const button = element("button", { type: "button", class: "passage", "aria-label": name });
    button.append(swatch(box.label, String(this.labels.indexOf(box.label) % 8)), element("bdi", { text: told(box) }));
    button.append(element("span", { text: "×", "aria-hidden": "true" }));
    button.addEventListener("click", () => {
      this.boxes = this.boxes.filter((each) => each !== box);
      this.show();
      this.heard.changed(name);
    });
    return button;
  }

  set(answer) {
    this.boxes = [...(answer || [])];
    this.canvas?.put(null);
    this.show();
  }

  clear() {
    this.set([]);
  }

  draft() {
    return this.boxes.length ? this.boxes : null;
  }
}
