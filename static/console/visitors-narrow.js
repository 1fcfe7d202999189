/** What the list of visitors is narrowed to, behind one button; and by what it is grouped. */

import { html } from "preact";
import { icon } from "./icon.js";
import { pageKey } from "./live.js";
import { titleOf } from "./live-words.js";
import { Menu, closeMenu, usePopover } from "./menu.js";
import { agentName } from "./people.js";
import { countryName } from "./regions.js";
import { me } from "./store.js";
import { t } from "./texts.js";
import { GROUPINGS, WIDE, groupBy, grouping, narrowing } from "./visitors-view.js";
import { entries, live } from "./watching.js";

export function VisitorsGrouping() {
  const label = html`<span class="grouping-word">${t("live.grouped")}</span> <b>${t(`live.by.${grouping.value}`)}</b>${icon("chevronDown", 14)}`;
  const choices = GROUPINGS.map((by) => ({ key: by, label: t(`live.by.${by}`), checked: grouping.value === by, run: () => groupBy(by) }));
  return html`<${Menu} name="visitors-grouping" title=${t("live.grouping", { by: t(`live.by.${grouping.value}`) })} label=${label} look="inbox-choice" end choices=${choices} />`;
}

/** @param {Map<string, string>} found @returns {[string, string][]} by their words */
const byWords = (found) => [...found].sort(([, a], [, b]) => a.localeCompare(b));

/** @returns {Record<string, [string, string][]>} what there is to choose from: only what is here now */
function choicesNow() {
  const here = entries.value;
  const among = (/** @type {(entry: import("./live-order.js").Entry) => [string, string]|null} */ of) =>
    byWords(new Map(/** @type {[string, string][]} */ (here.map(of).filter((pair) => pair?.[0]))));
  return {
    site: live.value.sites.length > 1 ? byWords(new Map(live.value.sites.map(({ id, name }) => [id, name]))) : [],
    page: among(({ visit }) => [pageKey(visit), titleOf(visit)]),
    country: among(({ visit }) => [visit.country, visit.country && countryName(visit.country)]),
    agent: among(({ talk }) => (talk?.agent?.id ? [talk.agent.id, agentName(talk.agent, me.value?.id ?? null)] : null)),
    again: [
      ["new", t("live.new")],
      ["returning", t("live.returning")],
    ],
  };
}

export function VisitorsFilter() {
  const { open, box, toggle } = usePopover("visitors-filter");
  const used = Object.values(narrowing.value).filter(Boolean).length;
  const title = used ? t("live.filtered", { count: used }) : t("live.filter");
  return html`<div class="popover" ref=${box}>
    <button type="button" class="inbox-choice" data-toggle data-menu="visitors-filter" aria-haspopup="dialog" aria-expanded=${open} aria-label=${title} title=${title} onClick=${toggle}>
      ${icon("listFilter")}${used > 0 && html`<b>${used}</b>`}
    </button>
    ${open && html`<${Panel} used=${used} />`}
  </div>`;
}

/** @param {{used: number}} props */
function Panel({ used }) {
  const choices = choicesNow();
  const set = (/** @type {string} */ name) => (/** @type {any} */ event) => (narrowing.value = { ...narrowing.value, [name]: event.target.value });
  return html`<div class="floating to-end" data-panel role="dialog" aria-label=${t("live.filter")}><div class="panel">
    ${Object.entries(narrowing.value).map(([name, value]) => {
      const among = choices[name];
      const gone = value && !among.some(([key]) => key === value);
      if (!among.length && !value) return null;
      return html`<label key=${name} class="field"><span>${t(`live.filter.${name}`)}</span>
        <select onChange=${set(name)}>
          <option value="" selected=${!value}>${t("live.any")}</option>
          ${gone && html`<option value=${value} selected>${t("live.nobody_now")}</option>`}
          ${among.map(([key, words]) => html`<option key=${key} value=${key} selected=${key === value}>${words}</option>`)}
        </select>
      </label>`;
    })}
    <div class="panel-foot">
      <button type="button" class="button small" disabled=${!used} onClick=${() => (narrowing.value = WIDE)}>${t("live.widen")}</button>
      <button type="button" class="button small primary" onClick=${closeMenu}>${t("live.filter.done")}</button>
    </div>
  </div></div>`;
}
