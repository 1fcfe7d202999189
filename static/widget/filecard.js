/** The card of a file in a message. */

import { fileText } from "../shared/icons.js";
import { el, icon } from "./dom.js";
import { weight } from "./weight.js";

const STALE = 50 * 60_000; // addresses are good for an hour

export const picture = (src) => el("span.thumb", {}, src ? el("img", { src, alt: "" }) : icon(fileText));

/** An address that has grown old is asked for anew. */
export function fileCard(file, renew) {
  let got = Date.now();
  const link = el(
    "a.file",
    {
      href: file.url,
      target: "_blank",
      rel: "noopener",
      click: async (event) => {
        if (Date.now() - got < STALE) return;
        event.preventDefault();
        const fresh = await renew(file.id);
        if (!fresh) return;
        got = Date.now();
        link.href = fresh.url;
        link.click();
      },
    },
    picture(file.thumbnail),
    el("div", {}, el("bdi", {}, file.name), el("small", {}, weight(file.size))),
  );
  return link;
}
