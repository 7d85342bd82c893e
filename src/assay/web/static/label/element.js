// Makes elements; text is always text, never markup.
export function element(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name === "on") Object.entries(value).forEach(([event, run]) => made.addEventListener(event, run));
    else if (value === true) made.setAttribute(name, "");
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// A button of a menu: its key, then what it says, in the direction of its own script.
export function keyButton(key, says, options = {}) {
  const cap = key ? element("kbd", { text: key, "aria-hidden": "true" }) : null;
  const said = element("span", { class: "says", text: says, dir: "auto" });
  const shortcut = key && key.length === 1 ? key : undefined;
  return element("button", { type: "button", "aria-keyshortcuts": shortcut, ...options }, cap, said);
}
