// Several questions of one item: keys answer the one at hand, then the next that is asked comes to hand.
// Tab, or the up and down arrows, move between them; Enter sends all once each is answered.
import { holds } from "../conditions.js";
import { element } from "../element.js";
import { say } from "../words.js";
import { makeForm } from "./index.js";

export class Several {
  constructor(form, place, heard) {
    this.heard = heard;
    this.answers = {};
    this.parts = new Map();
    this.asked = form.questions.map((each, number) => this.add(each, number));
    this.confirm = element("button", { type: "button", class: "confirm", "aria-keyshortcuts": "Enter" });
    this.confirm.append(element("kbd", { text: "Enter", "aria-hidden": "true" }), element("span", { text: say("Answer") }));
    this.confirm.addEventListener("click", () => this.finish());
    place.replaceChildren(...this.asked.map((each) => each.box), this.confirm);
    this.bring(this.asked[0]);
  }

  add(question, number) {
    const id = `asks-${number}`;
    const title = element("h3", { class: "asks-too", id, dir: "auto", text: question.asks });
    const inner = element("div", { class: "answers-too" });
    const box = element("section", { class: "question", "aria-labelledby": id, "data-question": question.name }, title, inner);
    const made = { question, box, form: null };
    made.form = makeForm({ ...question.form, asks: id }, inner, {
      answer: (answer) => this.answered(made, answer),
      wrong: (message) => this.heard.wrong(message),
      changed: (message) => this.changed(made, message),
      left: () => this.heard.left(),
    });
    const next = inner.querySelector(".confirm span");
    if (next) next.textContent = say("Next");
    box.addEventListener("focusin", () => this.bring(made));
    box.addEventListener("pointerdown", () => this.bring(made));
    return made;
  }

  shown() {
    return this.asked.filter((each) => !each.box.hidden);
  }

  // The question whose keys work; only it shows them as pressable at once.
  bring(wanted) {
    this.hand = wanted;
    for (const each of this.asked) each.box.classList.toggle("at-hand", each === wanted);
    wanted?.box.scrollIntoView({ block: "nearest" });
  }

  answered(made, answer) {
    this.answers[made.question.name] = answer;
    made.form.set(answer);
    made.box.classList.add("answered");
    this.look();
    this.heard.changed();
    const open = this.shown().find((each) => this.answers[each.question.name] === undefined);
    this.bring(open || null);
    if (!open) this.confirm.focus({ preventScroll: true });
    else if (!open.form.focus()) document.activeElement?.blur?.();
    this.confirm.scrollIntoView({ block: "nearest" });
    open?.box.scrollIntoView({ block: "nearest" });
  }

  // An answer that is being changed is none until it is given again.
  changed(made, message) {
    delete this.answers[made.question.name];
    made.box.classList.remove("answered");
    this.look();
    this.heard.changed(message);
  }

  // Shows what is asked after the answers so far; what is asked no more has no answer.
  look() {
    const before = {};
    for (const { question, box } of this.asked) {
      box.hidden = question.condition !== null && !holds(question.condition, before);
      if (!box.hidden) before[question.name] = this.answers[question.name];
    }
    this.confirm.disabled = this.shown().some((each) => this.answers[each.question.name] === undefined);
  }

  given() {
    const told = this.shown().filter((each) => this.answers[each.question.name] !== undefined);
    return Object.fromEntries(told.map(({ question }) => [question.name, this.answers[question.name]]));
  }

  key(key, event) {
    if (this.hand?.form.key(key, event)) return true;
    if (key === "ArrowDown" || key === "ArrowUp") return this.step(key === "ArrowDown" ? 1 : -1);
    if (key !== "Enter") return false;
    this.finish();
    return true;
  }

  step(by) {
    const shown = this.shown();
    const at = this.hand ? shown.indexOf(this.hand) : shown.length;
    const wanted = shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
    this.bring(wanted);
    if (!wanted.form.focus()) document.activeElement?.blur?.();
    return true;
  }

  finish() {
    const open = this.shown().find((each) => this.answers[each.question.name] === undefined);
    if (!open) {
      this.heard.answer(this.given());
      return;
    }
    this.bring(open);
    this.heard.wrong(say("Not answered yet: {question}", { question: open.question.asks }));
  }

  offered(parts) {
    for (const each of this.asked) each.form.offered(parts);
    this.look();
    this.bring(this.asked[0]);
  }

  set(answers) {
    this.answers = { ...answers };
    for (const { question, form, box } of this.asked) {
      const answer = this.answers[question.name];
      box.classList.toggle("answered", answer !== undefined);
      if (answer === undefined) form.clear();
      else form.set(answer);
    }
    this.look();
    this.bring(this.shown().find((each) => this.answers[each.question.name] === undefined) || this.asked[0]);
  }

  // A suggestion is for the first question.
  suggested(answer) {
    this.answered(this.asked[0], answer);
  }

  clear() {
    this.set({});
  }

  focus() {
    return this.hand?.form.focus() ?? null;
  }

  draft() {
    const given = this.given();
    return Object.keys(given).length ? given : null;
  }
}
