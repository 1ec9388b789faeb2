// Makes photos smaller on the phone before they are sent. Where the browser cannot read one, the
// photo goes as it is: the server decodes and rebuilds every photo anyway.

const fill = (words, value) => words.replace("%s", value);
const SMALL_ENOUGH = 600 * 1024;

async function shrink(file, longest) {
  if (file.size <= SMALL_ENOUGH || !file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch (error) {
    console.info("photo sent as it is:", error.name);
    return file;
  }
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches?.('input[type="file"][data-shrink]') || !input.files.length) return;
  const note = document.querySelector(`[data-photos-for="${input.id}"]`);
  if (note) note.textContent = note.dataset.working;
  const kept = new DataTransfer();
  for (const file of input.files) kept.items.add(await shrink(file, Number(input.dataset.shrink)));
  input.files = kept.files;
  if (note) note.textContent = fill(note.dataset.ready, kept.files.length);
  input.dispatchEvent(new CustomEvent("photos:ready", { bubbles: true }));
});
