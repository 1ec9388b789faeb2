// What makes a day at the desk easier. Loaded on staff pages only; every page works without it.

import { startKeys } from "./keys.js";
import { startDrafts } from "./drafts.js";
import { startIdle } from "./idle.js";

/** The bar under a list: how many rows are ticked, and one tick for all of them. */
function bulk() {
  const ticks = (form) => [...form.querySelectorAll("input[type=checkbox][data-tick]")];
  const update = (form) => {
    const bar = form.querySelector("[data-bulk]");
    const chosen = ticks(form).filter((tick) => tick.checked).length;
    if (bar) {
      const count = bar.querySelector("[data-bulk-count]");
      count.textContent = count.dataset.bulkCount.replace("%s", chosen);
      bar.hidden = chosen === 0;
    }
    const all = form.querySelector("[data-tick-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === ticks(form).length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
  };
  const refresh = () => document.querySelectorAll("form:has([data-bulk])").forEach(update);
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.querySelector("[data-bulk]")) return;
    if (event.target.matches("[data-tick-all]")) ticks(form).forEach((tick) => (tick.checked = event.target.checked));
    update(form);
  });
  document.querySelectorAll("[data-tick-all][hidden]").forEach((all) => (all.hidden = false));
  addEventListener("htmx:afterSettle", refresh);
  addEventListener("pageshow", refresh);
  refresh();
}

/** data-fill="id": the chosen option's own text (data-text) goes into the box, after what is there. */
function readyText() {
  document.addEventListener("change", (event) => {
    const box = document.getElementById(event.target.dataset?.fill);
    const text = event.target.selectedOptions?.[0]?.dataset.text;
    if (!box || !text) return;
    box.value = box.value.trim() ? `${box.value.trim()}\n\n${text}` : text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}

bulk();
readyText();
startKeys();
startDrafts();
startIdle();
