/** How a file of a message is shown: a picture as itself, anything else as a card. */

import { el } from "./dom.js";
import { likeness } from "./likeness.js";
import { weight } from "./weight.js";

const STALE = 50 * 60_000; // addresses are good for an hour
const WIDEST = 204;
const HIGHEST = 144;
const LEAST = 44; // can be hit by a finger

/** The room a picture takes in the thread is known before it is there: nothing moves when it comes. */
function picture({ name, thumbnail, width, height }) {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  const side = (pixels) => Math.max(LEAST, Math.round(pixels * scale));
  return el("img", { src: thumbnail, alt: name, width: side(width), height: side(height), loading: "lazy" });
}

/**
 * @param {{id: string, name: string, size: number, url: string, thumbnail: string | null, width: number, height: number}} file
 * @param {(id: string) => Promise<any>} renew tells the file's addresses anew
 */
export function fileCard(file, renew) {
  let got = Date.now();
  const shown = file.thumbnail && picture(file);
  const link = el(
    shown ? "a.picture" : "a.file",
    { href: file.url, target: "_blank", rel: "noopener" },
    ...(shown ? [shown] : [likeness(file.name), el("div", {}, el("bdi", {}, file.name), el("small", {}, weight(file.size)))]),
  );
  /** An address that has grown old is asked for anew. */
  const refreshed = async () => {
    const fresh = Date.now() - got > STALE && (await renew(file.id));
    if (!fresh) return;
    got = Date.now();
    link.href = fresh.url;
    if (shown) shown.src = fresh.thumbnail;
    return fresh;
  };
  link.addEventListener("click", async (event) => {
    if (Date.now() - got < STALE) return;
    event.preventDefault();
    if (await refreshed()) link.click();
  });
  shown?.addEventListener("error", refreshed);
  return link;
}
