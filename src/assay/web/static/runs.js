// Runs as they go on: asks each second how they stand while one of them runs, and says when the server is not heard.
const EACH_MS = 1000;
const SLOW_MS = 5000;
const rows = new Map([...document.querySelectorAll("[data-run]")].map((row) => [row.dataset.run, row]));
const heard = document.getElementById("heard");

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
  let running = false;
  try {
    const reply = await fetch("/runs/state.json", { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(String(reply.status));
    const { runs } = await reply.json();
    runs.forEach(show);
    running = runs.some((each) => each.is_live);
    heard.textContent = "";
    if (runs.some((each) => !rows.has(each.run)) && location.pathname === "/runs") location.reload();
  } catch {
    heard.textContent = heard.dataset.lost;
    running = true;
  }
  setTimeout(ask, running ? EACH_MS : SLOW_MS);
}

setTimeout(ask, EACH_MS);
