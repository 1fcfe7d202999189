/** Who answers: names, portraits, and whether somebody is there. */

import { el } from "./dom.js";
import { config, reader } from "./words.js";

const listing = new Intl.ListFormat(reader);

export const first = (author) => (author?.name ?? config.name).split(" ")[0];

export const names = (people) => listing.format(people.map(first));

/** Somebody of a department answers now: it is open, and one of them is there. */
export const isHere = ({ open, online }) => open && online;

/** The portrait of somebody of the team, or the first letter of the name. */
export const portrait = (author, online) =>
  el(
    "span.face",
    { "aria-hidden": true },
    author?.avatar ? el("img", { src: author.avatar, alt: "" }) : (author?.name ?? "").slice(0, 1),
    online && el("i.dot"),
  );
