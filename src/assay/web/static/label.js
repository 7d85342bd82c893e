// The labeling page: one item after another. The answer brings the next item with it; nothing else moves.
import { ask, Refused } from "./label/api.js";
import { foldSteps, showParts } from "./label/content.js";
import { CommentDialog, FlagDialog, KeysDialog, SkipDialog } from "./label/dialogs.js";
import { Drafts } from "./label/drafts.js";
import { makeForm } from "./label/forms/index.js";
import { Heartbeat } from "./label/heartbeat.js";
import { Kept } from "./label/kept.js";
import { Progress } from "./label/progress.js";
import { Rules } from "./label/rules.js";
import { Sending } from "./label/sending.js";
import { Suggestion } from "./label/suggestion.js";
import { fillIn, Tree } from "./label/tree.js";
import { isPlayer, play } from "./label/media.js";
import { isTyping, keyOf } from "./label/typing.js";
import { Breaks, veil } from "./label/veil.js";
import { learn, say } from "./label/words.js";

const DRAFT_AFTER = 700;
const MOST_READ = 300;
const MAY_REPEAT = /^(Arrow.*|Backspace|Delete| )$/;

class Page {
  constructor(root) {
    this.root = root;
    this.queue = root.dataset.queue;
    this.path = `/queues/${encodeURIComponent(this.queue)}`;
    this.find = (name) => root.querySelector(`[data-is="${name}"]`);
    const kept = new Kept(root.dataset.judge);
    this.drafts = new Drafts(kept);
    this.sending = new Sending(kept, (lost) => this.connection(lost));
    this.progress = new Progress(this.find("bar"), this.find("done"), this.path);
    this.offer = null;
    this.waiting = null;
    this.before = [];
    this.busy = true;
    this.rules = new Rules(this.find("rules"), (version) => ask("GET", `${this.path}/guideline?version=${version || ""}`));
    this.skipping = new SkipDialog(document.getElementById("skip-dialog"), JSON.parse(root.dataset.reasons));
    this.flagging = new FlagDialog(document.getElementById("flag-dialog"));
    this.commenting = new CommentDialog(document.getElementById("comment-dialog"));
    this.keys = new KeysDialog(document.getElementById("keys-dialog"));
    this.breaks = new Breaks(this.find("break"));
    this.suggestion = new Suggestion(this.find("suggestion"), (answer) => this.accept(answer));
    this.tree = new Tree(this.find("tree"), root.querySelector('[data-does="t"]'), {
      take: (answer) => this.fill(answer),
      shut: () => this.takeFocus(),
      title: (number) => this.rules.title(number),
      rule: (number) => this.rules.goTo(`rule-${number}`),
    });
    this.commands = {
      "=": () => this.suggestion.accept(),
      u: () => this.undo(),
      s: () => this.skip(),
      "!": () => this.flag(),
      "+": () => this.comment(),
      v: () => this.see(),
      "?": () => this.keys.ask(),
      "/": () => this.rules.open(),
      t: () => this.offer && !this.isVeiled && this.tree.toggle(),
      o: () => foldSteps(this.find("parts")),
      q: () => this.leave(),
      back: () => this.comeBack(),
    };
    for (const button of document.querySelectorAll("[data-does]")) {
      button.addEventListener("click", () => this.commands[button.dataset.does]());
    }
    this.find("rules").addEventListener("left", () => this.takeFocus());
    this.find("close-rules").addEventListener("click", () => this.rules.close());
    this.find("again").addEventListener("click", () => this.claim());
    document.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("pagehide", () => this.keepDraft());
  }

  async start() {
    const queue = await this.sending.insist("GET", this.path);
    const heard = {
      answer: (answer) => this.answer(answer),
      wrong: (message) => this.wrong(message),
      changed: (message) => this.changed(message),
      left: () => this.find("item").focus({ preventScroll: true }),
    };
    this.form = makeForm(queue.answer.form, this.find("answers"), heard);
    this.find("asks").textContent = queue.answer.asks;
    this.progress.start(queue.answer.progress);
    this.heartbeat = new Heartbeat((active) => this.beat(active));
    await this.sending.sendLeft(() => this.say(say("Sending the answer that was left on this device.")));
    await this.claim();
  }

  async claim() {
    this.busy = true;
    const found = await this.refusable(() => this.sending.insist("POST", `${this.path}/claim`, {}));
    if (found) {
      if (found.answer.last && !this.before.length) this.before.push(found.answer.last);
      this.tellWhy(found.answer);
      await this.show(found.answer.next);
    } else {
      const why = this.find("error").textContent;
      await this.show(null);
      this.error(why);
    }
    this.busy = false;
  }

