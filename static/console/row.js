/** One open conversation in the list. */

import { html } from "preact";
import { open } from "./desk.js";
import { anyDraft } from "./drafts.js";
import { icon } from "./icon.js";
import { isOpen, lastWords, unreadFor } from "./lists.js";
import { Portrait, VisitorAvatar, agentName, firstName, visitorName } from "./people.js";
import { current, view } from "./places.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";
import { coming, exact, now, stamp } from "./time.js";
import { Timer } from "./waiting.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** How long a typist counts without a new sign. */
const TYPING_MS = 8000;

/** @param {string} id @returns {import("./types.js").Typist[]} those who type now, oneself left out */
export function typists(id) {
  const here = Object.values(state.value.typing[id] ?? {});
  if (!here.length) return here;
  void now.value;
  return here.filter((typist) => Date.now() - typist.at < TYPING_MS && typist.author.id !== me.value?.id);
}

/** @param {{conversation: Conversation}} props */
export function Row({ conversation: c }) {
  const selected = current.value === c.id;
  const mine = me.value?.id ?? null;
  const unread = unreadFor(c, mine) > 0 && !selected;
  return html`<button
    type="button"
    class="row ${selected ? "selected" : ""} ${unread ? "unread" : ""} ${isOpen(c) || view.value === "closed" ? "" : "gone"}"
    data-row=${c.id}
    aria-current=${selected ? "true" : undefined}
    onClick=${() => open(c.id)}
  >
    <${VisitorAvatar} conversation=${c} />
    <span class="row-name"><bdi>${visitorName(c)}</bdi></span>
    <span class="row-time">${c.snoozed ? html`${icon("alarmClock", 14)}<${Until} until=${c.snoozed.until} />` : c.waiting_since && isOpen(c) ? html`${icon("timer", 14)}<${Timer} since=${c.waiting_since} />` : html`<${Stamp} conversation=${c} />`}</span>
    <span class="row-text"><bdi><${LastLine} conversation=${c} me=${mine} /></bdi></span>
    ${unread && html`<span class="count" aria-label=${t("row.unread", { count: c.unread })} role="img">${c.unread}</span>`}
    <span class="row-foot">${[isOpen(c) ? null : t("row.closed"), c.department?.name, c.snoozed && t("row.snoozed"), ...c.tags].filter(Boolean).join(" · ")}</span>
    ${c.agent && html`<span class="row-agent"><${Portrait} agent=${c.agent} size=${16} /><span class="unseen">${agentName(c.agent, mine)}</span></span>`}
  </button>`;
}

/** @param {{until: string|null}} props when a sleeping one wakes; without a time it waits for the visitor */
function Until({ until }) {
  return until ? html`<time dateTime=${until} title=${exact(until)}>${coming(until)}</time>` : t("row.until_reply");
}

/** @param {{conversation: Conversation}} props */
function Stamp({ conversation: c }) {
  const at = c.last?.at ?? c.opened_at;
  return html`<time dateTime=${at} title=${exact(at)}>${stamp(at)}</time>`;
}

/** @param {{conversation: Conversation, me: string|null}} props */
function LastLine({ conversation: c, me: mine }) {
  const typist = typists(c.id)[0];
  const draft = anyDraft(c.id);
  const failed = state.value.pending[c.id]?.some((p) => p.error);
  if (failed) return html`<span class="danger">${t("row.not_sent")}</span>`;
  if (typist) return html`<span class="strong">${t("typing.row", { name: typistName(typist.author, c) })}</span>`;
  if (draft && current.value !== c.id) return t("row.draft", { text: draft });
  if (!c.last) return t("row.no_text");
  const text = lastWords(c);
  if (!text) return t("row.removed");
  if (c.last.author.kind === "visitor") return text;
  const name = c.last.author.id === mine ? t("agent.you") : firstName(c.last.author.name ?? t("agent.somebody"));
  return t("row.by", { name, text });
}

/** @param {import("./types.js").Author} author @param {Conversation} c */
function typistName(author, c) {
  return author.kind === "visitor"
    ? firstName(c.visitor.name ?? t("visitor.unknown"))
    : firstName(author.name ?? t("agent.somebody"));
}
