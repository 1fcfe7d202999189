/** What stands where in the inbox: pure selections over the conversations. */

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {"mine"|"unassigned"|"all"|"snoozed"|"closed"} View */

/** @param {Conversation} c */
export const isOpen = (c) => c.status !== "closed";

/** @param {Conversation} c somebody has written and nobody has taken it */
export const isWaiting = (c) => c.status === "queued" && !c.agent;

/** @param {Conversation} c @param {string|null} me what a colleague has to read is not counted here */
export const unreadFor = (c, me) => (!c.agent || c.agent.id === me ? c.unread : 0);

/** @param {Conversation} c */
export const waitsSince = (c) => c.waiting_since ?? c.queued_at ?? c.opened_at;

/**
 * @param {number} seconds
 * @param {number} promise
 * @returns {"calm"|"half"|"over"} which share of the promise is used
 */
export function phaseOf(seconds, promise) {
  if (seconds >= promise) return "over";
  return seconds * 2 >= promise ? "half" : "calm";
}

/**
 * @param {Record<string, Conversation>} conversations
 * @param {(c: Conversation) => number} promiseOf
 * @returns {Conversation[]} the furthest over its promise first, then those who were promised nothing
 */
export function waiting(conversations, promiseOf) {
  const due = (/** @type {Conversation} */ c) => Date.parse(waitsSince(c)) + promiseOf(c) * 1000;
  return Object.values(conversations)
    .filter(isWaiting)
    .sort((a, b) => compare(due(a), due(b)) || compare(waitsSince(a), waitsSince(b)) || compare(a.id, b.id));
}

/**
 * @param {Record<string, Conversation>} conversations
 * @param {View} view
 * @param {string|null} me
 * @returns {Conversation[]} everything in a view, the waiting ones included
 */
export function inView(conversations, view, me) {
  if (view === "closed") return Object.values(conversations).filter((c) => !isOpen(c));
  const open = Object.values(conversations).filter(isOpen);
  if (view === "snoozed") return open.filter((c) => c.snoozed);
  if (view === "mine") return open.filter((c) => c.agent && c.agent.id === me && !c.snoozed);
  if (view === "unassigned") return open.filter((c) => !c.agent);
  return open;
}

/**
 * @param {Record<string, Conversation>} conversations
 * @param {string|null} department
 * @param {string|null} tag
 * @returns {Record<string, Conversation>} those of one department, with one tag, or all
 */
export function narrowed(conversations, department, tag) {
  if (!department && !tag) return conversations;
  const fits = (/** @type {Conversation} */ c) => (!department || c.department?.id === department) && (!tag || c.tags.includes(tag));
  return Object.fromEntries(Object.entries(conversations).filter(([, c]) => fits(c)));
}

/** @param {Conversation[]} list the newest end first */
export function byEnd(list) {
  return [...list].sort((a, b) => compare(b.closed_at ?? "", a.closed_at ?? "") || compare(b.id, a.id));
}

/** @param {Conversation[]} list newest activity first */
export function byActivity(list) {
  return [...list].sort((a, b) => compare(b.last?.at ?? b.opened_at, a.last?.at ?? a.opened_at) || compare(a.id, b.id));
}

/**
 * @param {string|number} a
 * @param {string|number} b
 */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The order on the screen. While it is held, no row moves: new ones wait, gone ones stay greyed. What this
 * person has just taken does not wait: it comes by their own hand.
 *
 * @param {string[]} shown ids as they stand now
 * @param {string[]} wanted ids as they should stand
 * @param {boolean} held
 * @param {string|null} taken
 * @returns {{ids: string[], fresh: number}}
 */
export function settleOrder(shown, wanted, held, taken) {
  if (!held) return { ids: wanted, fresh: 0 };
  const fresh = wanted.filter((id) => !shown.includes(id));
  if (!taken || !fresh.includes(taken)) return { ids: shown, fresh: fresh.length };
  return { ids: [taken, ...shown], fresh: fresh.length - 1 };
}

/** What was said last, or the name of the file that was; empty when it was removed. */
export const lastWords = (/** @type {import("./types.js").Conversation} */ { last }) => last?.text || (last?.attachments?.[0]?.name ?? "");
