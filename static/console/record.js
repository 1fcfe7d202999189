/** What each entry of the record does to the summary of its conversation. Pure. */

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").Entry} Entry */

/**
 * @param {Entry} entry
 * @returns {Conversation} the summary a conversation has at birth
 */
export function born(entry) {
  const opened = /** @type {any} */ (entry);
  return {
    id: entry.conversation,
    head: 0,
    status: "queued",
    channel: opened.channel ?? "chat",
    site: opened.site,
    department: entry.department ?? null,
    agent: null,
    opened_at: entry.at ?? "",
    queued_at: null,
    closed_at: null,
    last: null,
    unread: 0,
    waiting_since: null,
    marks: { visitor: { received: 0, read: 0 }, agents: { received: 0, read: 0 } },
    visitor: opened.visitor,
    page: opened.page ?? null,
    tags: [],
    snoozed: null,
    follow_up: null,
  };
}

/** @param {Entry} entry */
export const isNote = (entry) => entry.message?.audience === "agents";

/** @param {Entry} entry */
export const isFromVisitor = (entry) => entry.message?.author.kind === "visitor";

/** @param {import("./types.js").Message} message its files, without those that are shown in its cards */
export function filesOf({ attachments = [], data }) {
  const shown = data?.cards?.map((/** @type {any} */ { picture }) => picture);
  return shown ? attachments.filter(({ id, thumbnail }) => !(thumbnail && shown.includes(id))) : attachments;
}

/** As much of the last message as a summary carries. */
const GLIMPSE = 200;

/** @type {Record<string, (c: Conversation, e: Entry, me: string|null, known: Entry[]) => Partial<Conversation>>} */
const effects = {
  "message.created": (c, e) => {
    if (!e.message || isNote(e)) return {};
    const { text, attachments = [], author, at } = e.message;
    const last = { seq: e.seq, text: [...text].slice(0, GLIMPSE).join(""), attachments, author, at };
    if (author.kind === "visitor") return { last, unread: c.unread + 1, snoozed: null, waiting_since: c.waiting_since ?? at };
    return author.kind === "agent" ? { last, waiting_since: null } : { last };
  },
  "message.edited": mend,
  "message.deleted": mend,
  "conversation.queued": (c, e) => ({
    status: "queued",
    department: e.department ?? c.department,
    agent: null,
    queued_at: e.at ?? null,
  }),
  "conversation.assigned": (c, e) => ({ status: "active", agent: e.agent ?? null, closed_at: null, snoozed: null }),
  "conversation.transferred": (c, e) => ({
    department: e.department ?? c.department,
    snoozed: null,
    ...handed(e),
  }),
  "conversation.tagged": (c, e) => ({ tags: e.tags ?? c.tags }),
  "conversation.snoozed": (_c, e) => ({ snoozed: { until: e.until ?? null } }),
  "conversation.woken": () => ({ snoozed: null }),
  "conversation.closed": (c, e) => ({ snoozed: null, status: "closed", closed_at: e.at ?? null, waiting_since: null }),
  "conversation.reopened": (c, e) => handed(e),
  "conversation.read": (c, e, me, known) => {
    const upto = e.upto ?? 0;
    const side = e.actor?.kind === "visitor" ? "visitor" : "agents";
    const marks = { ...c.marks, [side]: raised(c.marks[side], upto) };
    return e.actor?.id === me ? { marks, unread: unreadAfter(c, upto, known) } : { marks };
  },
};

/** How long an answer waits to be read before it goes out by mail: the server's own patience. */
const PATIENCE_MS = 180_000;
const PAUSED = ["due", "sending", "sent", "failed"];

/**
 * Where the mail to a visitor who has left stands after an entry: what the server does, seen from here.
 *
 * @param {Conversation} c
 * @param {Entry} e
 * @returns {Conversation["follow_up"]}
 */
