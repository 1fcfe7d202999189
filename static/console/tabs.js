/** The conversations one has open, in the order of opening. */

import { html, useEffect, useRef, useSignal } from "preact";
import { open, shutTab } from "./desk.js";
import { anyDraft } from "./drafts.js";
import { icon } from "./icon.js";
import { isWaiting, phaseOf, unreadFor, waitsSince } from "./lists.js";
import { Menu } from "./menu.js";
import { VisitorAvatar, visitorName } from "./people.js";
import { current, tabs } from "./places.js";
import { conversations, me, promiseOf } from "./store.js";
import { t } from "./texts.js";
import { secondsSince } from "./time.js";
import { Timer } from "./waiting.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** At most so many stand side by side, and none narrower than a name needs. */
const SHOWN = 8;
const NARROWEST = 136;
const ROOM_FOR_MORE = 56;

/** @returns {Conversation[]} */
export function openOnes() {
  return tabs.value.map((id) => conversations.value[id]).filter(Boolean);
}

export function Tabs() {
  const ones = openOnes();
  const { box, room } = useRoom();
  const shown = fitting(ones, room);
  const rest = ones.filter((c) => !shown.includes(c));
  return html`<nav class="tabs" ref=${box} aria-label=${t("tabs")} data-region="tabs">
    ${shown.map((c) => html`<${Tab} key=${c.id} conversation=${c} />`)}
    ${rest.length > 0 && html`<${Menu} name="tabs" title=${t("tabs.more")} label=${`+${rest.length}`} look="tab-more" end choices=${rest.map(choice)} />`}
  </nav>`;
}

/** @param {Conversation} c */
function choice(c) {
  const label = html`<bdi>${visitorName(c)}</bdi> <${TabState} conversation=${c} />`;
  return { key: c.id, label, lead: html`<${VisitorAvatar} conversation=${c} size=${20} />`, run: () => open(c.id) };
}

/** How many tabs have room here. */
function useRoom() {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const room = useSignal(SHOWN);
  useEffect(() => {
    const measure = () => {
      const width = (box.current?.clientWidth ?? 0) - ROOM_FOR_MORE;
      room.value = Math.max(1, Math.min(SHOWN, Math.floor(width / NARROWEST)));
    };
    const watcher = new ResizeObserver(measure);
    if (box.current) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  return { box, room: room.value };
}

/** @param {Conversation[]} ones @param {number} room the first that fit, with the one in front among them */
function fitting(ones, room) {
  const first = ones.slice(0, room);
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
  if (isWaiting(c) && phaseOf(secondsSince(waitsSince(c)), promiseOf(c)) !== "calm")
    return html`<${Timer} since=${waitsSince(c)} class="strong" />`;
  if (unreadFor(c, me.value?.id ?? null) > 0)
    return html`<span class="count" role="img" aria-label=${t("row.unread", { count: c.unread })}>${c.unread}</span>`;
  return anyDraft(c.id) ? html`<span class="secondary">${t("tabs.draft")}</span>` : null;
}
