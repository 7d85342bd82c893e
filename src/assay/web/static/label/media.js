// Images, sounds and films. Space plays and pauses, the left and right arrows go 5 seconds back or on.
import { element } from "./element.js";
import { say } from "./words.js";

const SECONDS = 5;
// Where each player that seeks shall end. One seek at a time: some never end when several come together.
const wanted = new WeakMap();

export function isPlayer(target) {
  return target instanceof HTMLMediaElement;
}

// What shows a part; ``address`` gives its bytes. What cannot be shown is told, and the page stays whole.
export function medium(part, address) {
  const failed = element("p", { class: "broken", hidden: true, text: say("This file cannot be shown here. Skip it with s.") });
  const options = { src: address, "aria-label": part.name, on: { error: () => failed.removeAttribute("hidden") } };
  if (part.kind === "image") return element("div", { class: "medium" }, picture(part, options), failed);
  const player = element(part.kind, { controls: true, preload: "metadata", ...options });
  return element("div", { class: `medium ${part.kind}` }, player, failed);
}

function picture(part, options) {
  const { width, height } = part.media;
  const shown = element("img", { alt: part.name, width, height, "data-width": width, "data-height": height, ...options });
  return element("div", { class: "picture" }, shown);
}

// Whether the key was one of the player's.
export function play(place, key) {
  const player = place.querySelector("audio, video");
  if (!player || ![" ", "ArrowLeft", "ArrowRight"].includes(key)) return false;
  if (key === " ") {
    if (player.paused) player.play().catch(() => null);
    else player.pause();
  } else {
    const from = wanted.get(player) ?? player.currentTime;
    const to = from + (key === "ArrowLeft" ? -SECONDS : SECONDS);
    seek(player, Math.min(Math.max(to, 0), Number.isFinite(player.duration) ? player.duration : 0));
  }
  return true;
}

function seek(player, time) {
  const busy = wanted.has(player);
  wanted.set(player, time);
  if (!busy) go(player);
}

function go(player) {
  const time = wanted.get(player);
  player.addEventListener("seeked", () => (wanted.get(player) === time ? wanted.delete(player) : go(player)), { once: true });
  player.currentTime = time;
}
