/**
 * The console's whole knowledge as a pure function of the frames it was sent.
 * Applying events to an old state gives what a fresh snapshot would give.
 */

import { advance, born, joined, received } from "./record.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Conversation} Conversation */

/** @type {State} */
export const EMPTY = {
  me: null,
  agents: {},
  departments: [],
  canned: [],
  messageChars: 4000,
  fileBytes: 10_000_000,
  loaded: false,
  conversations: {},
  threads: {},
  typing: {},
  viewers: {},
  contexts: {},
  pages: {},
  pending: {},
  held: {},
};

/**
 * @param {State} state
 * @param {any} frame a frame of the wire, or one of the local ones below
 * @returns {State}
 */
export function reduce(state, frame) {
  if (Number.isInteger(frame.seq) && frame.conversation && isEntry(frame.type)) return onEntry(state, frame);
  const step = steps[frame.type];
  return step ? step(state, frame) : state;
}

/** @param {string} type */
function isEntry(type) {
  return (
    type === "entry.hidden" ||
    type.startsWith("message.") ||
    (type.startsWith("conversation.") && type !== "conversation.received")
  );
}

/** @type {Record<string, (state: State, frame: any) => State>} */
const steps = {
  // With another role or other departments, what was shown before may not be for these eyes any more.
  welcome: (state, frame) => ({
    ...withSummaries(isElsewhere(state, frame) ? { ...state, conversations: {}, threads: {} } : state, frame.conversations ?? []),
    me: frame.agent ?? state.me,
    agents: byId(frame.agents ?? []),
    departments: frame.departments ?? state.departments,
    messageChars: frame.limits?.message_chars ?? state.messageChars,
    fileBytes: frame.limits?.file_bytes ?? state.fileBytes,
    typing: {},
    viewers: {},
  }),

  // The whole of the watched view: what is not in it and not open in a thread is no longer ours to show.
  "inbox.snapshot": (state, frame) => {
    const next = withSummaries(state, frame.conversations);
    const listed = new Set(frame.conversations.map((/** @type {Conversation} */ c) => c.id));
    const kept = Object.entries(next.conversations).filter(([id]) => listed.has(id) || next.threads[id]);
    return { ...next, loaded: true, conversations: Object.fromEntries(kept) };
  },

  // Finished ones, to be looked at; what is known better of them already stays.
  "inbox.page": (state, frame) => withSummaries(state, frame.conversations),

  "sync.page": (state, frame) => {
    const thread = state.threads[frame.conversation];
    const ordered = frame.entries.reduce(onEntry, state);
    if (!thread) return ordered;
    const entries = joined(ordered.threads[frame.conversation].entries, frame.entries);
    return { ...ordered, threads: { ...ordered.threads, [frame.conversation]: { entries } } };
  },

  "conversation.received": (state, frame) => {
    const side = frame.reader?.kind === "visitor" ? "visitor" : "agents";
    return onSummary(state, frame.conversation, (c) => received(c, side, frame.seq));
  },

  "canned.snapshot": (state, { canned }) => ({ ...state, canned }),

  "typing.started": (state, frame) => withTypist(state, frame, { author: frame.author, audience: frame.audience ?? "everyone", at: frame.now ?? Date.now() }),
  "typing.stopped": (state, frame) => withTypist(state, frame, null),

  "conversation.presence": (state, { conversation, viewers }) => ({
    ...state,
    viewers: { ...state.viewers, [conversation]: viewers },
  }),

  "context.snapshot": (state, frame) => ({
    ...state,
    contexts: { ...state.contexts, [frame.conversation]: frame },
  }),

  "page.viewed": (state, { visitor, page, at }) => ({ ...state, pages: { ...state.pages, [visitor]: { page, at } } }),

  "visitor.changed": (state, { visitor }) => {
    const theirs = Object.values(state.conversations).filter((c) => c.visitor.id === visitor.id);
    const known = theirs.map((c) => ({ ...c, visitor: { ...c.visitor, ...visitor } }));
    return { ...state, conversations: { ...state.conversations, ...byId(known) } };
  },

  "department.changed": (state, { department }) => ({
    ...state,
    departments: state.departments.map((one) => (one.id === department.id ? department : one)),
  }),

  "agent.changed": (state, frame) => {
    const agents = { ...state.agents, [frame.agent.id]: { ...state.agents[frame.agent.id], ...frame.agent } };
    const mine = state.me && frame.agent.id === state.me.id;
    return { ...state, agents, me: mine && state.me ? { ...state.me, status: frame.agent.status, reason: frame.agent.reason } : state.me };
  },

  // Local frames: what this console does before the server knows.
  "thread.opened": (state, { conversation }) =>
    state.threads[conversation] ? state : { ...state, threads: { ...state.threads, [conversation]: { entries: [] } } },
  "thread.shut": (state, { conversation }) => ({ ...state, threads: without(state.threads, conversation) }),
  "pending.added": (state, { conversation, message }) =>
    withPending(state, conversation, (list) => [
      ...list.filter((/** @type {any} */ p) => p.client_id !== message.client_id),
      message,
    ]),
  "pending.refused": (state, { conversation, client_id, error }) =>
    withPending(state, conversation, (list) =>
      list.map((/** @type {any} */ p) => (p.client_id === client_id ? { ...p, error } : p)),
    ),
  "pending.dropped": (state, { conversation, client_id }) => dropPending(state, conversation, client_id),
  ack: onAck,
  nack: (state, frame) => {
    const id = frame.retry ? null : whereIs(state, frame.client_id);
    return id ? reduce(state, { ...frame, type: "pending.refused", conversation: id, error: frame.message }) : state;
  },
};

