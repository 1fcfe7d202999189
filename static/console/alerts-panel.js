/** Sounds and notifications of this device: what, how, and a try. */

import { html, signal } from "preact";
import { HOWS, WHATS, choices, decide, isHeard, isNotified } from "./alert-choices.js";
import { icon } from "./icon.js";
import { useDialog } from "./overlay.js";
import { blocked, play, wakeSound } from "./sounds.js";
import { t } from "./texts.js";

/** @typedef {import("./alert-choices.js").What} What */

const supported = "Notification" in window && window.isSecureContext;

/** What the browser was told about notifications; it changes by its own settings too. */
const permission = signal(supported ? Notification.permission : "denied");

export function Alerts() {
  const { box, shown, shut } = useDialog("alerts");
  return html`<dialog class="sheet alerts" ref=${box} aria-labelledby="alerts-title" onClose=${shut}>
    ${shown && html`<header>
      <h2 id="alerts-title">${t("alerts.title")}</h2>
      <button type="button" class="quiet" aria-label=${t("alerts.shut")} onClick=${shut}>${icon("cross")}</button>
    </header>
    <div class="alerts-body">
      <p class="secondary">${t("alerts.device")}</p>
      ${WHATS.map((what) => html`<${Line} key=${what} what=${what} />`)}
      <label class="alerts-repeat"><input type="checkbox" checked=${choices.value.repeat} onChange=${(/** @type {any} */ e) => decide({ repeat: e.target.checked })} /><span>${t("alerts.repeat")}</span></label>
      <${Permission} /><${Blocked} />
    </div>`}
  </dialog>`;
}

/** @param {{what: What}} props */
function Line({ what }) {
  return html`<div class="alerts-line">
    <label for="alert-${what}">${t(`alert.${what}`)}</label>
    <select id="alert-${what}" value=${choices.value[what]} onChange=${(/** @type {any} */ e) => decide({ [what]: e.target.value })}>
      ${HOWS.map((how) => html`<option key=${how} value=${how}>${t(`alerts.${how}`)}</option>`)}
    </select>
    <button type="button" class="button" aria-label=${t("alerts.try_named", { what: t(`alert.${what}`) })} onClick=${() => play(what)}>${t("alerts.try")}</button>
  </div>`;
}

/** Asked by a click only, and explained where it was refused. */
function Permission() {
  if (!WHATS.some(isNotified)) return null;
  if (!supported) return html`<p role="status">${t("alerts.unsupported")}</p>`;
  const now = permission.value === "denied" ? Notification.permission : permission.value;
  if (now === "granted") return null;
  if (now === "denied") return html`<p class="danger" role="status">${t("alerts.refused")}</p>`;
  const ask = async () => (permission.value = await Notification.requestPermission());
  return html`<p class="alerts-ask" role="status"><span class="grow">${t("alerts.ask_why")}</span><button type="button" class="button primary" onClick=${ask}>${t("alerts.ask")}</button></p>`;
}

/** One line where sounds are wanted and the browser keeps them back; a click on it heals that. */
export function Blocked() {
  if (!blocked.value || !WHATS.some(isHeard)) return null;
  return html`<p class="blocked" role="status"><span class="grow">${t("alerts.blocked")}</span><button type="button" class="link" onClick=${wakeSound}>${t("alerts.heal")}</button></p>`;
}
