// Demands, one line each: add and remove without going to the server. Numbers may have gaps; the
// server reads whatever numbers come.
import { announce } from "./content.js";
import { said } from "./words.js";

const NUMBER = /-\d+(?=-|$)/;

export function startLines(fieldset) {
  const list = fieldset.querySelector(".lines");
  const add = fieldset.querySelector("[data-lines-add]");
  const limit = Number(fieldset.dataset.linesMax);
  let next = items().length;
  list.querySelectorAll("button").forEach((button) => button.remove()); // ours need no server

  function items() {
    return [...list.querySelectorAll(".lines__item")];
  }

  function renumber() {
    const all = items();
    all.forEach((item, index) => {
      item.querySelector("label").textContent = said("Đề nghị {0}", index + 1);
      const remove = item.querySelector("button") || removal(item);
      remove.hidden = all.length === 1;
      remove.lastElementChild.textContent = said(" đề nghị {0}", index + 1);
    });
    if (add) add.hidden = all.length >= limit;
  }

  function removal(item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.append(said("Bỏ"), Object.assign(document.createElement("span"), { className: "govuk-visually-hidden" }));
    button.addEventListener("click", () => {
      const all = items();
      const neighbour = all[all.indexOf(item) + 1] || all[all.indexOf(item) - 1];
      item.remove();
      renumber();
      neighbour.querySelector("textarea").focus();
      fieldset.dispatchEvent(new Event("input", { bubbles: true }));
    });
    item.append(button);
    return button;
  }

  function append() {
    const item = items()[0].cloneNode(true);
    const field = item.querySelector("textarea");
    const button = item.querySelector("button");
    if (button) button.remove();
    field.id = field.id.replace(NUMBER, `-${next}`);
    field.name = field.name.replace(NUMBER, `-${next}`);
    next += 1;
    field.value = "";
    field.textContent = "";
    field.style.height = "";
    field.classList.remove("govuk-textarea--error");
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    item.querySelector("label").htmlFor = field.id;
    list.append(item);
    renumber();
    announce(item);
    field.focus();
  }

  if (add) {
    add.addEventListener("click", (event) => {
      event.preventDefault();
      append();
    });
  }
  renumber();
}
