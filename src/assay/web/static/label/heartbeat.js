// Signs of life every 20 seconds, and whether the labeler did anything in the last minute.
const EVERY = 20_000;
const IDLE = 60_000;
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "touchmove"];

export class Heartbeat {
  constructor(beat) {
    this.last = performance.now();
    const note = () => {
      this.last = performance.now();
    };
    for (const sign of SIGNS) document.addEventListener(sign, note, { passive: true, capture: true });
    setInterval(() => beat(this.isActive()), EVERY);
  }

  isActive() {
    return document.visibilityState === "visible" && performance.now() - this.last < IDLE;
  }
}
