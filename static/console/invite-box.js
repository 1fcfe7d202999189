/** Speaking first to somebody on the site: the words, and what became of them. */

import { html, signal, useRef, useSignal } from "preact";
import { uuid } from "../shared/uuid.js";
import { CannedPanel } from "./canned-panel.js";
import { open } from "./desk.js";
import { icon } from "./icon.js";
import { discard, request } from "./line.js";
import { mayAnswer } from "./may.js";
import { firstName, Portrait } from "./people.js";
import { steerSlash, lookForSlash } from "./slash.js";
import { me } from "./store.js";
import { t } from "./texts.js";
import { secondsSince, span } from "./time.js";
import { live } from "./watching.js";
import { fieldOf, slashing, useGrowth } from "./writing.js";

/** @typedef {import("./types.js").Visit} Visit */
/** @typedef {import("./types.js").Invitation} Invitation */

const MOST = 1000;
const SAID = ["quiet", "taken", "unreachable", "not_found", "forbidden"];

/** @type {import("./types.js").Signal<Record<string, string>>} what is being written, by visit */
const drafts = signal({});

/** @param {string} visit @param {string} text */
function keep(visit, text) {
  drafts.value = { ...drafts.value, [visit]: text };
}

/** @param {string} visitor @param {string} text @returns {Promise<string>} why it was refused, or nothing */
async function invite(visitor, text) {
  const client_id = uuid();
  try {
    await request({ type: "visitor.invite", client_id, visitor, text });
    return "";
  } catch (refusal) {
    discard(client_id);
    const { code, message } = /** @type {any} */ (refusal) ?? {};
    return SAID.includes(code) ? t(`invite.refused.${code}`) : message || t("notice.refused");
  }
}

/** @param {Invitation|null|undefined} invitation */
const isOpen = (invitation) => invitation?.state === "delivered" || invitation?.state === "shown";

/** @param {Visit} line @returns {Invitation|null|undefined} what became of it; of somebody who has left nobody tells any more */
function became({ invitation, left }) {
  return left !== undefined && invitation && isOpen(invitation) ? { ...invitation, state: "cancelled", reason: "left_page" } : invitation;
}

/** @param {{line: Visit}} props */
export function InviteBox({ line }) {
  if (!mayAnswer()) return null;
  const { contact, left } = line;
  const invitation = became(line);
  if (isOpen(invitation) || invitation?.state === "accepted") return html`<section class="invite" aria-label=${t("invite")}><${Sent} invitation=${/** @type {Invitation} */ (invitation)} /></section>`;
  if (left !== undefined) return invitation ? html`<section class="invite" aria-label=${t("invite")}><${Fate} invitation=${invitation} /></section>` : null;
  if (contact !== "open") return html`<p class="invite-how">${icon("bellOff", 14)} ${t("invite.quiet")}</p>`;
  return html`<${Writing} key=${line.id} line=${line} />`;
}

/** @param {Visit} line @returns {import("./slash.js").Aim} whom the words are for, before there is a conversation */
function aimOf({ id, site, page, name, email, locale }) {
  const sited = live.value.sites.find((one) => one.id === site);
  return /** @type {any} */ ({ id, visitor: { name, email, locale }, site: sited ?? null, page, department: null });
}

/** @param {{line: Visit}} props */
function Writing({ line }) {
  const refused = useSignal("");
  const busy = useSignal(false);
  const field = useRef(/** @type {HTMLTextAreaElement|null} */ (null));
  const text = drafts.value[line.id] ?? "";
  const shut = line.reachable === false;
  useGrowth(field, text);
  const submit = async () => {
    if (busy.value || shut || !text.trim()) return;
    busy.value = true;
    refused.value = await invite(line.id, text.trim());
    busy.value = false;
    if (refused.value) field.current?.focus();
    else keep(line.id, "");
  };
  const aim = aimOf(line);
  const writing = fieldOf(line.id, (words) => keep(line.id, words), field, submit);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (steerSlash(event, aim, writing) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    submit();
  };
  /** @param {any} event */
  const onInput = ({ target }) => {
    keep(line.id, target.value);
    lookForSlash(line.id, target);
  };
  /** @param {Event} event */
  const onSubmit = (event) => {
    event.preventDefault();
    submit();
  };
  return html`<form class="invite" aria-label=${t("invite")} onSubmit=${onSubmit}>
    <p class="invite-head"><b>${t("invite")}</b><span class="secondary">${t("invite.as")} ${me.value && html`<${Portrait} agent=${me.value} size=${16} />`} ${me.value?.name}</span></p>
    <${CannedPanel} conversation=${aim} field=${writing} />
    <div class="composer">
      <textarea rows="3" dir="auto" ref=${field} maxlength=${MOST} aria-label=${t("invite.field")} value=${text} ...${slashing(aim)} onInput=${onInput} onKeyDown=${onKeyDown}></textarea>
      <div class="composer-foot">
        <button type="button" class="quiet" aria-label=${t("canned.open")} title=${t("canned.open")} onClick=${() => writing.type("/")}>${icon("squareSlash", 18)}</button>
        <span class="grow"></span>
        <button type="submit" class="button primary send" aria-keyshortcuts="Control+Enter Meta+Enter" disabled=${shut || busy.value || !text.trim()}>${t("invite")}</button>
      </div>
    </div>
    ${refused.value && html`<p class="danger" role="alert">${refused.value}</p>`}
    ${line.invitation ? html`<${Fate} invitation=${line.invitation} />` : html`<p class="invite-how" role="status">${t(busy.value ? "invite.delivered" : shut ? "invite.unreachable" : "invite.how")}</p>`}
  </form>`;
}

/** @param {{invitation: Invitation}} props what stands on their page now, or was answered */
function Sent({ invitation }) {
  const { agent, text } = invitation;
  const mine = agent.id === me.value?.id;
  return html`<p class="invite-head"><b>${mine ? t("invite") : t("invite.by", { name: firstName(agent.name) })}</b></p>
    <blockquote class="invite-words" dir="auto">${text}</blockquote>
    <${Fate} invitation=${invitation} />`;
}

/** @param {Invitation} invitation */
function fate({ state, reason, shown_at, conversation }) {
  if (state === "accepted") return conversation ? "answered" : "accepted";
  if (state === "expired") return shown_at ? "expired" : "unseen";
  if (state === "cancelled") return reason === "left_page" && shown_at ? "left_seen" : reason;
  return state;
}

/** @param {{invitation: Invitation}} props said when it changes; how long ago it was seen is only shown */
function Fate({ invitation }) {
  const { state, shown_at, conversation } = invitation;
  const seen = state === "shown" && shown_at && span(secondsSince(shown_at));
  return html`<p class="invite-how">
    <span role="status">${t(`invite.${fate(invitation)}`)}</span>
    ${seen && html`<span class="figures" aria-hidden="true">${t("invite.seen", { time: seen })}</span>`}
    ${conversation && html`<button type="button" class="link" onClick=${() => open(conversation)}>${t("invite.open")}</button>`}
  </p>`;
}
