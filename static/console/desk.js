/** What an agent can do. Every act is one frame; what comes of it arrives as entries of the record. */

import { signal } from "preact";
import { addressed, readAbsent } from "./absent.js";
import { uuid } from "../shared/uuid.js";
import { keepDraft } from "./drafts.js";
import { discard, isConnected, isOurs, request, retrySend, send, watch } from "./line.js";
import { isWaiting } from "./lists.js";
import { mayAnswer } from "./may.js";
import { current, prune, show, shut, tabs } from "./places.js";
import { isFromVisitor } from "./record.js";
import { conversationOf, dispatch, state } from "./store.js";
import { t } from "./texts.js";

const PAGE = 50;
const UNDO_MS = 5000;
const TYPING_EVERY_MS = 3000;
const TELL_AFTER_MS = 200;

/** @type {import("./types.js").Signal<Record<string, string>>} what was refused, said where it was asked */
export const notices = signal({});

/** @type {import("./types.js").Signal<Record<string, number>>} conversations just closed here, with the end of their undo time */
export const undoable = signal({});

/** @type {import("./types.js").Signal<Record<string, boolean>>} records being read */
export const reading = signal({});

/** @type {import("./types.js").Signal<number>} raised whenever the composer should have the focus */
export const composerCalls = signal(0);

/**
 * @param {string} type
 * @param {string} conversation
 * @param {object} [fields]
 * @returns {Promise<boolean>} whether the server agreed
 */
export async function act(type, conversation, fields = {}) {
  if (!mayAnswer()) return false;
  say(conversation, "");
  const refused = await ask(type, conversation, fields);
  if (refused) say(conversation, refused);
  return !refused;
}

/**
 * @param {string} type
 * @param {string} conversation
 * @param {object} fields
 * @returns {Promise<string>} why the server refused, or nothing
 */
export async function ask(type, conversation, fields) {
  const client_id = uuid();
  try {
    await request({ type, client_id, conversation, ...fields });
    return "";
  } catch (refusal) {
    discard(client_id);
    return /** @type {any} */ (refusal)?.message || t("notice.refused");
  }
}

/**
 * @param {string} id
 * @param {string} text
 */
export function say(id, text) {
  notices.value = { ...notices.value, [id]: text };
}

/** @param {string} id */
export function open(id) {
  leaveClosed(id);
  show(id);
  load(id);
  composerCalls.value += 1;
}

/** @param {string} id */
export function close(id) {
  undoable.value = { ...undoable.value, [id]: Date.now() + UNDO_MS };
  setTimeout(() => forgetUndo(id), UNDO_MS);
  return act("conversation.close", id).then((done) => done || forgetUndo(id));
}

/** @param {string} id */
function forgetUndo(id) {
  const { [id]: _over, ...rest } = undoable.value;
  undoable.value = rest;
}

/** @param {string} id */
export function reopen(id) {
  forgetUndo(id);
  return act("conversation.reopen", id);
}

/** @param {string} id opens it at once; the record says who really has it */
export function take(id) {
  open(id);
  return act("conversation.take", id);
}

/** @param {string} id @param {string} agent */
export const assign = (id, agent) => act("conversation.assign", id, { agent });

/** @param {string} id @param {{agent?: string, department?: string, note?: string}} to */
export const transfer = (id, to) => act("conversation.transfer", id, to);

/** @param {string} id @param {{add?: string[], remove?: string[]}} words */
export const tag = (id, words) => act("conversation.tag", id, words);

/** @param {string} next closed conversations leave the tabs when one goes elsewhere */
function leaveClosed(next) {
  for (const id of tabs.value) {
    if (id !== next && conversationOf(id)?.status === "closed" && !undoable.value[id]) shutTab(id);
  }
}

/** @param {string} id */
export function shutTab(id) {
  shut(id);
  dispatch({ type: "thread.shut", conversation: id });
  if (current.value) load(current.value);
}

/** @param {string} id reads the last stretch of a record that is not loaded yet */
export function load(id) {
  if (state.value.threads[id]?.entries.length) return;
  dispatch({ type: "thread.opened", conversation: id });
  loadEarlier(id);
}

