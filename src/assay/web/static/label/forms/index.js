// The form of each kind of question.
import { Boxes } from "./boxes.js";
import { Choice } from "./choice.js";
import { Amount, FreeText } from "./field.js";
import { Multiple } from "./multiple.js";
import { Ranking } from "./ranking.js";
import { Several } from "./several.js";
import { Spans } from "./spans.js";

const FORMS = {
  choice: Choice,
  pairwise: Choice,
  rating: Choice,
  multiple: Multiple,
  ranking: Ranking,
  number: Amount,
  text: FreeText,
  spans: Spans,
  boxes: Boxes,
  form: Several,
};

export function makeForm(form, place, heard) {
  return new FORMS[form.kind](form, place, heard);
}
