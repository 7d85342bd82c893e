// An item that may disturb is shown when it is asked for; breaks are advised after some minutes of work.
import { element } from "./element.js";
import { say } from "./words.js";

const MINUTE = 60_000;

// What stands in the place of the item: its key, how many of the day it would be, and a blur where it will be.
export function veil(exposure, show) {
  const button = element("button", { type: "button", class: "first", "aria-keyshortcuts": "v" });
  button.append(element("kbd", { text: "v", "aria-hidden": "true" }), element("span", { text: say("Show the item") }));
  button.addEventListener("click", show);
  const [n, most] = [exposure.n_today + 1, exposure.most_today];
  const count = most === null ? null : element("p", { class: "how", text: say("{n} of {most} for today", { n, most }) });
  return element(
    "section",
    { class: "veil" },
    element("h2", { text: say("This item may disturb") }),
    element("p", { class: "blurred", "aria-hidden": "true", text: "▒▒▒▒ ▒▒ ▒▒▒▒▒▒ ▒▒▒ ▒▒▒▒▒ ▒▒ ▒▒▒▒" }),
    element("p", { text: say("It is shown when you ask for it. Each view is noted, for your protection and for the record.") }),
    count,
    element("p", {}, button),
  );
}

// Says when it is time for a break; what was said goes when the break was taken.
export class Breaks {
  constructor(place) {
    this.place = place;
    this.since = performance.now();
    place.querySelector("button").addEventListener("click", () => this.taken());
  }

  look(minutes) {
    if (!minutes || performance.now() - this.since < minutes * MINUTE) return;
    const told = say("You have worked for {n} minutes with items that disturb. Take a break.", { n: minutes });
    this.place.querySelector("span").textContent = told;
    this.place.hidden = false;
  }

  taken() {
    this.since = performance.now();
    this.place.hidden = true;
  }
}
