// A number, or a text of one's own, typed in a field. Escape leaves the field, so that single keys are commands again.
import { element } from "../element.js";
import { say } from "../words.js";

class Field {
  constructor(form, place, heard) {
    this.form = form;
    this.heard = heard;
    this.input = this.make(form);
    this.input.addEventListener("input", () => {
      this.count();
      heard.changed();
    });
    this.input.addEventListener("keydown", (event) => this.typed(event));
    const shortcut = this.shortcut();
    const confirm = element("button", { type: "button", class: "confirm", "aria-keyshortcuts": shortcut });
    confirm.append(element("kbd", { text: shortcut, "aria-hidden": "true" }), element("span", { text: say("Answer") }));
    confirm.addEventListener("click", () => this.finish());
    this.note = element("p", { class: "how", id: howOf(form) });
    place.replaceChildren(element("div", { class: "typing" }, this.input, this.unit(), confirm), this.note);
    this.count();
  }

  unit() {
    return null;
  }

  typed(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") this.heard.left();
    else if (event.key === "Enter" && this.sends(event)) this.finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  key(key) {
    if (key !== "Enter" && key !== "i") return false;
    this.focus();
    return true;
  }

  finish() {
    this.heard.answer(this.input.value);
  }

  set(answer) {
    this.input.value = answer === null || answer === undefined ? "" : String(answer);
    this.count();
  }

  clear() {
    this.set("");
  }

  offered() {
    this.input.setAttribute("aria-invalid", "false");
  }

  focus() {
    this.input.focus({ preventScroll: true });
    return this.input;
  }

  draft() {
    return this.input.value || null;
  }
}

function field(form) {
  const described = { "aria-describedby": `${howOf(form)} error`, autocomplete: "off", dir: "auto" };
  return { "aria-labelledby": form.asks || "asks", ...described };
}

function howOf(form) {
  return form.asks ? `how-${form.asks}` : "how";
}

export class Amount extends Field {
  make(form) {
    return element("input", { type: "text", inputmode: "decimal", ...field(form) });
  }

  unit() {
    return this.form.unit ? element("span", { class: "unit", text: this.form.unit, dir: "auto" }) : null;
  }

  shortcut() {
    return "Enter";
  }

  sends() {
    return true;
  }

  count() {
    this.note?.replaceChildren(this.form.hint);
  }
}

export class FreeText extends Field {
  make(form) {
    return element("textarea", { rows: form.asks ? "2" : "4", spellcheck: "true", ...field(form) });
  }

  shortcut() {
    return "Ctrl+Enter";
  }

  sends(event) {
    return event.ctrlKey || event.metaKey;
  }

  count() {
    const n = [...this.input.value].length;
    this.note?.replaceChildren(say("{n} of at most {most} characters", { n, most: this.form.most }));
  }
}
