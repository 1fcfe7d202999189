/** What this person's role lets them do. The server refuses the rest; here it is not offered. */

import { signal } from "preact";
import { me } from "./store.js";

/** Where the admin is, for those whose role lets them in. */
export const admin = signal("");

/** @returns {boolean} whether this person answers at all, or reads along */
export const mayAnswer = () => me.value?.may.includes("answer") ?? false;

/**
 * @param {import("./types.js").Conversation} conversation
 * @returns {boolean} whether to offer passing it on, ending it and putting it aside: a colleague's takes a role that directs
 */
export function mayHandle({ agent, status }) {
  if (!mayAnswer()) return false;
  return !agent || status === "closed" || agent.id === me.value?.id || (me.value?.may.includes("direct") ?? false);
}
