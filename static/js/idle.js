// <div class="idle" data-idle="1500" hidden>: shown that many seconds after the page came, so that
// nobody is signed out in the middle of a sentence. Moving to another page starts the clock anew.

export function startIdle() {
  const warning = document.querySelector("[data-idle]");
  if (!warning) return;
  const wait = Number(warning.dataset.idle) * 1000;
  let timer;
  const start = () => {
    clearTimeout(timer);
    warning.hidden = true;
    timer = setTimeout(() => (warning.hidden = false), wait);
  };
  addEventListener("htmx:afterRequest", start);
  addEventListener("pageshow", start);
  start();
}
