// Whether a question of a form is asked, after the answers before it: the same rules as on the server.
const SIGNS = {
  "=": (one, two) => one === two,
  "==": (one, two) => one === two,
  "!=": (one, two) => one !== two,
  "<": (one, two) => one < two,
  "<=": (one, two) => one <= two,
  ">": (one, two) => one > two,
  ">=": (one, two) => one >= two,
};

function compares(found, sign, value) {
  if (Array.isArray(found)) return found.includes(value) === (sign !== "!=");
  if (typeof found !== "string" && typeof found !== "number") return false;
  const given = typeof value === "number" && typeof found === "string" ? Number(found) : found;
  if (typeof given !== typeof value) return sign === "!=";
  return SIGNS[sign](given, value);
}

// ``answers`` has the value of each question that is asked and answered.
export function holds(condition, answers) {
  const { is, term, terms, column, values, operator, value } = condition;
  if (is === "Not") return !holds(term, answers);
  if (is === "Every") return terms.every((each) => holds(each, answers));
  if (is === "Some") return terms.some((each) => holds(each, answers));
  if (is === "Missing") return answers[column] === undefined || answers[column] === null;
  if (is === "OneOf") return values.some((each) => compares(answers[column], "=", each));
  return compares(answers[column], operator, value);
}
