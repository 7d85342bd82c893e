// Keys as people type them in any script, and menus whose keys may have several digits.
const OURS = "-/?!+";
const DIGIT = /^\p{Nd}$/u;

function plainDigit(character) {
  const point = character.codePointAt(0);
  let zero = point;
  while (point - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(point - zero);
}

// The key of an event: full-width and Arabic digits are digits; where the keyboard writes another script its letters are
// taken by their place, and so are digits that a keyboard writes only with Shift, but for signs that are keys here.
export function keyOf(event) {
  const key = event.key.length <= 2 ? event.key.normalize("NFKC") : event.key;
  if ([...key].length === 1 && DIGIT.test(key)) return plainDigit(key);
  const row = /^Digit([0-9])$/.exec(event.code || "");
  if (row && !event.shiftKey && key.length === 1 && !OURS.includes(key)) return row[1];
  if (key.length === 1 && key.charCodeAt(0) < 128) return key.toLowerCase();
  const placed = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code || "");
  if (placed && ([...key].length === 1 || key === "Process")) return (placed[1] || placed[2]).toLowerCase();
  return event.key;
}

export function isTyping(target) {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "button");
}

// A menu of keys. One that no other begins with acts at once; "1" beside "12" waits for Enter or another digit.
export class Menu {
  constructor(keys, act, waiting) {
    this.keys = keys;
    this.act = act;
    this.waiting = waiting;
    this.typed = "";
  }

  // Whether the key was one of the menu.
  press(key) {
    if (key === "Enter" && this.typed) return this.finish();
    if (key === "Escape" && this.typed) return this.note("");
    const text = this.typed + key;
    const longer = this.keys.some((each) => each !== text && each.startsWith(text));
    if (this.keys.includes(text) && !longer) {
      this.note("");
      this.act(text);
      return true;
    }
    if (this.keys.includes(text) || longer) return this.note(text);
    if (this.typed && this.keys.includes(this.typed)) {
      this.finish();
      return this.press(key);
    }
    const consumed = Boolean(this.typed) && /^[0-9a-z-]$/.test(key);
    this.note("");
    return consumed;
  }

  finish() {
    const typed = this.typed;
    this.note("");
    if (this.keys.includes(typed)) this.act(typed);
    return true;
  }

  note(text) {
    this.typed = text;
    this.waiting(text);
    return true;
  }
}
