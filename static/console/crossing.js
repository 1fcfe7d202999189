/** Answers that cross: whoever writes is told that a colleague was quicker, before a second answer goes out. */

import { html, signal } from "preact";
import { announce } from "./announce.js";
import { firstName } from "./people.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";
import { brief, now, secondsSince } from "./time.js";

const RECENT_MS = 10_000;

/** @type {Map<string, number>} when what is being written was begun */
const begun = new Map();

/** @type {import("./types.js").Signal<Record<string, import("./types.js").Entry>>} the answers one is being told of */
const telling = signal({});

/** @type {Map<string, number>} the numbers of those one was told of: told once, and not again */
const told = new Map();

/** @param {string} id @param {string} text keeps when one began to write */
export function noteWriting(id, text) {
  if (!text) begun.delete(id);
  else if (!begun.has(id)) begun.set(id, now.value);
}

/** @param {string} id whether an answer may go out; tells once of a colleague's that came meanwhile */
export function mayGoOut(id) {
  const theirs = newest(id);
  if (!theirs || told.get(id) === theirs.seq) return settled(id);
  const at = Date.parse(theirs.at ?? "");
  if (at < (begun.get(id) ?? Infinity) && now.value - at > RECENT_MS) return settled(id);
  told.set(id, theirs.seq);
  telling.value = { ...telling.value, [id]: theirs };
  announce(words(theirs));
  return false;
}

/** @param {string} id the answer goes out: what comes after it is another matter */
function settled(id) {
  begun.delete(id);
  const { [id]: over, ...rest } = telling.value;
  if (over) telling.value = rest;
  return true;
}

/** Whoever passes a conversation on expects the next one to answer. */
const HANDED = new Set(["conversation.assigned", "conversation.transferred"]);

/** @param {string} id the answer of a colleague that nothing has followed yet */
function newest(id) {
  const last = state.value.threads[id]?.entries.findLast(
    ({ type, message }) => HANDED.has(type) || (type === "message.created" && message?.audience === "everyone"),
  );
  const author = last?.message?.author;
  return last && author?.kind === "agent" && author.id !== me.value?.id ? last : null;
}

/** @param {import("./types.js").Entry} entry */
function words(entry) {
  const name = firstName(entry.message?.author.name ?? t("agent.somebody"));
  return t("crossing", { name, time: brief(secondsSince(entry.at ?? "")) });
}

/** @param {string} id the line above the composer, while it matters */
export function crossing(id) {
  const entry = telling.value[id];
  return entry ? html`<p class="above crossing">${words(entry)}</p>` : null;
}