/**
 * @param {State} state
 * @param {Entry} entry
 * @returns {State}
 */
function onEntry(state, entry) {
  const id = entry.conversation;
  const before = state.conversations[id] ?? (entry.type === "conversation.opened" ? born(entry) : null);
  if (!before) return state;
  const thread = state.threads[id];
  const entries = thread ? joined(thread.entries, [entry]) : [];
  const after = advance(before, entry, state.me?.id ?? null, entries);
  const next = {
    ...state,
    conversations: after === before ? state.conversations : { ...state.conversations, [id]: after },
    threads: thread && entries !== thread.entries ? { ...state.threads, [id]: { entries } } : state.threads,
  };
  return release(settle(next, entry), id);
}

/**
 * A message that has arrived is neither pending any more nor being typed.
 *
 * @param {State} state
 * @param {Entry} entry
 */
function settle(state, entry) {
  if (!entry.message || entry.of) return state;
  const { client_id, author } = entry.message;
  const quiet = withTypist(state, { conversation: entry.conversation, author }, null);
  return client_id ? dropPending(quiet, entry.conversation, client_id) : quiet;
}

/**
 * The stored copy of an own message: the server sends its number only, we have the words.
 *
 * @param {State} state
 * @param {any} frame
 * @returns {State}
 */
function onAck(state, frame) {
  const conversation = whereIs(state, frame.client_id);
  const pending = conversation && state.pending[conversation].find((p) => p.client_id === frame.client_id);
  if (!pending || !state.me || !frame.seq) return state;
  const { id, name, avatar } = state.me;
  const author = { kind: /** @type {const} */ ("agent"), id, name, avatar };
  const { client_id, text, audience, files } = pending;
  const message = { id: null, client_id, kind: "text", author, audience, text, attachments: files ?? [], at: frame.at };
  const entry = { type: "message.created", conversation, seq: frame.seq, at: frame.at, actor: author, message };
  const held = joined(state.held[conversation] ?? [], [entry]);
  return release({ ...state, held: { ...state.held, [conversation]: held } }, conversation);
}

/**
 * @param {State} state
 * @param {string|undefined} clientId
 * @returns {string|undefined} the conversation in which this message is pending
 */
function whereIs(state, clientId) {
  return Object.keys(state.pending).find((id) => state.pending[id].some((p) => p.client_id === clientId));
}

/**
 * Lets held own messages into the record as soon as everything before them is there.
 *
 * @param {State} state
 * @param {string} id
 * @returns {State}
 */
function release(state, id) {
  const [first, ...rest] = state.held[id] ?? [];
  const head = state.conversations[id]?.head;
  if (!first || head === undefined || first.seq > head + 1) return state;
  const held = rest.length ? { ...state.held, [id]: rest } : without(state.held, id);
  return onEntry({ ...state, held }, first);
}

/**
 * @param {State} state
 * @param {any} frame a welcome
 */
function isElsewhere({ me, departments }, frame) {
  /** @param {{role: string}|null} agent @param {{id: string}[]} places */
  const reach = (agent, places) => JSON.stringify([agent?.role, places.map(({ id }) => id).sort()]);
  return me !== null && reach(me, departments) !== reach(frame.agent, frame.departments ?? []);
}

/**
 * @param {State} state
 * @param {Conversation[]} summaries
 * @returns {State}
 */
function withSummaries(state, summaries) {
  const newer = summaries.filter((c) => c.head >= (state.conversations[c.id]?.head ?? 0));
  return { ...state, conversations: { ...state.conversations, ...byId(newer) } };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {(c: Conversation) => Conversation} change
 */
function onSummary(state, id, change) {
  const before = state.conversations[id];
  if (!before) return state;
  const after = change(before);
  return after === before ? state : { ...state, conversations: { ...state.conversations, [id]: after } };
}

/**
 * @param {State} state
 * @param {{conversation: string, author: import("./types.js").Author}} frame
 * @param {import("./types.js").Typist|null} typist
 * @returns {State}
 */
function withTypist(state, { conversation, author }, typist) {
  const here = state.typing[conversation] ?? {};
  const key = author.id ?? author.kind;
  if (!typist && !here[key]) return state;
  const next = typist ? { ...here, [key]: typist } : without(here, key);
  return { ...state, typing: { ...state.typing, [conversation]: next } };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {(list: import("./types.js").Pending[]) => import("./types.js").Pending[]} change
 */
function withPending(state, id, change) {
  return { ...state, pending: { ...state.pending, [id]: change(state.pending[id] ?? []) } };
}

/**
 * @param {State} state
 * @param {string} id
 * @param {string} clientId
 */
function dropPending(state, id, clientId) {
  if (!state.pending[id]?.some((p) => p.client_id === clientId)) return state;
  return withPending(state, id, (list) => list.filter((p) => p.client_id !== clientId));
}

/**
 * @template {{id: string}} T
 * @param {T[]} list
 * @returns {Record<string, T>}
 */
function byId(list) {
  return Object.fromEntries(list.map((item) => [item.id, item]));
}

/**
 * @template T
 * @param {Record<string, T>} map
 * @param {string} key
 */
function without(map, key) {
  const { [key]: _gone, ...rest } = map;
  return rest;
}
