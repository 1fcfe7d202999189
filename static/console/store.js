/** The one state the views read, changed by frames only. */

import { computed, signal } from "preact";
import { byActivity, byEnd, inView, narrowed, waiting } from "./lists.js";
import { department, tagged } from "./places.js";
import { EMPTY, reduce } from "./reduce.js";

/** @type {import("./types.js").Signal<import("./types.js").State>} */
export const state = signal(EMPTY);

/** @param {any} frame */
export function dispatch(frame) {
  state.value = reduce(state.value, frame);
}

/** @param {string|null} id */
export const conversationOf = (id) => (id ? (state.value.conversations[id] ?? null) : null);

export const me = computed(() => state.value.me);
export const colleagues = computed(() => state.value.agents);
export const departments = computed(() => state.value.departments);
export const conversations = computed(() => state.value.conversations);
export const loaded = computed(() => state.value.loaded);

/** A department that is not known here promises what a new one does. */
const PROMISE_S = 60;

/**
 * @param {import("./types.js").Conversation} c
 * @returns {number} the seconds within which a first answer is owed; to a message left in a form nothing was promised
 */
export function promiseOf(c) {
  if (c.channel === "form") return Infinity;
  return departments.value.find(({ id }) => id === c.department?.id)?.promise_s ?? PROMISE_S;
}

export const waitingOnes = computed(() => waiting(conversations.value, promiseOf));

/** The lists of the inbox, each with everything in it that it is narrowed to. */
export const views = computed(() => {
  const id = me.value?.id ?? null;
  const among = narrowed(conversations.value, department.value, tagged.value);
  /** @param {import("./lists.js").View} name */
  const list = (name) => byActivity(inView(among, name, id));
  return {
    mine: list("mine"),
    unassigned: list("unassigned"),
    all: list("all"),
    snoozed: list("snoozed"),
    closed: byEnd(inView(among, "closed", id)),
  };
});
