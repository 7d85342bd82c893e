// The windows: why an item is skipped, what is wrong with a rule, what there is to say of an answer, and the keys.
import { element, keyButton } from "./element.js";
import { say } from "./words.js";

// Opens a dialog; gives what was sent, or null when it was closed.
function opened(dialog) {
  return new Promise((done) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => done(dialog.returnValue || null), { once: true });
    dialog.showModal();
  });
}

function closable(dialog) {
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close(""));
}

// The button sends what was written, and so does Ctrl+Enter; nothing is not sent.
function sends(dialog, field) {
  const send = () => field.value.trim() && dialog.close("sent");
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  });
}

export class SkipDialog {
  constructor(dialog, reasons) {
    this.dialog = dialog;
    this.field = dialog.querySelector("input");
    const list = dialog.querySelector(".reasons");
    const buttons = reasons.map((reason, number) => {
      const button = keyButton(String(number + 1), say(reason), { class: "option" });
      button.addEventListener("click", () => dialog.close(reason));
      return button;
    });
    list.replaceChildren(...buttons);
    closable(dialog);
    dialog.addEventListener("keydown", (event) => {
      const button = event.target === this.field ? null : buttons[Number(event.key) - 1];
      if (button && /^[1-9]$/.test(event.key)) {
        event.preventDefault();
        button.click();
      }
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.field.value.trim()) dialog.close(this.field.value.trim());
    });
  }

  ask() {
    this.field.value = "";
    const answer = opened(this.dialog);
    this.dialog.querySelector(".reasons button").focus();
    return answer;
  }
}

export class FlagDialog {
  constructor(dialog) {
    this.dialog = dialog;
    this.rule = dialog.querySelector("select");
    this.comment = dialog.querySelector("textarea");
    closable(dialog);
    sends(dialog, this.comment);
  }

  async ask(rules) {
    const whole = element("option", { value: "", text: say("The whole guideline") });
    const options = rules.map((each) => element("option", { value: each.number, text: `${each.number} ${each.title}` }));
    this.rule.replaceChildren(whole, ...options);
    this.comment.value = "";
    const answer = opened(this.dialog);
    this.comment.focus();
    if ((await answer) === null) return null;
    return { comment: this.comment.value.trim(), rule: this.rule.value || null };
  }
}

export class CommentDialog {
  constructor(dialog) {
    this.dialog = dialog;
    this.comment = dialog.querySelector("textarea");
    closable(dialog);
    sends(dialog, this.comment);
  }

  async ask() {
    this.comment.value = "";
    const answer = opened(this.dialog);
    this.comment.focus();
    return (await answer) === null ? null : this.comment.value.trim();
  }
}

export class KeysDialog {
  constructor(dialog) {
    this.dialog = dialog;
    closable(dialog);
  }

  ask() {
    return opened(this.dialog);
  }
}
