/** Putting a conversation aside: until a time, or until the visitor writes. */

import { html, signal } from "preact";
import { act } from "./desk.js";
import { icon } from "./icon.js";
import { Menu } from "./menu.js";
import { t } from "./texts.js";
import { coming } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */

const UNDO_MS = 5000;
const HOUR = 3_600_000;

/** @type {import("./types.js").Signal<Record<string, number>>} what was just put aside here, to be taken back at once */
const justNow = signal({});

/** @param {string} id @param {Date|null} until */
async function snooze(id, until) {
  const begun = Date.now();
  justNow.value = { ...justNow.value, [id]: begun };
  setTimeout(() => {
    if (justNow.value[id] === begun) forget(id);
  }, UNDO_MS);
  const done = await act("conversation.snooze", id, { until: until ? until.toISOString() : null });
  if (!done) forget(id);
}

/** @param {string} id */
function forget(id) {
  const { [id]: _over, ...rest } = justNow.value;
  justNow.value = rest;
}

/** @param {string} id */
export function wake(id) {
  forget(id);
  return act("conversation.wake", id);
}

/** @param {number} days @returns {Date} nine in the morning, so many days from now */
function morning(days) {
  const at = new Date();
  at.setDate(at.getDate() + days);
  at.setHours(9, 0, 0, 0);
  return at;
}

/** @returns {{key: string, until: Date|null}[]} the times people mean */
function times() {
  const toMonday = (8 - new Date().getDay()) % 7 || 7;
  return [
    { key: "hour", until: new Date(Date.now() + HOUR) },
    { key: "hours", until: new Date(Date.now() + 3 * HOUR) },
    { key: "tomorrow", until: morning(1) },
    ...(toMonday > 1 ? [{ key: "monday", until: morning(toMonday) }] : []),
    { key: "reply", until: null },
  ];
}

/** @param {{conversation: Conversation}} props */
export function Snooze({ conversation: { id, snoozed } }) {
  const choices = times().map(({ key, until }) => ({
    key,
    label: html`${t(`snooze.${key}`)} ${until && html`<span class="secondary">${coming(until.toISOString())}</span>`}`,
    run: () => snooze(id, until),
  }));
  if (snoozed) choices.push({ key: "wake", label: t("snooze.wake"), run: () => wake(id) });
  return html`<${Menu} name="snooze" title=${t("snooze.title")} label=${icon("alarmClock")} look="quiet" end choices=${choices} />`;
}

/** @param {{conversation: Conversation}} props that it sleeps, said above the composer */
export function Asleep({ conversation: { id, snoozed } }) {
  if (!snoozed) return null;
  const text = snoozed.until ? t("snooze.until", { time: coming(snoozed.until) }) : t("snooze.until_reply");
  return html`<p class="above">${icon("alarmClock", 14)} ${text}${" "}<button type="button" class="link" onClick=${() => wake(id)}>${t(justNow.value[id] ? "snooze.undo" : "snooze.wake")}</button></p>`;
}
