/** Reads who the person in front is, and again whenever more is known of them. */

import { effect, signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { request } from "./line.js";
import { current } from "./places.js";
import { conversationOf } from "./store.js";

/** @type {import("./types.js").Signal<Record<string, boolean>>} what could not be read, by conversation */
export const unread = signal({});

/** @param {string} id asks who the person in a conversation is; the answer goes to the store */
export async function readContext(id) {
  const failed = await request({ type: "conversation.context", id: uuid(), conversation: id }).then(
    () => false,
    () => true,
  );
  unread.value = { ...unread.value, [id]: failed };
}

/** Whoever is shown is read; a summary says by a new `visitor` that something about the person has changed. */
export function watchPerson() {
  /** @type {object|undefined} */
  let known;
  effect(() => {
    const conversation = conversationOf(current.value);
    if (!conversation || conversation.visitor === known) return;
    known = conversation.visitor;
    queueMicrotask(() => readContext(conversation.id));
  });
}
