// Keys of a form: a letter goes to a field or presses a button, a key of an answer chooses it, Ctrl+Enter sends, Esc
// leaves a field.
function isTyping(target) {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

// `places` are fields by key and `buttons` are buttons by key, both by id; `send` is the button of Ctrl+Enter.
// The form carries data-keys once it listens.
export function formKeys(form, { places, buttons = {}, send = null }) {
  const submit = (id) => form.requestSubmit(id ? document.getElementById(id) : undefined);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit(send);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (buttons[event.key]) {
      event.preventDefault();
      submit(buttons[event.key]);
      return;
    }
    const place = places[event.key];
    const chosen = place
      ? document.getElementById(place)
      : [...form.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key);
    if (!chosen) return;
    event.preventDefault();
    if (!place) chosen.checked = true;
    chosen.focus();
  });
  form.dataset.keys = "ready";
}