/** @param {string} id */
export async function loadEarlier(id) {
  const conversation = conversationOf(id);
  const first = state.value.threads[id]?.entries[0]?.seq;
  if (!conversation || first === 1 || reading.value[id]) return;
  reading.value = { ...reading.value, [id]: true };
  const before = first ?? conversation.head + 1;
  await request({ type: "sync", id: uuid(), conversation: id, before, limit: PAGE }).catch(() => null);
  reading.value = { ...reading.value, [id]: false };
}

/** @param {string} id who answers first takes it */
function takeFirst(id) {
  const conversation = conversationOf(id);
  if (conversation && isWaiting(conversation)) act("conversation.take", id);
}

/** How many files one message takes. */
const FILES = 10;

/**
 * @param {string} id
 * @param {string} text
 * @param {"everyone"|"agents"} audience
 * @param {import("./types.js").FileCard[]} [files] what has arrived; more than one message takes goes in several
 */
export function write(id, text, audience, files = []) {
  if (audience === "everyone") takeFirst(id);
  const client_id = uuid();
  const at = new Date().toISOString();
  const [now, later] = [files.slice(0, FILES), files.slice(FILES)];
  dispatch({ type: "pending.added", conversation: id, message: { client_id, text, audience, at, files: now, error: null } });
  const attachments = now.length ? { attachments: now.map((file) => file.id) } : {};
  request({ type: "message.send", client_id, conversation: id, text, audience, ...attachments });
  stopTyping(id);
  if (later.length) write(id, "", audience, later);
}

/** @param {string} id @param {import("./types.js").Pending} message sends a refused text again */
export function retry(id, message) {
  dispatch({ type: "pending.added", conversation: id, message: { ...message, error: null } });
  retrySend(message.client_id);
}

/** @param {string} id @param {import("./types.js").Pending} message puts a refused text back into the composer */
export function takeBack(id, message) {
  discard(message.client_id);
  dispatch({ type: "pending.dropped", conversation: id, client_id: message.client_id });
  keepDraft(id, message.audience === "agents" ? "note" : "reply", message.text);
  composerCalls.value += 1;
}

/** @type {Record<string, {at: number, audience: "everyone"|"agents"}>} */
const typed = {};

/** @param {string} id @param {"everyone"|"agents"} audience of a note only colleagues are told */
export function typing(id, audience) {
  if (Date.now() - (typed[id]?.at ?? 0) < TYPING_EVERY_MS) return;
  typed[id] = { at: Date.now(), audience };
  send({ type: "typing.start", conversation: id, audience });
}

/** @param {string} id */
export function stopTyping(id) {
  if (!typed[id]) return;
  const { audience } = typed[id];
  delete typed[id];
  send({ type: "typing.stop", conversation: id, audience });
}

/** @type {Map<string, number>} how far each conversation is known to be read here */
const marks = new Map();

/** Marks and arrivals that go out together, a moment later. */
const due = { read: new Map(), received: new Map() };

/** @type {number|undefined} */
let telling;

/** @param {string} id @param {number} seq tells how far this person has read */
export function read(id, seq) {
  if (seq <= (marks.get(id) ?? 0)) return;
  marks.set(id, seq);
  tell("read", id, seq);
}

/** @param {import("./types.js").Entry} entry tells that a visitor's message is on this screen's device */
export function arrived(entry) {
  if (isFromVisitor(entry) && isOurs(entry.conversation)) tell("received", entry.conversation, entry.seq);
}

/** @param {"read"|"received"} what @param {string} id @param {number} seq */
function tell(what, id, seq) {
  due[what].set(id, seq);
  telling ??= window.setTimeout(tellNow, TELL_AFTER_MS);
}

/** Sends the marks; while the line is away they stay due. Who only reads along leaves none. */
function tellNow() {
  telling = undefined;
  if (!isConnected()) return;
  if (!mayAnswer()) {
    due.read.clear();
    due.received.clear();
  }
  for (const kind of /** @type {const} */ (["received", "read"])) {
    for (const [conversation, seq] of due[kind]) send({ type: `conversation.${kind}`, conversation, seq });
    due[kind].clear();
  }
}

/** The whole list is here, after a start or an absence: catch up with it. */
export async function resume() {
  if (await readAbsent()) {
    prune((id) => id in state.value.conversations);
    const id = addressed();
    if (id) open(id);
  }
  if (current.value) load(current.value);
  tellNow();
}

/** @param {string} id a record too old to be continued is read again from its end */
export function reload(id) {
  dispatch({ type: "thread.shut", conversation: id });
  watch();
}
