/** The one state the views read, changed by frames only. */

import { computed, signal } from "preact";
import { byActivity, inView, waiting } from "./lists.js";
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
export const waitingOnes = computed(() => waiting(conversations.value));

/** The tabs of the inbox, each with everything open in it. */
export const views = computed(() => {
  const id = me.value?.id ?? null;
  return {
    mine: byActivity(inView(conversations.value, "mine", id)),
    unassigned: byActivity(inView(conversations.value, "unassigned", id)),
    all: byActivity(inView(conversations.value, "all", id)),
    snoozed: byActivity(inView(conversations.value, "snoozed", id)),
  };
});
