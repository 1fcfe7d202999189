/** Conversations that stand in no list: finished ones whose tab was open, and the one this page's address names. */

import { html, signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { request } from "./line.js";
import { seenIn } from "./narrow-screen.js";
import { asked, tabs } from "./places.js";
import { conversationOf } from "./store.js";
import { t } from "./texts.js";

/** Whether the address named a conversation that is not within reach, or that never was. */
const nowhere = signal(false);

/** @returns {Promise<boolean>} whether the server said of each where it is, or that it is nowhere */
export async function readAbsent() {
  const ids = new Set([asked.value, ...tabs.value].filter((id) => id && !conversationOf(id)));
  const answers = await Promise.all([...ids].map((id) => isAnswered(/** @type {string} */ (id))));
  return answers.every(Boolean);
}

/** @param {string} id what is found reaches the store as a frame, like every other */
const isAnswered = (id) =>
  request({ type: "conversation.find", id: uuid(), conversation: id }).then(
    () => true,
    (refusal) => !refusal?.retry,
  );

/** @returns {string|null} the conversation to show because the address says so; told once */
export function addressed() {
  const id = asked.value;
  if (id === null) return null;
  asked.value = null;
  history.replaceState(null, "", location.pathname);
  nowhere.value = !conversationOf(id);
  return nowhere.value ? null : id;
}

/** @param {{place: "list"|"talk"}} props */
export function Nowhere({ place }) {
  if (!nowhere.value || !seenIn(place)) return null;
  return html`<p class="connection" role="alert">${t("nowhere")}${" "}<button type="button" class="link" onClick=${() => (nowhere.value = false)}>${t("notice.ok")}</button></p>`;
}