function followUp({ follow_up: now, last }, e) {
  if (!now) return now;
  const at = e.at ?? null;
  const paused = PAUSED.includes(now.state);
  const due = () => ({ state: /** @type {const} */ ("due"), at: new Date(Date.parse(at ?? "") + PATIENCE_MS).toISOString() });
  if (e.type === "follow_up.stopped") return { state: "stopped", at: null };
  if (e.type === "follow_up.sent" || e.type === "follow_up.failed") {
    const leaves = now.state === "due" || now.state === "sending";
    return leaves ? { state: e.type === "follow_up.sent" ? "sent" : "failed", at } : now;
  }
  if (e.actor?.kind === "visitor" && paused) {
    const more = e.type === "conversation.read" && (e.upto ?? 0) < (last?.seq ?? 0);
    return more ? due() : { state: "ready", at: null };
  }
  const answers = e.type === "message.created" && e.message?.author.kind === "agent" && !isNote(e);
  return answers && now.state === "ready" ? due() : now;
}

/** @param {Conversation} c @param {Entry} e what the list shows says what is said now */
function mend(c, e) {
  return c.last && c.last.seq === e.of ? { last: { ...c.last, text: [...(e.message?.text ?? "")].slice(0, GLIMPSE).join(""), attachments: e.message?.attachments ?? [] } } : {};
}

/**
 * With an agent it goes on, without one it waits, closed as it may have been.
 *
 * @param {Entry} e
 * @returns {Partial<Conversation>}
 */
function handed(e) {
  const agent = e.agent ?? null;
  return agent ? { agent, closed_at: null, status: "active" } : { agent, closed_at: null, status: "queued", queued_at: e.at ?? null };
}

/**
 * @param {import("./types.js").Mark} mark
 * @param {number} upto
 */
function raised(mark, upto) {
  return { received: Math.max(mark.received, upto), read: Math.max(mark.read, upto) };
}

/**
 * Counts the visitor's messages after a mark, from the loaded record where there is one.
 *
 * @param {Conversation} c
 * @param {number} upto
 * @param {Entry[]} known
 */
function unreadAfter(c, upto, known) {
  if (upto >= (c.last?.seq ?? 0)) return 0;
  if (known.length && known[0].seq <= upto + 1) {
    return known.filter((e) => e.seq > upto && isFromVisitor(e)).length;
  }
  return Math.min(c.unread, c.head - upto);
}

/**
 * Applies one entry; what the summary already accounts for changes nothing.
 *
 * @param {Conversation} c
 * @param {Entry} entry
 * @param {string|null} me
 * @param {Entry[]} known the loaded entries, this one included
 * @returns {Conversation}
 */
export function advance(c, entry, me, known) {
  if (entry.seq <= c.head) return c;
  const effect = effects[entry.type];
  return { ...c, ...(effect ? effect(c, entry, me, known) : {}), follow_up: followUp(c, entry), head: entry.seq };
}

/**
 * A reader's device has a message: not an entry, but the ticks show it.
 *
 * @param {Conversation} c
 * @param {"visitor"|"agents"} side
 * @param {number} seq
 */
export function received(c, side, seq) {
  if (seq <= c.marks[side].received) return c;
  return { ...c, marks: { ...c.marks, [side]: { ...c.marks[side], received: seq } } };
}

/**
 * Joins two stretches of entries: sorted, each number once. The server's own copy takes the place of ours.
 *
 * @param {Entry[]} have
 * @param {Entry[]} more
 * @returns {Entry[]}
 */
export function joined(have, more) {
  const known = new Map(have.map((entry) => [entry.seq, entry]));
  const fresh = more.filter((entry) => !known.has(entry.seq) || (isOurCopy(known.get(entry.seq)) && !isOurCopy(entry)));
  if (!fresh.length) return have;
  for (const entry of fresh) known.set(entry.seq, entry);
  return mended([...known.values()].sort((a, b) => a.seq - b.seq));
}

/** @param {Entry|undefined} entry made of an own message and its number, without what only the server knows */
const isOurCopy = (entry) => entry?.message?.id === null;

/** @param {Entry[]} entries the new words stand where the message stands; what changed it keeps none */
function mended(entries) {
  const changes = entries.filter((e) => e.of && e.message);
  if (!changes.length) return entries;
  const said = new Map(changes.map((e) => [e.of, e.message]));
  return entries.map((e) => {
    if (e.of) return { ...e, message: undefined };
    return said.has(e.seq) ? { ...e, message: said.get(e.seq) } : e;
  });
}
