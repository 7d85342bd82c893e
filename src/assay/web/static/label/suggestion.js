// What a machine suggests: told beside the menu, never chosen in it; a key of its own accepts it.
export class Suggestion {
  constructor(place, accepted) {
    this.place = place;
    this.accepted = accepted;
    this.shown = null;
    place.querySelector("button").addEventListener("click", () => this.accept());
  }

  show(suggestion) {
    this.shown = suggestion ?? null;
    if (this.shown !== null) this.place.hidden = false; // its place stays from then on, so that nothing moves
    this.place.classList.toggle("none", this.shown === null);
    this.place.querySelector("bdi").textContent = this.shown === null ? "" : this.shown.label;
  }

  accept() {
    if (this.shown !== null) this.accepted(this.shown.value);
  }
}
