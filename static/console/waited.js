/** How long an answer has been owed, running beside the message that asks for it. */

import { html } from "preact";
import { conversationOf } from "./store.js";
import { t } from "./texts.js";
import { secondsSince, span } from "./time.js";

/** @param {{id: string}} props */
export function Waited({ id }) {
  const since = conversationOf(id)?.waiting_since;
  return since ? html`<span class="figures">${t("thread.waiting", { time: span(secondsSince(since)) })}</span>` : null;
}
