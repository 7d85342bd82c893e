// Long tables: fifty rows, then more; filtered by typing. Without this script all rows are there.
const MOST = 50;
const words = document.querySelector("script[data-filter]").dataset;

function lengthen(scroll) {
  const body = scroll.querySelector("tbody");
  const rows = body ? [...body.rows] : [];
  if (rows.length <= MOST) return;
  const bar = document.createElement("p");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const more = document.createElement("button");
  const told = document.createElement("span");
  field.type = "search";
  more.type = "button";
  told.setAttribute("role", "status");
  told.className = "quiet small";
  bar.className = "filter";
  label.append(words.filter, " ", field);
  bar.append(label, told, more);
  scroll.before(bar);
  let most = MOST;

  function show() {
    const wanted = field.value.trim().toLowerCase();
    const fit = rows.filter((row) => row.textContent.toLowerCase().includes(wanted));
    const shown = new Set(fit.slice(0, most));
    for (const row of rows) row.hidden = !shown.has(row);
    told.textContent = words.shown.replace("{n}", shown.size).replace("{all}", fit.length);
    more.hidden = shown.size === fit.length;
    more.textContent = words.more;
  }

  field.addEventListener("input", show);
  more.addEventListener("click", () => {
    most = rows.length;
    show();
  });
  show();
}

document.querySelectorAll("main .scroll").forEach(lengthen);
