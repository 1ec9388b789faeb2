// Single-key shortcuts: "/" the search box of the page, else that of the rail; j k move, x tick, Enter open, "?" help.
// They can be switched off, and that is remembered on this device (WCAG 2.1.4).

const STORE = "gan-dan.keys";
const isOn = () => localStorage.getItem(STORE) !== "off";
const rows = () => [...document.querySelectorAll("[data-keys-list] tbody > tr")];
const typing = (target) => target.isContentEditable || target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");

function move(step) {
  const list = rows();
  if (!list.length) return;
  const at = list.findIndex((row) => row.classList.contains("is-here"));
  const next = list[Math.max(0, Math.min(list.length - 1, at + step))];
  list.forEach((row) => row.classList.toggle("is-here", row === next));
  (next.querySelector("[data-row-link]") ?? next.querySelector("a"))?.focus();
}

const ACTIONS = {
  "/": () => (document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]"))?.focus(),
  j: () => move(1),
  k: () => move(-1),
  x: () => document.querySelector("tr.is-here input[type=checkbox]")?.click(),
  "?": () => document.getElementById("keyboard-help")?.showModal(),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (!isOn() && event.key !== "?") return;
  const act = ACTIONS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

export function startKeys() {
  const dialog = document.getElementById("keyboard-help");
  if (!dialog) return;
  const box = dialog.querySelector("[data-keys-switch]");
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
  document.querySelectorAll("[data-keyboard-help]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const here = event.target.closest("[data-keys-list] tbody > tr");
    if (here) rows().forEach((row) => row.classList.toggle("is-here", row === here));
  });
}