  // Shows an item, or that there is none; ``answer`` is one to be changed.
  async show(offer, answer = null) {
    this.offer = offer;
    this.tree.close();
    this.error("");
    this.root.classList.toggle("finished", offer === null);
    this.find("nothing").hidden = offer !== null;
    this.find("parts").hidden = offer === null;
    this.root.classList.toggle("veiled", this.isVeiled);
    this.find("answers").inert = offer === null;
    this.root.classList.toggle("again", answer !== null);
    if (offer === null) {
      this.suggestion.show(null);
      this.progress.look();
      this.find("again").focus({ preventScroll: true });
      return;
    }
    if (this.isVeiled) {
      this.veiled(offer);
      return;
    }
    const address = (number) => `/api/v1/assignments/${offer.assignment}/parts/${number}/media`;
    const parts = showParts(this.find("parts"), offer.parts, (number, start) => this.more(number, start), address);
    this.find("item").scrollTop = 0;
    this.form.clear();
    this.form.offered(parts);
    this.suggestion.show(answer === null ? offer.suggestion : null);
    const draft = this.drafts.of(offer);
    if (answer !== null) this.form.set(answer);
    else if (draft !== null) this.form.set(draft);
    this.takeFocus();
    this.instruct(offer).then(
      (changed) => changed && this.say(say("The rules changed. Read what is new at the right.")),
      () => null,
    );
  }

  async instruct(offer) {
    const changed = await this.rules.show(offer.guideline);
    this.tree.learn(this.rules.tree);
    return changed;
  }

  // Why there is nothing now, where the server tells it.
  tellWhy({ why }) {
    const skills = why?.skills.join(", ");
    const full = say("You have done today's {n} items of this queue; it opens again at 00:00 UTC.", { n: why?.n });
    const apart = say("The items that are left need a skill that you were not given: {skills}.", { skills });
    const told = why ? (why.n === null ? apart : full) : "";
    this.find("why").textContent = told;
    this.find("why").hidden = !told;
    this.find("usual").hidden = Boolean(told);
  }

  get isVeiled() {
    return Boolean(this.offer?.exposure && !this.offer.exposure.is_seen);
  }

  // Of an item that may disturb the page has nothing until it is asked for.
  veiled(offer) {
    this.find("answers").inert = true;
    this.find("parts").replaceChildren(veil(offer.exposure, () => this.see()));
    this.breaks.look(offer.exposure.break_minutes);
    this.form.clear();
    this.suggestion.show(null);
    this.find("item").focus({ preventScroll: true });
    this.instruct(offer).catch(() => null);
  }

  async see() {
    if (this.busy || !this.offer?.exposure || this.offer.exposure.is_seen) return;
    this.busy = true;
    const found = await this.refusable(() => this.sending.insist("POST", `/assignments/${this.offer.assignment}/see`, {}));
    if (found) await this.show({ ...found.answer, draft: this.offer.draft });
    this.busy = false;
    if (found) this.say(this.read());
  }

  takeFocus() {
    if (!this.form.focus()) this.find("item").focus({ preventScroll: true });
  }

  async answer(answer) {
    if (this.busy || !this.offer) return;
    const { assignment, guideline } = this.offer;
    const again = this.root.classList.contains("again");
    await this.act(`/assignments/${assignment}/${again ? "correct" : "answer"}`, { answer, guideline }, () =>
      again ? say("Changed.") : say("Answered. Next item."),
    );
  }

  accept(answer) {
    if (this.form.suggested) this.form.suggested(answer);
    else this.answer(answer);
  }

  // Fills in the answer that the tree came to; it is sent as any other.
  fill(answer) {
    if (!this.offer || this.busy) return;
    fillIn(this.form, this.find("answers"), answer);
    this.changed(say("The answer is filled in. Look at it and send it."));
  }

  async comment() {
    if (!this.offer) return;
    const comment = await this.commenting.ask();
    if (comment !== null && this.offer) {
      const path = `/assignments/${this.offer.assignment}/comment`;
      const found = await this.refusable(() => this.sending.insist("POST", path, { comment }));
      if (found) this.say(say("Kept. Reviewers and adjudicators will see it."));
    }
    this.takeFocus();
  }

  async skip() {
    if (this.busy || !this.offer || this.root.classList.contains("again")) return;
    const reason = await this.skipping.ask();
    if (reason === null || !this.offer) return this.takeFocus();
    await this.act(`/assignments/${this.offer.assignment}/skip`, { reason, guideline: this.offer.guideline }, () =>
      say("Skipped. Next item."),
    );
  }

  // Sends what was done with the item at hand, and goes on to the next one, or back to the one that waits.
  async act(path, body, message) {
    this.busy = true;
    const { assignment } = this.offer;
    const started = performance.now();
    const found = await this.refusable(() => this.sending.send(path, body));
    if (found) {
      this.drafts.forget(assignment);
      if (!this.before.includes(assignment)) this.before.push(assignment);
      const next = this.waiting || found.answer.next;
      this.waiting = null;
      this.tellWhy(found.answer);
      await this.show(next);
      this.root.dataset.n = String(Number(this.root.dataset.n || 0) + 1);
      this.root.dataset.took = String(Math.round(performance.now() - started));
      if (path.endsWith("/answer") && !found.answer.again) this.progress.answered();
      const twice = found.answer.again && !found.tries;
      this.say(`${twice ? this.told(found.answer) : message()} ${this.read()}`);
    }
    this.busy = false;
  }

