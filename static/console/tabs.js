/** The conversations one has open, in the order of opening. */

import { html } from "preact";
import { open, shutTab } from "./desk.js";
import { anyDraft } from "./drafts.js";
import { icon } from "./icon.js";
import { isWaiting, phaseOf, unreadFor, waitsSince } from "./lists.js";
import { Menu } from "./menu.js";
import { VisitorAvatar, visitorName } from "./people.js";
import { current, tabs } from "./places.js";
import { conversations, me } from "./store.js";
import { t } from "./texts.js";
import { secondsSince } from "./time.js";
import { Timer } from "./waiting.js";

/** @typedef {import("./types.js").Conversation} Conversation */

const SHOWN = 8;

/** @returns {Conversation[]} */
export function openOnes() {
  return tabs.value.map((id) => conversations.value[id]).filter(Boolean);
}

export function Tabs() {
  const ones = openOnes();
  const shown = fitting(ones);
  const rest = ones.filter((c) => !shown.includes(c));
  return html`<nav class="tabs" aria-label=${t("tabs")} data-region="tabs">
    ${shown.map((c) => html`<${Tab} key=${c.id} conversation=${c} />`)}
    ${rest.length > 0 && html`<${Menu} name="tabs" title=${t("tabs.more")} label=${`+${rest.length}`} look="tab-more" end choices=${rest.map(choice)} />`}
  </nav>`;
}

/** @param {Conversation} c */
const choice = (c) => ({ key: c.id, label: visitorName(c), run: () => open(c.id) });

/** @param {Conversation[]} ones the first eight, with the one in front among them */
function fitting(ones) {
  const first = ones.slice(0, SHOWN);
  const front = ones.find((c) => c.id === current.value);
  return !front || first.includes(front) ? first : [...first.slice(0, -1), front];
}

/** @param {{conversation: Conversation}} props */
function Tab({ conversation: c }) {
  const active = current.value === c.id;
  const name = visitorName(c);
  return html`<div class="tab ${active ? "active" : ""}">
    <button type="button" class="tab-open" aria-current=${active ? "true" : undefined} title=${name} onClick=${() => open(c.id)}>
      <${VisitorAvatar} conversation=${c} size=${20} /><span class="tab-name"><bdi>${name}</bdi></span>
      ${!active && html`<${TabState} conversation=${c} />`}
    </button>
    ${active && html`<button type="button" class="quiet small-icon" aria-label=${t("tabs.shut", { name })} title=${t("tabs.shut", { name })} onClick=${() => shutTab(c.id)}>${icon("cross", 14)}</button>`}
  </div>`;
}

/** @param {{conversation: Conversation}} props one state only, the loudest */
function TabState({ conversation: c }) {
  if (isWaiting(c) && phaseOf(secondsSince(waitsSince(c))) !== "calm") return html`<${Timer} since=${waitsSince(c)} class="strong" />`;
  if (unreadFor(c, me.value?.id ?? null) > 0) return html`<span class="count" role="img" aria-label=${t("row.unread", { count: c.unread })}>${c.unread}</span>`;
  return anyDraft(c.id) ? html`<span class="secondary">${t("tabs.draft")}</span>` : null;
}
