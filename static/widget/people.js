/** Who answers: names, portraits, and whether somebody is there. */

import { el } from "./dom.js";
import { config, reader } from "./words.js";

// The first of its kind costs a newcomer 20 ms: more than all the rest of the chat.
let listing;

export const first = (author) => (author?.name ?? config.name).split(" ")[0];

export const names = (people) => (people[1] ? (listing ??= new Intl.ListFormat(reader)).format(people.map(first)) : first(people[0]));

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
