// Tables of the report: filter, choose, sort, show more, save as CSV. Asks nothing of any server and keeps nothing.
const MORE = 50;
const FEW = 12;
const LONG = 20;
const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

for (const holder of document.querySelectorAll("[data-table]")) new PageTable(holder);
addEventListener("hashchange", openTarget);
addEventListener("beforeprint", () => openMethods(true));
addEventListener("afterprint", () => openMethods(false));
openTarget();

function PageTable(holder) {
  const { rows, shown } = JSON.parse(holder.querySelector("script").textContent);
  const heads = [...holder.querySelectorAll("thead th")];
  const kinds = heads.map((head) => head.dataset.kind);
  const body = holder.querySelector("tbody");
  const controls = holder.querySelector(".controls");
  const search = controls.querySelector("input");
  const choices = [...controls.querySelectorAll("select")];
  const status = holder.querySelector(".status span");
  const more = holder.querySelector(".more");
  let chosen = rows, limit = shown, sorted = null;

  for (const choice of choices) offer(choice, rows);
  controls.hidden = rows.length <= FEW;
  search.addEventListener("input", choose);
  for (const choice of choices) choice.addEventListener("change", choose);
  more.addEventListener("click", () => { limit += MORE; draw(); });
  const saver = holder.querySelector(".save");
  saver.hidden = false;
  saver.addEventListener("click", save);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  tell();

  function choose() {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const wanted = choices.filter((choice) => choice.value).map((choice) => [Number(choice.dataset.column), choice.value]);
    chosen = rows.filter((row) => wanted.every(([column, level]) => text(row[column + 1]) === level) && holds(row, words));
    limit = shown;
    if (sorted) order();
    draw();
  }

  function sort(column) {
    const isAgain = sorted && sorted.column === column;
    sorted = { column, sign: isAgain ? -sorted.sign : kinds[column] === "figure" || kinds[column] === "count" ? -1 : 1 };
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", sorted.sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    chosen = [...chosen];
    order();
    draw();
  }

  function order() {
    const { column, sign } = sorted;
    const isNumber = kinds[column] === "figure" || kinds[column] === "count";
    const keys = new Map(chosen.map((row) => [row, isNumber ? size(row[column + 1]) : text(row[column + 1])]));
    const compare = isNumber ? (a, b) => sign * (a - b) : (a, b) => sign * a.localeCompare(b);
    chosen.sort((a, b) => {
      const [first, second] = [keys.get(a), keys.get(b)];
      if (isNumber && (first === null || second === null)) return (first === null) - (second === null);
      return compare(first, second);
    });
  }

  function draw() {
    body.replaceChildren(...chosen.slice(0, limit).map((row) => line(row, kinds)));
    tell();
  }

  function tell() {
    const seen = Math.min(limit, chosen.length);
    const among = chosen.length === rows.length ? "" : ` that fit, of ${count(rows.length)}`;
    status.textContent = chosen.length
      ? `${count(seen)} of ${count(chosen.length)} rows${among} shown.`
      : `No row fits, of ${count(rows.length)}. Change the filter to see some.`;
    more.hidden = seen >= chosen.length;
  }

  function save() {
    const lines = [heads.map((head) => head.textContent), ...chosen.map((row) => row.slice(1).map(text))];
    const csv = lines.map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + csv], { type: "text/csv" }));
    link.download = `${holder.dataset.table}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

function offer(choice, rows) {
  const column = Number(choice.dataset.column) + 1;
  const levels = new Set(rows.map((row) => text(row[column])).filter(Boolean));
  for (const level of levels) choice.add(new Option(level, level));
  choice.closest("label").hidden = levels.size < 2;
}

function holds(row, words) {
  const haystack = row.slice(1).map(text).join(" ").toLocaleLowerCase();
  return words.every((word) => haystack.includes(word));
}

function line(row, kinds) {
  const drawn = document.createElement("tr");
  row.slice(1).forEach((content, column) => {
    const box = document.createElement(column ? "td" : "th");
    if (!column) box.scope = "row";
    fill(box, content, kinds[column], column ? "" : row[0]);
    drawn.append(box);
  });
  return drawn;
}

function fill(box, content, kind, href) {
  if (kind === "figure" || kind === "count") box.className = `right ${kind}`;
  if (kind === "outcome") box.className = `outcome ${tone(content)}`;
  if (Array.isArray(content)) {
    const rest = document.createElement("span");
    rest.className = content[1].length > LONG || !/^\([\u2212\d]/.test(content[1]) ? "rest wraps" : "rest";
    rest.textContent = content[1];
    box.append(content[0], " ", rest);
    return;
  }
  const holder = document.createElement(href ? "a" : "bdi");
  if (href) { holder.href = href; holder.dir = "auto"; }
  holder.textContent = content;
  box.append(holder);
}

function tone(words) {
  return /FAIL|wrong/.test(words) ? "fail" : /INCONCLUSIVE/.test(words) ? "inconclusive" : /PASS|right/.test(words) ? "pass" : "";
}

function text(content) {
  return Array.isArray(content) ? content.join(" ").trim() : content;
}

// The number that a cell begins with; "worse by" is below zero, a dash is no number.
function size(content) {
  const words = Array.isArray(content) ? content[0] : content;
  const found = words.match(/\u2212?[\d\u2009]+(\.\d+)?/);
  if (!found) return null;
  const value = Number(found[0].replaceAll("\u2009", "").replace("\u2212", "-"));
  return words.includes("worse by") ? -value : value;
}

function cell(words) {
  const inert = FORMULA.test(words) ? `'${words}` : words;
  return `"${inert.replaceAll('"', '""')}"`;
}

function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

function openMethods(isOpen) {
  for (const card of document.querySelectorAll("#method details")) card.open = isOpen;
}

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details) { details.open = true; target.scrollIntoView(); }
}
