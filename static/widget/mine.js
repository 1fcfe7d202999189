/** The visitor's own conversations, as rows to open. */

import { moment } from "./dates.js";
import { el } from "./dom.js";
import { first, portrait } from "./people.js";
import { config, reader, say } from "./words.js";

/** The last words of a conversation, or the name of the file that stands for them. */
function glimpse({ text, attachments }, author) {
  const words = text || attachments?.[0]?.name;
  return words ? `${author}: ${words}` : say("removed", { name: author });
}

function row(talk, open) {
  const { agent, department, last, unread } = talk;
  const author = last && (last.author.kind === "visitor" ? say("you") : first(last.author));
  return el(
    "button.talk",
    { type: "button", click: () => open(talk.id), "data-id": talk.id },
    portrait(agent ?? { name: config.name }),
    el("span", {}, el("b", {}, agent?.name ?? department?.name ?? config.name), el("span.last", {}, last ? glimpse(last, author) : say("sending"))),
    el("span.when", {}, last && el("time", { datetime: last.at }, moment(last.at)), unread > 0 && el("b.count", {}, unread.toLocaleString(reader))),
  );
}

/** Lists them on the first screen: those with something unread first, then the newest. */
export function mine({ list, house }) {
  const { id } = document.activeElement.dataset;
  const talks = [...house.line.talks.values()].sort((a, b) => (b.unread > 0) - (a.unread > 0) || (a.last?.at < b.last?.at ? 1 : -1));
  list.replaceChildren(el("h2", {}, say("yours")), ...talks.map((talk) => row(talk, (id) => house.open(id))));
  if (id) list.querySelector(`[data-id="${id}"]`)?.focus();
}
