// The desk: a place in the list that j and k move, and rows that are selected.
import { said } from "../parts/words.js";

const REMEMBERED = "desk-row";

let cursor = null;

const rows = () => [...document.querySelectorAll("[data-desk] tbody tr")];
const linkOf = (row) => row.querySelector(".desk__subject a");
const boxOf = (row) => row.querySelector("input[type=checkbox]");

export function startDesk(table) {
  const last = sessionStorage.getItem(REMEMBERED);
  const row = rows().find((candidate) => linkOf(candidate).getAttribute("href") === last);
  if (row) moveTo(row);
  table.addEventListener("change", () => showSelection(table));
  table.addEventListener("click", (event) => {
    const clicked = event.target.closest("tbody tr");
    if (!clicked) return;
    sessionStorage.setItem(REMEMBERED, linkOf(clicked).getAttribute("href"));
    const isPlain = !event.target.closest("a, input, button, label") && !String(getSelection());
    if (isPlain) linkOf(clicked).click();
  });
}

// Says whether the key meant something here.
export function listKey(event) {
  const all = rows();
  if (!all.length) return false;
  const at = cursor ? all.indexOf(cursor) : -1;
  if (event.key === "j") return moveTo(all[Math.min(at + 1, all.length - 1)]);
  if (event.key === "k") return moveTo(all[Math.max(at - 1, 0)]);
  if (at < 0) return false;
  if (event.key === "Enter" && !event.target.closest("a, button, summary, input")) return open();
  if (event.key === "x") return toggle();
  if (event.key === "g") return give();
  return false;
}

function moveTo(row) {
  if (cursor) cursor.classList.remove("is-cursor");
  cursor = row;
  row.classList.add("is-cursor");
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function open() {
  linkOf(cursor).click();
  return true;
}

function toggle() {
  const box = boxOf(cursor);
  if (box) box.click();
  return Boolean(box);
}

// Give to somebody: what is selected, or else the row of the cursor.
function give() {
  const bar = document.querySelector("[data-selection]");
  if (!bar) return false;
  if (bar.hidden) toggle();
  const field = bar.querySelector("select, button");
  if (field) field.focus();
  return true;
}

function showSelection(table) {
  const chosen = rows().filter((row) => boxOf(row) && boxOf(row).checked);
  rows().forEach((row) => row.classList.toggle("is-selected", chosen.includes(row)));
  table.classList.toggle("is-selecting", chosen.length > 0);
  const bar = document.querySelector("[data-selection]");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-selection-count]").textContent = said("Đã chọn {0} hồ sơ", chosen.length);
  const chips = document.querySelector("[data-chips]");
  if (chips) chips.hidden = !bar.hidden;
}
