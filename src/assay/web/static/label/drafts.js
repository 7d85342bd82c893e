// Unfinished answers: on this device at once, and on the server, so that another device finds them.
import { ask } from "./api.js";

export class Drafts {
  constructor(kept) {
    this.kept = kept;
  }

  of(offer) {
    return this.kept.get(nameOf(offer.assignment)) ?? offer.draft;
  }

  keep(offer, draft) {
    if (JSON.stringify(draft) === JSON.stringify(this.of(offer))) return;
    this.kept.put(nameOf(offer.assignment), draft);
    offer.draft = draft;
    ask("PUT", `/assignments/${offer.assignment}/draft`, { draft }, { keepalive: true }).catch(() => null);
  }

  forget(assignment) {
    this.kept.forget(nameOf(assignment));
  }
}

function nameOf(assignment) {
  return `draft:${assignment}`;
}
