// The guideline beside the item: every rule has an address, and typing in the field finds rules.
import { element } from "./element.js";
import { say } from "./words.js";

export class Rules {
  constructor(place, load) {
    this.place = place;
    this.load = load;
    this.version = undefined;
    this.numbers = [];
    this.tree = null;
    this.search = place.querySelector("input");
    this.list = place.querySelector(".rule-list");
    this.found = place.querySelector(".found");
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => this.leave(event));
  }

  // Shows the version that the item was offered under; true when it replaced another.
  async show(version) {
    if (version === this.version) return false;
    const changed = this.version !== undefined;
    this.version = version;
    const guideline = await this.load(version);
    this.numbers = guideline.sections.filter((each) => each.number !== null);
    this.tree = guideline.tree;
    this.list.replaceChildren(...guideline.sections.map(section));
    if (!guideline.sections.length) this.list.append(element("p", { text: say("This question has no guideline.") }));
    this.filter();
    this.goTo(location.hash.slice(1));
    return changed;
  }

  title(number) {
    return this.numbers.find((each) => each.number === number)?.title ?? "";
  }

  filter() {
    const wanted = this.search.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const each of this.list.querySelectorAll("section")) {
      each.hidden = Boolean(wanted) && !each.textContent.toLocaleLowerCase().includes(wanted);
      shown += each.hidden ? 0 : 1;
    }
    this.found.textContent = wanted ? say("{n} found", { n: shown }) : "";
  }

  open() {
    this.place.classList.add("open");
    this.search.focus();
    this.search.select();
  }

  close() {
    this.place.classList.remove("open");
  }

  leave(event) {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") {
      this.search.value = "";
      this.filter();
      this.close();
    }
    this.place.dispatchEvent(new CustomEvent("left", { bubbles: true }));
  }

  goTo(id) {
    const rule = id.startsWith("rule-") ? document.getElementById(id) : null;
    if (!rule) return;
    if (matchMedia("(width < 900px)").matches) this.place.classList.add("open");
    rule.scrollIntoView({ block: "start" });
  }
}

function section(each) {
  const id = each.number === null ? undefined : `rule-${each.number}`;
  const made = element("section", { id, dir: "auto", class: each.number === null ? "prose" : "rule" });
  if (each.number !== null) {
    const link = element("a", { href: `#${id}`, class: "number", text: each.number });
    made.append(element("h3", {}, link, element("span", { text: ` ${each.title}`, dir: "auto" })));
  } else if (each.title !== null) made.append(element("h3", { text: each.title, dir: "auto" }));
  const body = element("div", { class: "markdown" });
  body.innerHTML = each.html;
  made.append(body, ...each.precedents.map(precedent));
  return made;
}

function precedent(each) {
  const answer = element("strong", { text: each.answer, dir: "auto" });
  const text = each.text ? element("span", { class: "example", text: each.text, dir: "auto" }) : null;
  return element("p", { class: "precedent" }, text, " ", answer, " ", element("span", { text: each.reason, dir: "auto" }));
}
