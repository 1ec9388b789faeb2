// Everything here is a comfort: each page works without it. Hooks are data- attributes, listened to
// on the document, so that a fragment swapped in later needs no set-up.

const fill = (words, value) => words.replace("%s", value);

/** A second press on "send" must not send twice; a page taken back from the cache is usable again. */
function sendOnce() {
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 20000); // a lost connection must not lock the form for good
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  addEventListener("htmx:afterRequest", (event) => release(event.target.closest("form")));
}

function release(form) {
  if (!form) return;
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

/** The summary of errors is the first thing read and reached. */
function focusErrors() {
  document.querySelector("[data-error-summary]")?.focus();
}

/** A link with data-dialog opens the dialog of that id instead of the page it leads to. */
function openDialogs() {
  addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  document.querySelector("dialog[data-open]")?.showModal();
}

function copyTexts() {
  document.querySelectorAll("[data-copy][hidden]").forEach((button) => (button.hidden = false));
  addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });
}

function printPage() {
  document.querySelectorAll("[data-print][hidden]").forEach((button) => (button.hidden = false));
  addEventListener("click", (event) => event.target.closest("[data-print]") && print());
}

/** Characters left, said once half of them are used. */
function countLetters() {
  const show = (box) => {
    const note = document.querySelector(`[data-counter-for="${box.id}"]`);
    if (!note) return;
    const limit = Number(box.dataset.limit);
    const left = limit - [...box.value.replace(/\r?\n/g, "\r\n")].length;
    note.classList.toggle("counter--over", left < 0);
    if (left <= limit / 2) note.textContent = fill(left < 0 ? note.dataset.over : note.dataset.left, Math.abs(left));
  };
  addEventListener("input", (event) => event.target.dataset?.limit && show(event.target));
  document.querySelectorAll("[data-limit]").forEach(show);
}

/** Menus close on Escape and on a click beside them. */
function closeMenus() {
  const close = (keep) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(keep)) menu.open = false;
  });
  addEventListener("click", (event) => close(event.target));
  addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

sendOnce();
focusErrors();
openDialogs();
copyTexts();
printPage();
countLetters();
closeMenus();
if (document.querySelector("[data-shrink]")) import("./photos.js");
