// The keys of a ruling: digits choose an answer, r goes to the reason, p to the rule, Ctrl+Enter keeps.
import { formKeys } from "./form_keys.js";

const form = document.getElementById("rule-form");
if (form) formKeys(form, { places: { r: "reason", p: "rule" } });
