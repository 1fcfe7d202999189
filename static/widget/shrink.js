/** A large photograph becomes smaller before it travels: turned as it is seen, and only where that saves something. */

const LONGEST = 2048;
const QUALITY = 0.85;
const WORTH = 0.8; // of its bytes at most may be left, else it stays as it is
const PHOTO = /^image\/(jpeg|png|bmp|tiff|hei[cf]|avif)$/; // the others may move, or are drawings
const SUFFIX = { "image/jpeg": ".jpg", "image/webp": ".webp", "image/png": ".png" };
const LIGHT = 400_000;
const LIGHT_PNG = 2_000_000; // what is written on a picture of a screen stays sharp

/**
 * @param {File} file
 * @returns {Promise<File>} the same one if it is no photograph, light, or nothing this browser can paint
 */
export async function shrunk(file) {
  const { type, size, name } = file;
  const png = type === "image/png"; // may be seen through
  if (!PHOTO.test(type) || size < (png ? LIGHT_PNG : LIGHT)) return file;
  try {
    const seen = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(seen.width, seen.height));
    const canvas = new OffscreenCanvas(Math.ceil(seen.width * scale), Math.ceil(seen.height * scale));
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(seen, 0, 0, canvas.width, canvas.height);
    seen.close();
    const made = await canvas.convertToBlob({ type: png ? "image/webp" : "image/jpeg", quality: QUALITY });
    if (made.size > size * WORTH) return file;
    const called = made.type === type ? name : name.replace(/(\.\w+)?$/, SUFFIX[made.type]);
    return new File([made], called, { type: made.type });
  } catch {
    return file;
  }
}
