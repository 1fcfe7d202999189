/** The list: who waits, then what is open. Nothing in it moves while somebody is in it. */

import { html, useEffect, useRef } from "preact";
import { Nowhere } from "./absent.js";
import { Blocked } from "./alerts-panel.js";
import { Connection } from "./connection.js";
import { busy, more, readOn } from "./finished.js";
import { held, holding } from "./hold.js";
import { away, wake } from "./line.js";
import { isWaiting, settleOrder } from "./lists.js";
import { Narrow } from "./narrow.js";
import { current, department, tagged, view } from "./places.js";
import { Row } from "./row.js";
import { conversations, departments, loaded, me, views, waitingOnes } from "./store.js";
import { t } from "./texts.js";
import { WaitingCards } from "./waiting.js";

const NAMES = /** @type {const} */ (["mine", "unassigned", "all", "snoozed"]);

export function Inbox() {
  return html`<section class="inbox" aria-label=${t("inbox")} tabindex="-1" data-region="list">
    <header class="inbox-head"><h1>${t("inbox")}</h1><${Narrow} closed=${view.value === "closed"} turn=${() => choose(view.value === "closed" ? "all" : "closed")} /></header>
    <${Tabs} />
    <${Connection} place="list" /><${Nowhere} place="list" />
    <div class="list" id="inbox-list" role="tabpanel" aria-labelledby="view-${view.value}" tabindex="-1" ...${hold}>
      ${loaded.value ? html`<${WaitingCards} /><${Rows} />` : html`<${NotLoaded} />`}
    </div>
    <${Blocked} />
  </section>`;
}

const { apply, ...hold } = holding;

function Tabs() {
  const counts = views.value;
  return html`<div class="views" role="tablist" aria-label=${t("inbox.views")} onKeyDown=${steer}>
    ${NAMES.map(
      (name) => html`<button
        key=${name}
        type="button"
        role="tab"
        id="view-${name}"
        aria-controls="inbox-list"
        aria-selected=${view.value === name}
        tabindex=${view.value === name || (view.value === "closed" && name === "mine") ? 0 : -1}
        class="view"
        onClick=${() => choose(name)}
      >
        ${t(`view.${name}`)}${" "}<span class="tally">${loaded.value ? counts[name].length : ""}</span>
      </button>`,
    )}
  </div>`;
}

/** @param {import("./lists.js").View} name */
export function choose(name) {
  view.value = name;
  apply();
}

/** @param {KeyboardEvent} event */
function steer(event) {
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const step = event.key === forward ? 1 : event.key === "ArrowLeft" || event.key === "ArrowRight" ? -1 : 0;
  if (!step) return;
  const next = NAMES[(NAMES.indexOf(/** @type {any} */ (view.value)) + step + NAMES.length) % NAMES.length];
  choose(next);
  document.getElementById(`view-${next}`)?.focus();
}

function Rows() {
  const shown = useRef({ list: "", ids: /** @type {string[]} */ ([]) });
  const wanted = views.value[view.value].filter((c) => !isWaiting(c)).map((c) => c.id);
  const list = JSON.stringify([view.value, department.value, tagged.value]);
  const holds = held.value && shown.current.list === list;
  const { ids, fresh } = settleOrder(shown.current.ids, wanted, holds, mineInFront());
  shown.current = { list, ids };
  const rows = ids.map((id) => conversations.value[id]).filter((c) => c && !isWaiting(c));
  const box = useKeptScroll(view.value, rows.length > 0);
  return html`<div class="rows ${rows.length || fresh ? "" : "bare"}" ref=${box}>
    ${
      (rows.length > 0 || fresh > 0) &&
      html`<div class="list-heading rows-head">
      <h2>${t(view.value === "closed" ? "list.closed" : "list.open")}</h2>
      ${fresh > 0 && html`<button type="button" class="fresh" onClick=${apply}>${t("list.fresh", { count: fresh })}</button>`}
    </div>`
    }
    ${rows.map((c) => html`<${Row} key=${c.id} conversation=${c} />`)} ${rows.length === 0 && fresh === 0 && !(view.value === "closed" && busy.value) && html`<${Nothing} />`}
    ${view.value !== "closed" && view.value !== "snoozed" && html`<button type="button" class="link further" onClick=${() => choose("closed")}>${t("list.finished")}</button>`}
    ${view.value === "closed" && more.value && html`<button type="button" class="link further" disabled=${busy.value} onClick=${readOn}>${t("list.further")}</button>`}
  </div>`;
}

/** The conversation in front, if it is this person's own. */
function mineInFront() {
  const conversation = conversations.value[current.value ?? ""];
  return conversation?.agent && conversation.agent.id === me.value?.id ? conversation.id : null;
}

/** @param {string} name @param {boolean} filled keeps the place in a list over a reload */
function useKeptScroll(name, filled) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    // On a phone the whole list scrolls, those who wait included.
    const whole = box.current && getComputedStyle(box.current).overflowY === "visible";
    const el = whole ? box.current.parentElement : box.current;
    if (!el || !filled) return undefined;
    const key = `visavis.scroll.${name}`;
    el.scrollTop = Number(sessionStorage.getItem(key) ?? 0);
    const keep = () => sessionStorage.setItem(key, String(Math.round(el.scrollTop)));
    el.addEventListener("scrollend", keep);
    return () => el.removeEventListener("scrollend", keep);
  }, [name, filled]);
  return box;
}

function Nothing() {
  if (department.value || tagged.value) {
    return html`<div class="empty">
      <h2>${t("empty.narrowed")}</h2>
      <button type="button" class="link" onClick=${widen}>${t("empty.widen")}</button>
    </div>`;
  }
  if (view.value === "closed") return html`<div class="empty"><h2>${t("empty.closed")}</h2><p>${t("empty.closed_more")}</p></div>`;
  if (departments.value.length === 0) {
    return html`<div class="empty"><h2>${t("empty.nowhere")}</h2><p>${t("empty.nowhere_more")}</p></div>`;
  }
  const all = views.value.all.length;
  const unassigned = views.value.unassigned.length;
  if (all === 0) {
    return html`<div class="empty">
      <h2>${t("empty.all")}</h2>
      <p>${t("empty.all_more")}</p>
    </div>`;
  }
  if (view.value === "mine") {
    return html`<div class="empty">
      <h2>${t("empty.mine")}</h2>
      ${unassigned > 0 && html`<button type="button" class="link" onClick=${() => choose("unassigned")}>${t("empty.look_unassigned", { count: unassigned })}</button>`}
    </div>`;
  }
  if (view.value === "snoozed") return html`<div class="empty"><h2>${t("empty.snoozed")}</h2><p>${t("empty.snoozed_more")}</p></div>`;
  if (waitingOnes.value.length) return null;
  return html`<div class="empty"><h2>${t("empty.unassigned")}</h2><p>${t("empty.unassigned_more")}</p></div>`;
}

/** Shows every department and tag again. */
function widen() {
  department.value = tagged.value = null;
}

function NotLoaded() {
  if (away.value) {
    return html`<div class="empty" role="alert">
      <h2>${t("list.failed")}</h2>
      <p>${t("list.failed_more")}</p>
      <button type="button" class="button" onClick=${wake}>${t("list.try_now")}</button>
    </div>`;
  }
  return html`<div class="skeletons" aria-busy="true" aria-label=${t("list.loading")} role="status">
    ${[1, 2, 3, 4, 5].map((n) => html`<div key=${n} class="skeleton"><span></span><span></span></div>`)}
  </div>`;
}
