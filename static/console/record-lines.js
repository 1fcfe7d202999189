/** A record as lines to read: days, events, notes and bubbles with what stands beside them. Pure. */

import { filesOf, isFromVisitor, isNote } from "./record.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").Pending} Pending */

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {"day"|"event"|"note"|"bubble"} kind
 * @property {string} at
 * @property {Entry} [entry]
 * @property {Pending} [pending]
 * @property {"visitor"|"team"} [side]
 * @property {import("./types.js").Author} [author]
 * @property {string} [text]
 * @property {import("./types.js").FileCard[]} [files]
 * @property {any} [answer] what was answered to what it asks
 * @property {boolean} [first] first of a group by one author
 * @property {boolean} [last] last of a group: the face stands here
 * @property {boolean} [stamped] the time stands beside it
 * @property {"kept"|"stored"|"received"|"read"} [tick]
 * @property {string} [readAt] on the newest read one
 * @property {boolean} [unanswered] the visitor still waits for an answer to it
 */

/** Entries that say nothing to a reader of the conversation. */
const SILENT = new Set(["conversation.read", "entry.hidden", "message.edited"]);

/** A queue entry right after one of these only repeats it. */
const QUEUES = new Set(["conversation.opened", "conversation.transferred", "conversation.reopened"]);

/**
 * @param {Entry[]} entries
 * @param {Pending[]} pending
 * @param {Conversation} conversation
 * @param {import("./types.js").Author|null} me
 * @param {(at: string) => number} dayOf
 * @returns {Line[]}
 */
export function linesOf(entries, pending, conversation, me, dayOf) {
  /** @type {Line[]} */
  const lines = [];
  let day = 0;
  let before = "";
  const answers = new Map(entries.map(({ message }) => (message?.kind === "answer" ? [message.data?.of, message.data] : [])));
  for (const entry of entries) {
    const repeats = entry.type === "conversation.queued" && QUEUES.has(before);
    if (!SILENT.has(entry.type)) before = entry.type;
    if (SILENT.has(entry.type) || repeats || !entry.at || entry.message?.deleted_at) continue;
    if (dayOf(entry.at) !== day) {
      day = dayOf(entry.at);
      lines.push({ key: `day-${day}`, kind: "day", at: entry.at });
    }
    lines.push({ ...lineOf(entry), answer: answers.get(entry.seq) });
  }
  for (const one of pending) lines.push(pendingLine(one, me));
  group(lines);
  tick(lines, conversation, entries);
  const asked = conversation.waiting_since && lines.findLast((line) => line.side === "visitor");
  if (asked) asked.unanswered = asked.stamped = true;
  return lines;
}

/** @param {Entry} entry @returns {Line} */
function lineOf(entry) {
  const base = { key: entry.message?.client_id ?? `${entry.seq}`, at: entry.at ?? "", entry };
  if (!entry.message || entry.message.author.kind === "system") return { ...base, kind: "event" };
  const { author, data } = entry.message;
  const text = data?.lead ?? entry.message.text;
  const files = filesOf(entry.message);
  if (isNote(entry)) return { ...base, kind: "note", author, text, files };
  return { ...base, kind: "bubble", author, text, files, side: isFromVisitor(entry) ? "visitor" : "team" };
}

/** @param {Pending} one @param {import("./types.js").Author|null} me @returns {Line} */
function pendingLine(one, me) {
  const author = me ?? { kind: /** @type {const} */ ("agent"), id: null, name: null, avatar: null };
  const base = { key: one.client_id, at: one.at, pending: one, author, text: one.text, files: one.files };
  return one.audience === "agents"
    ? { ...base, kind: "note" }
    : { ...base, kind: "bubble", side: "team", tick: "kept" };
}

/** @param {Line[]} lines marks where groups begin and end, and which lines carry the time */
function group(lines) {
  lines.forEach((line, index) => {
    if (line.kind !== "bubble") return;
    const next = lines[index + 1];
    line.first = !together(lines[index - 1], line);
    line.last = !next || !together(line, next);
    line.stamped = line.last || Boolean(line.entry?.message?.edited_at) || minuteOf(line) !== minuteOf(next) || Boolean(line.pending) !== Boolean(next.pending);
  });
}

/** @param {Line|undefined} a @param {Line} b */
function together(a, b) {
  return a?.kind === "bubble" && b.kind === "bubble" && a.author?.id === b.author?.id && a.side === b.side;
}

/** @param {Line} line */
const minuteOf = (line) => line.at.slice(0, 16);

/**
 * @param {Line[]} lines
 * @param {Conversation} conversation
 * @param {Entry[]} entries
 */
function tick(lines, { marks }, entries) {
  const ours = lines.filter((line) => line.side === "team" && line.entry);
  for (const line of ours) {
    const seq = line.entry?.seq ?? 0;
    line.tick = seq <= marks.visitor.read ? "read" : seq <= marks.visitor.received ? "received" : "stored";
  }
  const newest = ours.findLast((line) => line.tick === "read");
  const mark = entries.find(
    (e) => e.type === "conversation.read" && e.actor?.kind === "visitor" && (e.upto ?? 0) >= (newest?.entry?.seq ?? 0),
  );
  if (newest && mark?.at) {
    newest.readAt = mark.at;
    newest.stamped = true;
  }
}
