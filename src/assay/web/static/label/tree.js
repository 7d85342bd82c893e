// The decision tree beside the rules: one question after another, up to an answer that can be filled in, not sent.
// While it is open digits are its own: they choose a branch. Backspace goes back, Escape closes it.
import { element, keyButton } from "./element.js";
import { say } from "./words.js";

const BESIDE = "(width >= 900px)"; // the rules stand beside the item

export class Tree {
  // ``heard`` has ``take(answer)``, ``shut()``, ``title(number)`` of a rule and ``rule(number)``, which shows it.
  constructor(place, button, heard) {
    this.place = place;
    this.button = button;
    this.heard = heard;
    this.tree = null;
    this.way = [];
    this.find = (name) => place.querySelector(`[data-tree="${name}"]`);
    this.find("close").addEventListener("click", () => this.shut());
    this.find("back").addEventListener("click", () => this.back());
    this.find("take").addEventListener("click", () => this.take());
  }

  get isOpen() {
    return !this.place.hidden;
  }

  // The tree of the rules that hold now; null where they have none.
  learn(tree) {
    if (tree === this.tree) return;
    this.tree = tree;
    this.button.hidden = !tree;
    this.close();
  }

  toggle() {
    if (this.isOpen) this.shut();
    else this.open();
  }

  open() {
    if (!this.tree) return;
    this.way = [];
    this.stand(true);
    this.show();
  }

  close() {
    this.stand(false);
  }

  stand(open) {
    this.place.hidden = !open;
    this.place.parentElement.classList.toggle("walking", open);
    this.button.setAttribute("aria-expanded", String(open));
  }

  shut() {
    this.close();
    this.heard.shut();
  }

  // Whether the key was one of the open tree.
  key(key) {
    if (!this.isOpen) return false;
    if (/^[0-9]$/.test(key)) this.find("branches").children[Number(key) - 1]?.click();
    else if (key === "Backspace") this.back();
    else if (key === "Escape") this.shut();
    else if (key !== "Enter") return false;
    else if (!this.find("take").hidden) this.take();
    return true;
  }

  get last() {
    return this.way.at(-1)?.branch;
  }

  choose(step, branch) {
    this.way.push({ step, branch });
    this.show();
  }

  back() {
    this.way.pop();
    this.show();
  }

  take() {
    const { takes } = this.last;
    this.close();
    this.heard.take(takes);
  }

  show() {
    const { last } = this;
    const step = last ? this.tree.steps.find((each) => each.id === last.to) : this.tree.steps[0];
    this.find("way").replaceChildren(...this.way.map(taken));
    if (step) this.ask(step);
    else this.end(last);
    this.find("take").hidden = Boolean(step) || !last.can_take;
    this.find("back").disabled = !last;
    this.find("step").focus({ preventScroll: true });
    this.find("step").scrollIntoView({ block: "nearest" });
  }

  ask(step) {
    this.find("asks").replaceChildren(element("bdi", { text: step.asks }));
    const buttons = step.branches.map((branch, number) => {
      const button = keyButton(String(number + 1), branch.says, { class: "option" });
      button.addEventListener("click", () => this.choose(step, branch));
      return button;
    });
    this.find("branches").replaceChildren(...buttons);
  }

  end(branch) {
    const says = branch.is_ours ? say(branch.answer) : branch.answer;
    this.find("asks").replaceChildren(`${say("Answer")}: `, element("strong", {}, element("bdi", { text: says })));
    const told = [branch.rule === null ? null : this.rule(branch.rule), branch.can_take ? null : byHand()];
    this.find("branches").replaceChildren(...told.filter(Boolean));
    if (branch.rule !== null && matchMedia(BESIDE).matches) this.heard.rule(branch.rule);
  }

  rule(number) {
    const link = element("a", { href: `#rule-${number}`, text: say("Rule {number}", { number }) });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.heard.rule(number);
    });
    return element("p", { class: "tree-rule" }, link, " ", element("bdi", { text: this.heard.title(number) }));
  }
}

// Fills an answer in and brings to hand what sends it; of questions asked together it is that of the first.
export function fillIn(form, place, answer) {
  if (form.suggested) {
    form.suggested(answer);
    return;
  }
  form.set(answer);
  const isNone = Array.isArray(answer) && !answer.length;
  const wanted = isNone ? '[aria-keyshortcuts="-"]' : '[aria-pressed="true"]:not(:has(.rank)), .confirm';
  const sends = place.querySelector(wanted);
  sends?.focus({ preventScroll: true });
  sends?.scrollIntoView({ block: "nearest" });
}

function taken({ step, branch }) {
  return element("li", {}, element("bdi", { text: step.asks }), " ", element("strong", {}, element("bdi", { text: branch.says })));
}

function byHand() {
  return element("p", { class: "how", text: say("Mark it yourself: this answer cannot be filled in.") });
}
