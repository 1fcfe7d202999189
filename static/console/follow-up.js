/** What becomes of an answer nobody reads: one mail a pause, told above the composer. */

import { html } from "preact";
import { icon } from "./icon.js";
import { shortName } from "./people.js";
import { t } from "./texts.js";
import { clock, now, stamp } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** An answer that is read within this time is no news: people look at their screen, write, and read on. */
const QUIET_MS = 20_000;
const PATIENCE_MS = 180_000;

/** @param {Conversation} conversation */
function telling({ follow_up, visitor }) {
  if (!follow_up || !visitor.email) return null;
  const left = Date.parse(follow_up.at ?? "") - now.value;
  if (follow_up.state === "due" && left > PATIENCE_MS - QUIET_MS) return null;
  if (follow_up.state === "due" && left > 0) return "follow_up.due";
  return { due: "follow_up.sending", sending: "follow_up.sending", sent: "follow_up.sent", failed: "follow_up.failed", stopped: "follow_up.stopped" }[follow_up.state] ?? null;
}

/** @param {Conversation} conversation whether the line has something to say */
export const isFollowedUp = (conversation) => telling(conversation) !== null;

/** @param {{conversation: Conversation}} props */
export function FollowUp({ conversation }) {
  const { follow_up, visitor } = conversation;
  const key = telling(conversation);
  if (!key || !follow_up) return null;
  const time = follow_up.at ? (follow_up.state === "due" ? clock(follow_up.at) : stamp(follow_up.at)) : "";
  const words = t(key, { name: shortName(conversation), email: visitor.email ?? "", time });
  return html`<p class="above ${follow_up.state === "failed" ? "danger" : ""}" dir="auto">${icon("mail", 14)} ${words}</p>`;
}
