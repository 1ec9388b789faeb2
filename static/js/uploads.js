// Sends chosen photos at once, one a request, together with what is typed: a cut connection costs
// one photo and no text. Without this script the form's own button sends them.

const part = (root) => root.querySelector("[data-photo-part]");
const note = (form) => part(form).querySelector("[data-photos-for]");

/** Posts the form with one photo; gives back the part of the answered page that shows the photos. */
async function post(form, input, file) {
  const data = new FormData(form);
  data.delete(input.name);
  data.append(input.name, file);
  data.set("add", "1");
  const answer = await fetch(form.action, { method: "POST", body: data });
  if (!answer.ok) throw new Error(String(answer.status));
  return part(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

async function sendAll(form, input) {
  const waiting = [...input.files];
  let failed = false;
  while (waiting.length && !failed && !part(form).querySelector(".field__error")) {
    note(form).textContent = form.dataset.sending;
    try {
      const fresh = await post(form, input, waiting[0]);
      part(form).replaceWith(document.adoptNode(fresh));
      waiting.shift();
      hideButton(form);
    } catch (error) {
      console.info("photo not sent:", error.message);
      failed = true;
    }
  }
  keep(form, waiting);
  if (failed) note(form).textContent = form.dataset.failed;
}

/** What was not sent stays chosen, so that pressing "continue" sends it after all. */
function keep(form, files) {
  const kept = new DataTransfer();
  for (const file of files) kept.items.add(file);
  part(form).querySelector('input[type="file"]').files = kept.files;
}

function hideButton(form) {
  part(form).querySelectorAll('[name="add"]').forEach((button) => (button.hidden = true));
}

document.querySelectorAll("form[data-one-by-one]").forEach(hideButton);
document.addEventListener("photos:ready", (event) => {
  const form = event.target.closest("form[data-one-by-one]");
  if (form) sendAll(form, event.target);
});
