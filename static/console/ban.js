/** Keeping somebody who is on the site out of its chat, with a reason and an end, and taking that back. */

import { html, signal, useLayoutEffect, useRef, useSignal } from "preact";
import { uuid } from "../shared/uuid.js";
import { icon } from "./icon.js";
import { discard, request } from "./line.js";
import { mayAnswer } from "./may.js";
import { t } from "./texts.js";
import { coming } from "./time.js";

/** @typedef {{id: string, site: string, visitor: string|null}} Visit what of a line of the live list is needed here */
/** @typedef {{name: string, mode: string}} Site */

const DAY = 86_400_000;
const CHOICES = { day: 1, days: 3, week: 7, month: 30, year: 365 };
const MOST = 300;

/** @type {import("./types.js").Signal<Record<string, {ban: string, until: string}>>} by visit, what was imposed here */
const imposed = signal({});

/** @param {object} frame @returns {Promise<string>} why it was refused, or nothing */
async function tell(frame) {
  const client_id = uuid();
  try {
    await request({ client_id, ...frame });
    return "";
  } catch (refusal) {
    discard(/** @type {any} */ (frame).client_id ?? client_id);
    return /** @type {any} */ (refusal)?.message || t("notice.refused");
  }
}

/** @param {string} visit */
async function takeBack(visit) {
  const { [visit]: mine, ...others } = imposed.value;
  imposed.value = others;
  const refused = await tell({ type: "ban.lift", ban: mine.ban });
  if (refused) imposed.value = { ...imposed.value, [visit]: mine };
}

/** @param {{visit: Visit, site?: Site, name: string}} props the way to it, and what came of it */
export function Ban({ visit, site, name }) {
  const asking = useSignal(false);
  const back = useRef(/** @type {HTMLButtonElement|null} */ (null));
  if (!mayAnswer()) return null;
  const mine = imposed.value[visit.id];
  const shut = () => {
    asking.value = false;
    setTimeout(() => back.current?.focus());
  };
  const told = mine && html`${icon("ban", 14)} ${t("ban.done", { time: coming(mine.until) })}${" "}<button type="button" class="link" ref=${back} onClick=${() => takeBack(visit.id)}>${t("ban.undo")}</button>`;
  return html`<div class="ban">
    <p class="ban-told" role="status">${told}</p>
    ${!mine && html`<button type="button" class="button small" ref=${back} aria-haspopup="dialog" onClick=${() => (asking.value = true)}>${icon("ban", 14)} ${t("ban")}</button>`}
    ${asking.value && html`<${Asking} visit=${visit} site=${site} name=${name} shut=${shut} />`}
  </div>`;
}

/** @param {KeyboardEvent} event what is pressed here is for nothing behind it */
const alone = (event) => event.stopPropagation();

/** @param {{visit: Visit, site?: Site, name: string, shut: () => void}} props */
function Asking({ visit, site, name, shut }) {
  const box = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const reason = useSignal("");
  const choice = useSignal(/** @type {keyof typeof CHOICES} */ ("days"));
  const refused = useSignal("");
  const busy = useSignal(false);
  useLayoutEffect(() => box.current?.showModal(), []);
  const until = new Date(Date.now() + CHOICES[choice.value] * DAY).toISOString();
  /** @param {Event} event */
  const submit = async (event) => {
    event.preventDefault();
    if (busy.value || !reason.value.trim()) return;
    busy.value = true;
    const ban = uuid();
    refused.value = await tell({ type: "visitor.ban", client_id: ban, visitor: visit.id, reason: reason.value.trim(), until });
    busy.value = false;
    if (refused.value) return;
    imposed.value = { ...imposed.value, [visit.id]: { ban, until } };
    shut();
  };
  return html`<dialog class="sheet ban-sheet" ref=${box} aria-labelledby="ban-title" onClose=${shut} onKeyDown=${alone}>
    <form class="panel" onSubmit=${submit}>
      <h2 id="ban-title" dir="auto">${t("ban.title", { name })}</h2>
      <label class="field"><span>${t("ban.reason")}</span>
        <input type="text" required autofocus dir="auto" maxlength=${MOST} value=${reason.value} onInput=${(/** @type {any} */ e) => (reason.value = e.target.value)} />
      </label>
      <label class="field"><span>${t("ban.until")}</span>
        <select value=${choice.value} onChange=${(/** @type {any} */ e) => (choice.value = e.target.value)}>
          ${Object.keys(CHOICES).map((one) => html`<option key=${one} value=${one}>${t(`ban.${one}`)}</option>`)}
        </select>
      </label>
      <p class="ban-effect" dir="auto">${t("ban.effect", { site: site?.name ?? "", time: coming(until) })}</p>
      ${site?.mode === "cookieless" && html`<p class="ban-effect">${t(visit.visitor ? "ban.shared" : "ban.one_day")}</p>`}
      ${refused.value && html`<p class="danger" role="alert">${refused.value}</p>`}
      <div class="panel-foot">
        <button type="button" class="button" onClick=${shut}>${t("cancel")}</button>
        <button type="submit" class="button primary" disabled=${busy.value}>${t("ban.do")}</button>
      </div>
    </form>
  </dialog>`;
}
