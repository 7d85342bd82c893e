// Runs as they go on: asks each second how they stand, also while none runs, since one may begin or go on at any time;
// a hidden tab rests and asks at once when it is seen again. Says when the server is not heard.
const EACH_MS = 1000;
const rows = new Map([...document.querySelectorAll("[data-run]")].map((row) => [row.dataset.run, row]));
const heard = document.getElementById("heard");
let waiting = null;
let asking = false;

function put(row, name, value) {
  const place = row.querySelector(`[data-field="${name}"]`);
  if (place && place.textContent !== value) place.textContent = value;
}

function show(found) {
  const row = rows.get(found.run);
  if (!row) return;
  for (const name of ["state", "progress", "why", "pace", "left", "failed", "retries", "cost", "seen"]) put(row, name, found[name]);
  const bar = row.querySelector("progress");
  bar.max = found.total || 1;
  bar.value = found.done;
}

async function ask() {
  clearTimeout(waiting);
  if (asking || document.hidden) return;
  asking = true;
  try {
    const reply = await fetch("/runs/state.json", { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    const { runs } = await reply.json();
    runs.forEach(show);
    heard.textContent = "";
    if (runs.some((each) => !rows.has(each.run)) && location.pathname === "/runs") location.reload();
  } catch {
    heard.textContent = heard.dataset.lost;
  }
  asking = false;
  waiting = setTimeout(ask, EACH_MS);
}

document.addEventListener("visibilitychange", ask);
waiting = setTimeout(ask, EACH_MS);
