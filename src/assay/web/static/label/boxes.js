// An image on which boxes are drawn, by pointer and by keys, in whole pixels of the image.
import { element } from "./element.js";

const SPACE = "http://www.w3.org/2000/svg";
const STEPS = 40;

function shape(name, attributes) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

export class Canvas {
  // ``heard`` is told when the pointer drew a frame.
  constructor(place, labels, heard) {
    this.image = place.querySelector("img");
    this.labels = labels;
    this.heard = heard;
    this.width = Number(this.image.dataset.width);
    this.height = Number(this.image.dataset.height);
    this.frame = null;
    this.boxes = [];
    this.sheet = shape("svg", { viewBox: `0 0 ${this.width} ${this.height}`, class: "sheet", preserveAspectRatio: "none" });
    this.sheet.setAttribute("aria-hidden", "true");
    this.image.parentElement.append(this.sheet);
    this.sheet.addEventListener("pointerdown", (event) => this.begin(event));
    this.sheet.addEventListener("pointermove", (event) => this.drag(event));
    this.sheet.addEventListener("pointerup", () => this.end());
    this.sheet.addEventListener("pointercancel", () => this.end());
  }

  at(event) {
    const seen = this.sheet.getBoundingClientRect();
    const x = ((event.clientX - seen.left) / seen.width) * this.width;
    const y = ((event.clientY - seen.top) / seen.height) * this.height;
    return [clamp(Math.round(x), 0, this.width), clamp(Math.round(y), 0, this.height)];
  }

  begin(event) {
    event.preventDefault();
    this.from = this.at(event);
    this.sheet.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.from) return;
    const [x, y] = this.at(event);
    const [left, top] = [Math.min(x, this.from[0]), Math.min(y, this.from[1])];
    this.frame = { x: left, y: top, width: Math.abs(x - this.from[0]), height: Math.abs(y - this.from[1]) };
    this.draw();
  }

  end() {
    if (!this.from) return;
    this.from = null;
    if (this.frame && (this.frame.width < 2 || this.frame.height < 2)) this.frame = null;
    this.draw();
    if (this.frame) this.heard();
  }

  // Whether the key moved the frame, or with Shift made it larger or smaller; with Ctrl or Alt by one pixel.
  move(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return false;
    if (!this.frame) this.frame = this.first();
    else {
      const fine = event.ctrlKey || event.altKey || event.metaKey;
      const step = [this.width, this.height].map((side) => (fine ? 1 : Math.max(1, Math.round(side / STEPS))));
      this.frame = this.moved(way[0] * step[0], way[1] * step[1], event.shiftKey);
    }
    this.draw();
    this.reveal();
    return true;
  }

  first() {
    const [width, height] = [this.width, this.height].map((side) => Math.max(1, Math.round(side / 4)));
    return { x: Math.floor((this.width - width) / 2), y: Math.floor((this.height - height) / 2), width, height };
  }

  moved(right, down, sizes) {
    const { x, y, width, height } = this.frame;
    if (sizes) {
      return { x, y, width: clamp(width + right, 1, this.width - x), height: clamp(height + down, 1, this.height - y) };
    }
    return { x: clamp(x + right, 0, this.width - width), y: clamp(y + down, 0, this.height - height), width, height };
  }

  show(boxes) {
    this.boxes = boxes;
    this.draw();
  }

  put(frame) {
    this.frame = frame;
    this.draw();
  }

  draw() {
    const made = this.boxes.flatMap((box, number) => this.drawn(box, number + 1));
    if (this.frame) made.push(shape("rect", { ...this.frame, class: "halo" }), shape("rect", { ...this.frame, class: "frame" }));
    this.sheet.replaceChildren(...made);
  }

  drawn(box, number) {
    const { x, y, width, height } = box;
    const colour = String(this.labels.indexOf(box.label) % 8);
    const size = Math.max(this.width, this.height) / 30;
    const name = shape("text", { x: x + size / 4, y: y + size, "font-size": size, "data-colour": colour });
    name.textContent = `${number} ${box.label}`;
    const place = { x, y, width, height };
    return [shape("rect", { ...place, class: "halo" }), shape("rect", { ...place, class: "box", "data-colour": colour }), name];
  }

  reveal() {
    const at = this.sheet.querySelector(".frame")?.getBoundingClientRect();
    const item = this.sheet.closest(".item");
    if (!at || !item) return;
    const seen = item.getBoundingClientRect();
    if (at.top < seen.top) item.scrollBy(0, at.top - seen.top - 16);
    else if (at.bottom > seen.bottom) item.scrollBy(0, at.bottom - seen.bottom + 16);
  }
}

export function told({ x, y, width, height }) {
  return `${width} × ${height} @ ${x}, ${y}`;
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

export function swatch(label, colour) {
  return element("span", { class: "mark-name", "data-colour": colour, text: label, dir: "auto" });
}
