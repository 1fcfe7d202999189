/** Putting a conversation aside: until a time, or until the visitor writes. */

import { html, signal, useSignal } from "preact";
import { act } from "./desk.js";
import { icon } from "./icon.js";
import { Menu, closeMenu, openMenu, usePopover } from "./menu.js";
import { t } from "./texts.js";
import { coming, ownZone } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */

const UNDO_MS = 5000;
const HOUR = 3_600_000;
const LONGEST = 399 * 24 * HOUR;

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
  choices.push({ key: "free", label: t("snooze.free"), run: () => (openMenu.value = "snooze-until") });
  if (snoozed) choices.push({ key: "wake", label: t("snooze.wake"), run: () => wake(id) });
  return html`<${Menu} name="snooze" title=${t("snooze.title")} label=${icon("alarmClock")} look="quiet tool" end choices=${choices} /><${Until} id=${id} />`;
}

/** @param {Date} at as a field for date and time writes it, on this person's clock */
const written = (at) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** @param {{id: string}} props any time to come, as the clock on one's own wall says it */
function Until({ id }) {
  const { open, box } = usePopover("snooze-until");
  return open && html`<span class="popover" ref=${box}><${UntilPanel} id=${id} /></span>`;
}

/** @param {{id: string}} props */
function UntilPanel({ id }) {
  const at = useSignal(written(morning(1)));
  const late = useSignal(false);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const until = new Date(at.value);
    late.value = !(until.getTime() > Date.now());
    if (late.value) return;
    closeMenu();
    snooze(id, until);
  };
  return html`<div class="floating to-end" data-panel role="dialog" aria-label=${t("snooze.free")}>
    <form class="panel" onSubmit=${submit}>
      <label class="field"><span>${t("snooze.at", { zone: ownZone() })}</span>
        <input type="datetime-local" required min=${written(new Date())} max=${written(new Date(Date.now() + LONGEST))} value=${at.value} onInput=${(/** @type {any} */ e) => (at.value = e.target.value)} />
      </label>
      ${late.value && html`<p class="danger" role="alert">${t("snooze.past")}</p>`}
      <div class="panel-foot">
        <button type="button" class="button" onClick=${closeMenu}>${t("cancel")}</button>
        <button type="submit" class="button primary">${t("snooze.do")}</button>
      </div>
    </form>
  </div>`;
}

/** @param {{conversation: Conversation}} props that it sleeps, said above the composer */
export function Asleep({ conversation: { id, snoozed } }) {
  if (!snoozed) return null;
  const text = snoozed.until ? t("snooze.until", { time: coming(snoozed.until) }) : t("snooze.until_reply");
  return html`<p class="above">${icon("alarmClock", 14)} ${text}${" "}<button type="button" class="link" onClick=${() => wake(id)}>${t(justNow.value[id] ? "snooze.undo" : "snooze.wake")}</button></p>`;
}