  // The beginning of the item, for who hears the page.
  read() {
    return this.offer ? this.offer.parts.map((part) => part.text).join(" ").slice(0, MOST_READ) : "";
  }

  told(answer) {
    const said = typeof answer.stands === "string" ? answer.stands : JSON.stringify(answer.stands);
    return say("You answered that item in another window; that answer stands: {answer}. Press u to change it.", {
      answer: said,
    });
  }

  // What the server refuses is told beside the field; the item stays.
  async refusable(run) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 401) this.signedOut();
      else this.wrong(`${error.what} ${error.fix}`.trim());
      return null;
    }
  }

  async undo() {
    if (this.busy) return;
    const again = this.root.classList.contains("again");
    const last = again ? this.before[this.before.indexOf(this.offer.assignment) - 1] : this.before.at(-1);
    if (!last) return this.say(say("There is nothing to undo here."));
    this.keepDraft();
    this.busy = true;
    const found = await this.refusable(() => this.sending.insist("GET", `/assignments/${last}`));
    if (found) {
      if (!again) this.waiting = this.offer;
      const { offer, answer } = found.answer;
      await this.show(offer, answer);
      const passed = say("You skipped this item. Answer it now, or press Escape.");
      this.say(answer === null ? passed : say("Change your answer, or press Escape."));
    }
    this.busy = false;
  }

  async comeBack() {
    const waiting = this.waiting;
    this.waiting = null;
    this.root.classList.remove("again");
    await this.show(waiting);
    this.say(say("Nothing changed."));
  }

  async flag() {
    if (!this.offer) return;
    const said = await this.flagging.ask(this.rules.numbers);
    if (said !== null && this.offer) {
      const body = { ...said, guideline: this.offer.guideline };
      const path = `/assignments/${this.offer.assignment}/flag`;
      const found = await this.refusable(() => this.sending.insist("POST", path, body));
      if (found) this.say(say("Thank you. The author of the rules will see it."));
    }
    this.takeFocus();
  }

  async leave() {
    if (this.busy) return;
    this.busy = true;
    const held = this.waiting || this.offer;
    if (held) await ask("POST", `/assignments/${held.assignment}/give-back`, {}).catch(() => null);
    location.assign(this.root.dataset.leave);
  }

  async more(number, start) {
    const path = `/assignments/${this.offer.assignment}/parts/${number}?start=${start}`;
    const found = await this.refusable(() => this.sending.insist("GET", path));
    return found ? found.answer : null;
  }

  async beat(active) {
    if (!this.offer || this.busy) return;
    const held = this.offer;
    try {
      const answer = await ask("POST", `/assignments/${held.assignment}/heartbeat`, { active });
      if (answer.signed_out) this.signedOut();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) this.signedOut();
    }
  }

  changed(message) {
    this.error("");
    if (message) this.say(message);
    clearTimeout(this.drafting);
    this.drafting = setTimeout(() => this.keepDraft(), DRAFT_AFTER);
  }

  keepDraft() {
    clearTimeout(this.drafting);
    if (!this.offer || this.busy || this.root.classList.contains("again")) return;
    this.drafts.keep(this.offer, this.form.draft());
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTyping(event.target) || isPlayer(event.target) || (event.repeat && !MAY_REPEAT.test(event.key))) return;
    const key = keyOf(event);
    const pressed = event.target instanceof HTMLElement && event.target.closest("button, a, summary");
    if (pressed && (key === "Enter" || key === " ")) return;
    if (key === "Escape" && this.root.classList.contains("again") && !this.form.menu?.typed) {
      event.preventDefault();
      this.comeBack();
      return;
    }
    const alone = !(event.ctrlKey || event.metaKey || event.altKey);
    if (alone && this.tree.key(key)) {
      event.preventDefault();
      return;
    }
    const mayAnswer = this.offer && !this.isVeiled && !this.busy && !this.tree.isOpen;
    const taken = mayAnswer && (alone || event.key.startsWith("Arrow")) && this.form.key(key, event);
    const played = alone && !taken && this.offer && play(this.find("parts"), key);
    const command = alone && !taken ? this.commands[key] : undefined;
    if (taken || played || command) event.preventDefault();
    if (command) command();
  }

  connection(lost) {
    this.find("lost").hidden = !lost;
    if (!lost) this.say(say("The connection is back."));
  }

  signedOut() {
    this.find("signed-out").hidden = false;
    this.find("signed-out").querySelector("a").focus();
  }

  wrong(message) {
    this.error(message);
  }

  error(message) {
    this.find("error").textContent = message;
  }

  say(message) {
    this.find("live").textContent = message;
  }
}

const root = document.getElementById("label");
learn(JSON.parse(root.dataset.words));
new Page(root).start();
