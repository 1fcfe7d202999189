/** The line to the server: one socket, its state, and what was written but not yet answered. */

import { signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { VisavisSocket } from "../shared/socket.js";
import { dispatch, state } from "./store.js";
import { t } from "./texts.js";
import { adjust } from "./time.js";

/** How long the line may be away before anybody is told. */
const PATIENCE_MS = 2000;

/** True when the socket has been away for a while. */
export const away = signal(false);

/** Where the line stands: on its way, without a network, reading what was missed, or live. */
export const phase = signal(/** @type {"connecting"|"offline"|"catching"|"live"} */ ("connecting"));

/** True when what was missed takes a while to read. */
export const late = signal(false);

/** Counts how often the line was opened: what only holds for a connection is told anew. */
export const connections = signal(0);

/** True when the server no longer knows who we are. */
export const signedOut = signal(false);

/** @type {VisavisSocket} */
let socket;

/** @type {number|undefined} */
let patience;

/**
 * @typedef {object} Listeners
 * @property {() => void} onSnapshot the whole list has arrived
 * @property {(conversation: string) => void} onReset a record too far behind to be continued
 * @property {(entry: import("./types.js").Entry) => void} onEntry a new entry has been applied
 * @property {(frame: any) => void} onLive something of those who are on the sites now
 */

/**
 * @param {{url: string, agent: string}} config
 * @param {Listeners} listeners
 */
export function connect({ url, agent }, listeners) {
  socket = new VisavisSocket({
    url,
    store: outboxIn(`visavis.outbox.${agent}`),
    hello: () => ({ tab: tabId(), echo: false }),
  });
  on("state", ({ state: now }) => turned(now));
  on("welcome", ({ frame }) => {
    adjust(frame.server_time);
    dispatch(frame);
  });
  on("entry", ({ frame }) => {
    dispatch(frame);
    listeners.onEntry(frame);
  });
  on("frame", ({ frame, of }) => {
    if (frame.server_time) adjust(frame.server_time);
    if (frame.visitors) return listeners.onLive(frame);
    dispatch(frame);
    if (frame.type === "inbox.snapshot") {
      caughtUp();
      listeners.onSnapshot();
    }
    if (frame.type === "ack" && of?.attachments) readBack(frame);
    if (frame.type === "canned.changed") send({ type: "canned.list" });
  });
  on("reset", ({ frame }) => listeners.onReset(frame.conversation));
  turned("connecting");
  for (const type of ["online", "offline"]) addEventListener(type, () => socket.state === "connecting" && turned("connecting"));
  socket.start();
}

/** @param {string} type @param {(detail: any) => void} run */
function on(type, run) {
  socket.addEventListener(type, (event) => run(/** @type {CustomEvent} */ (event).detail));
}

/** @param {"connecting"|"open"|"closed"} now */
function turned(now) {
  clearTimeout(patience);
  if (now === "open") {
    away.value = false;
    phase.value = "catching";
    patience = window.setTimeout(() => (late.value = true), PATIENCE_MS);
    connections.value += 1;
    watch();
    send({ type: "canned.list" });
  } else if (now === "closed") {
    away.value = signedOut.value = true;
  } else {
    late.value = false;
    phase.value = navigator.onLine ? "connecting" : "offline";
    patience = window.setTimeout(() => (away.value = true), PATIENCE_MS);
  }
}

/** The whole list is here again. */
function caughtUp() {
  clearTimeout(patience);
  phase.value = "live";
  late.value = false;
}

/** @param {any} ack the record tells a sender the number alone: the addresses of the files come with the entry */
function readBack({ conversation, seq }) {
  if (seq) request({ type: "sync", id: uuid(), conversation, before: seq + 1, limit: 1 }).catch(() => null);
}

/** Asks for the whole list; from then on every conversation in it is followed live. */
export function watch() {
  send({ type: "inbox.watch", view: "all" });
}

/** @param {object} frame */
export const send = (frame) => socket.send(frame);

/** @param {object} frame @returns {Promise<any>} */
export const request = (frame) => socket.request(frame);

/** @param {string} clientId */
export const retrySend = (clientId) => socket.retry(clientId);

/** @param {string} clientId */
export const discard = (clientId) => socket.discard(clientId);

export const isConnected = () => socket.state === "open";

export const wake = () => socket.wake();

/**
 * What this tab still owes the server, so that a reload loses nothing. Shown as pending at once.
 *
 * @param {string} key
 */
function outboxIn(key) {
  return {
    /** @param {(list: any[]) => void} adopt */
    load(adopt) {
      const list = JSON.parse(sessionStorage.getItem(key) ?? "[]");
      for (const { frame, failed } of list) if (frame.type === "message.send") dispatch(pendingOf(frame, failed));
      adopt(list);
    },
    /** @param {any[]} list */
    save(list) {
      if (list.length) sessionStorage.setItem(key, JSON.stringify(list));
      else sessionStorage.removeItem(key);
    },
  };
}

/** @param {any} frame @param {any} failed */
function pendingOf({ conversation, client_id, text, audience = "everyone", attachments = [] }, failed) {
  const at = new Date().toISOString();
  const files = attachments.map((/** @type {string} */ id) => ({ id, name: t("files.one"), size: 0, url: "", thumbnail: null }));
  const message = { client_id, text, audience, at, files, error: failed?.message ?? null };
  return { type: "pending.added", conversation, message };
}

function tabId() {
  const kept = sessionStorage.getItem("visavis.tab") ?? uuid();
  sessionStorage.setItem("visavis.tab", kept);
  return kept;
}

/** @param {string} id whether this console should tell that a message has arrived */
export function isOurs(id) {
  const { me, conversations, threads } = state.value;
  const agent = conversations[id]?.agent;
  return !agent || agent.id === me?.id || id in threads;
}
