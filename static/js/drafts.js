// Keeps what an official types into a textarea[data-draft="key"] for this tab only, until the form
// is sent; warns before leaving a form with unsent changes (form[data-warn-unsaved]).
// Contact data are never kept: only a textarea that asks for it, and only in sessionStorage.

const PREFIX = "gan-dan.draft.";

function keep(box) {
  const key = PREFIX + box.dataset.draft;
  if (box.value.trim()) sessionStorage.setItem(key, box.value);
  else sessionStorage.removeItem(key);
}

function restore(box) {
  const kept = sessionStorage.getItem(PREFIX + box.dataset.draft);
  if (!kept || box.value.trim()) return;
  box.value = kept;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function startDrafts() {
  const restoreAll = () => document.querySelectorAll("textarea[data-draft]").forEach(restore);
  const changed = new Set();
  addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-draft]")) keep(event.target);
    const form = event.target.closest?.("form[data-warn-unsaved]");
    if (form) changed.add(form);
  });
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    changed.delete(event.target);
    // The server sends the text back when it refuses it, so nothing is lost by forgetting it here.
    event.target.querySelectorAll("textarea[data-draft]").forEach((box) => sessionStorage.removeItem(PREFIX + box.dataset.draft));
  });
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
  addEventListener("htmx:afterSettle", restoreAll);
  restoreAll();
}
