// How far the work is: a thin line above the item, and a sentence below the keys.
import { ask } from "./api.js";
import { say } from "./words.js";

const EVERY = 60_000;

export class Progress {
  constructor(bar, sentence, path) {
    this.bar = bar;
    this.sentence = sentence;
    this.path = path;
  }

  start(found) {
    this.show(found);
    setInterval(() => this.look(), EVERY);
  }

  show(found) {
    this.known = found;
    const percent = Math.round(found.share * 100);
    this.bar.setAttribute("value", String(found.share));
    this.sentence.textContent = say("{n} answered by you, the queue is at about {percent} %", {
      n: found.n_done,
      percent,
    });
  }

  answered() {
    this.show({ ...this.known, n_done: this.known.n_done + 1 });
  }

  async look() {
    if (document.visibilityState !== "visible") return;
    const found = await ask("GET", this.path).catch(() => null);
    if (found) this.show(found.progress);
  }
}
