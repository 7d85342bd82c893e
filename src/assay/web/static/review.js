// The keys of a review: a accepts, digits choose the right answer, c goes to the reason, p to the rule, b sends back,
// Ctrl+Enter corrects, Esc leaves a field.
const form = document.getElementById("review-form");
const PLACES = { c: "comment", p: "rule" };
const BUTTONS = { a: "accept", b: "return" };

function isTyping(target) {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function press(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("correct"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (BUTTONS[event.key]) {
    event.preventDefault();
    form.requestSubmit(document.getElementById(BUTTONS[event.key]));
    return;
  }
  const place = PLACES[event.key];
  const chosen = place
    ? document.getElementById(place)
    : [...form.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
  if (!chosen) return;
  event.preventDefault();
  if (!place) chosen.checked = true;
  chosen.focus();
}

if (form) document.addEventListener("keydown", press);
