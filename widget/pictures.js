// Pictures: made small before they leave, which also takes off where they were taken, and drawn without an address, so
// that the page's policy on images does not matter.

const LARGEST = 5 * 1024 * 1024;
const EDGE = 2048;
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif"];

const canvasOf = (bitmap, edge) => {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
};

/** What may be sent of a file that somebody chose; nothing: it cannot be sent. */
export const prepare = async (file) => {
  if (!TYPES.includes(file.type)) return null;
  // A moving picture would stand still.
  if (file.type === "image/gif") return file.size <= LARGEST ? file : null;
  try {
    const canvas = canvasOf(await createImageBitmap(file), EDGE);
    const type = file.type === "image/png" && file.size <= LARGEST ? "image/png" : "image/jpeg";
    const made = await new Promise((done) => canvas.toBlob(done, type, 0.86));
    return made && made.size <= LARGEST ? made : null;
  } catch {
    return null;
  }
};

/** A picture to look at. */
export const draw = async (blob, name) => {
  const canvas = canvasOf(await createImageBitmap(blob), 720);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  return canvas;
};
