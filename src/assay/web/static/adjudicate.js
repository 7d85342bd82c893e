// The keys of a ruling: digits choose an answer, r goes to the reason, p to the rule, Ctrl+Enter keeps, Esc leaves.
const form = document.getElementById("rule-form");

function isTyping(target) {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function press(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const field = { r: "reason", p: "rule" }[event.key];
  const chosen = field
    ? document.getElementById(field)
    : [...form.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (!chosen) return;
  event.preventDefault();
  if (!field) chosen.checked = true;
  chosen.focus();
}

if (form) document.addEventListener("keydown", press);
