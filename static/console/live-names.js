/** How those who are here are called, as far as this agent may know: asked for once, many at a time. */

import { signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { request } from "./line.js";

/** @typedef {{name: string|null, email: string|null}} Name */

const AT_ONCE = 500;

/** Who could not be asked about is asked about again. */
const AGAIN_MS = 5000;

/** @type {import("./types.js").Signal<Record<string, Name>>} by visitor */
export const names = signal({});

/** @type {Set<string>} */
let asked = new Set();

/** Nothing that was answered holds any longer: it is asked anew, and shown until that is answered. */
export const askAnew = () => void (asked = new Set());

export function forgetNames() {
  askAnew();
  names.value = {};
}

/** @param {import("./types.js").Visit[]} visits */
export function askNames(visits) {
  const unknown = new Set(visits.map(({ visitor }) => visitor ?? "").filter((id) => id && !asked.has(id)));
  const ids = [...unknown];
  for (const id of ids) asked.add(id);
  for (let at = 0; at < ids.length; at += AT_ONCE) ask(ids.slice(at, at + AT_ONCE));
}

/** @param {string[]} ids */
async function ask(ids) {
  const round = asked;
  const answer = await request({ type: "visitor.names", id: uuid(), visitors: ids }).catch(() => null);
  if (round !== asked) return; // asked anew meanwhile
  if (answer) names.value = answered(names.value, ids, answer.visitors);
  else setTimeout(() => ids.forEach((id) => round.delete(id)), AGAIN_MS);
}

/**
 * @param {Record<string, Name>} known
 * @param {string[]} ids
 * @param {(Name & {id: string})[]} told
 * @returns {Record<string, Name>} who was asked about and is not named has no name any more
 */
export function answered(known, ids, told) {
  const gone = new Set(ids);
  const others = Object.entries(known).filter(([id]) => !gone.has(id));
  return { ...Object.fromEntries(others), ...byVisitor(told) };
}

/** @param {(Name & {id: string})[]} told @returns {Record<string, Name>} */
const byVisitor = (told) => Object.fromEntries(told.map(({ id, name, email }) => [id, { name, email }]));

/**
 * What somebody says of themselves in a conversation within reach is known from then on.
 *
 * @param {Record<string, import("./types.js").Conversation>} conversations
 */
export function hearNames(conversations) {
  const news = Object.values(conversations)
    .map(({ visitor }) => visitor)
    .filter(({ id, name, email }) => (name || email) && asked.has(id) && (names.value[id]?.name !== name || names.value[id]?.email !== email));
  if (news.length) names.value = { ...names.value, ...byVisitor(news) };
}
