/** The visitors: who is on the sites now, live; what is looked at stays in its place. */

import { html, useEffect } from "preact";
import { Connection } from "./connection.js";
import { icon } from "./icon.js";
import { singleKeys } from "./keys.js";
import { countsOf } from "./live-order.js";
import { away, phase, wake } from "./line.js";
import { openMenu } from "./menu.js";
import { isWriting } from "./moves.js";
import { overlay } from "./overlay.js";
import { t } from "./texts.js";
import { VisitorsFilter, VisitorsGrouping } from "./visitors-narrow.js";
import { VisitorsTable } from "./visitors-table.js";
import { tab, typed } from "./visitors-view.js";
import { askLive, entries, live, refused } from "./watching.js";

const TABS = /** @type {const} */ (["all", "waiting", "talking", "alone"]);

export function Visitors() {
  const counts = countsOf(entries.value);
  return html`<section class="visitors" aria-label=${t("live")} tabindex="-1" data-region="list">
    <header class="visitors-head">
      <h1>${t("live")}</h1>
      <p class="visitors-count secondary">${live.value.loaded && html`<${Count} count=${counts.all} />`}</p>
      <${Search} />
    </header>
    <div class="visitors-tools"><${Tabs} counts=${counts} /><${VisitorsFilter} /><${VisitorsGrouping} /></div>
    <${Connection} place="visitors" />
    ${live.value.loaded ? html`<${VisitorsTable} counts=${counts} />` : html`<${NotLoaded} />`}
    <${Foot} />
  </section>`;
}

/** @param {{count: number}} props true this second, or not said to be; of a crowd not everybody has a line */
function Count({ count: shown }) {
  const { sites } = live.value;
  const all = sites.reduce((sum, { count }) => sum + count, 0);
  const which = all > shown ? "live.count_of" : "live.count";
  const said = { shown, count: Math.max(all, shown) };
  const words = sites.length === 1 ? t(`${which}_on`, { ...said, site: sites[0].name }) : t(which, said);
  return html`<span>${words}</span>${phase.value === "live" && html`<span class="visitors-live"><span class="presence" aria-hidden="true"></span>${t("live.live")}</span>`}`;
}

function Search() {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !singleKeys.value) return;
      if (overlay.value || openMenu.value || isWriting(event.target)) return;
      event.preventDefault();
      document.getElementById("visitors-search")?.focus();
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, []);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === "Escape" && typed.value) {
      typed.value = "";
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      /** @type {HTMLElement|null} */ (document.querySelector(".visits [role=row][tabindex='0']"))?.focus();
    }
  };
  return html`<label class="visitors-search">
    ${icon("search")}<span class="unseen">${t("live.search")}</span>
    <input id="visitors-search" type="search" dir="auto" autocomplete="off" spellcheck=${false} maxlength="200" placeholder=${t("live.search_in")} value=${typed.value} onInput=${(/** @type {any} */ event) => (typed.value = event.target.value)} onKeyDown=${onKeyDown} />
    <kbd class="wide-only" aria-hidden="true">/</kbd>
  </label>`;
}

/** @param {{counts: Record<import("./live-order.js").Tab, number>}} props */
function Tabs({ counts }) {
  return html`<div class="views" role="tablist" aria-label=${t("live.tabs")} onKeyDown=${steer}>
    ${TABS.map(
      (name) => html`<button key=${name} type="button" role="tab" id="visitors-${name}" aria-controls="visits" aria-selected=${tab.value === name} tabindex=${tab.value === name ? 0 : -1} class="view" onClick=${() => (tab.value = name)}>
        ${t(`live.tab.${name}`)}${" "}<span class="tally">${live.value.loaded ? counts[name] : ""}</span>
      </button>`,
    )}
  </div>`;
}

/** @param {KeyboardEvent} event */
function steer(event) {
  const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const step = event.key === forward ? 1 : event.key === "ArrowLeft" || event.key === "ArrowRight" ? -1 : 0;
  if (!step) return;
  tab.value = TABS[(TABS.indexOf(tab.value) + step + TABS.length) % TABS.length];
  document.getElementById(`visitors-${tab.value}`)?.focus();
}

function NotLoaded() {
  if (away.value || refused.value) {
    return html`<div class="visits" id="visits"><div class="empty" role="alert">
      <h2>${t("list.failed")}</h2>
      <p>${refused.value || t("list.failed_more")}</p>
      <button type="button" class="button" onClick=${refused.value ? askLive : wake}>${t("list.try_now")}</button>
    </div></div>`;
  }
  return html`<div class="visits" id="visits" aria-busy="true"><div class="late" role="status"><span class="unseen">${t("list.loading")}</span>
    ${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => html`<div key=${n} class="visit-skeleton"><span></span><span></span><span></span></div>`)}
  </div></div>`;
}

/** What the list cannot know is said below it. */
function Foot() {
  const { loaded, sites } = live.value;
  const off = sites.filter(({ mode }) => mode === "off");
  const asks = sites.some(({ mode }) => mode === "ask");
  if (!loaded || (!asks && !off.length)) return null;
  return html`<footer class="visitors-foot">
    ${asks && html`<p>${t("live.ask")}</p>`}
    ${off.map(({ id, name }) => html`<p key=${id}>${t("live.off", { site: name })}</p>`)}
  </footer>`;
}
