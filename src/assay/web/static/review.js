// The keys of a review: a accepts, digits choose the right answer, c goes to the reason, p to the rule, b sends back,
// Ctrl+Enter corrects.
import { formKeys } from "./form_keys.js";

const form = document.getElementById("review-form");
if (form) formKeys(form, { places: { c: "comment", p: "rule" }, buttons: { a: "accept", b: "return" }, send: "correct" });
