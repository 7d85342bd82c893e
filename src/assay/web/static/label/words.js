// Words of the interface in the reader's language; the English sentence is the key.
let known = {};

export function learn(words) {
  known = words || {};
}

export function say(sentence, values = {}) {
  const text = known[sentence] || sentence;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
