/** One row of the visitors, and the heading of those that have something in common. */

import { html } from "preact";
import { take } from "./desk.js";
import { icon } from "./icon.js";
import { isFresh, onPage, onSite, pathOf } from "./live.js";
import { besideOf, nameOf, pagesOf, sourceOf, titleOf, valueOf } from "./live-words.js";
import { phaseOf, waitsSince } from "./lists.js";
import { mayAnswer } from "./may.js";
import { Portrait, VisitorAvatar, agentName, firstName } from "./people.js";
import { lookAt } from "./places.js";
import { countryName } from "./regions.js";
import { me, promiseOf } from "./store.js";
import { t } from "./texts.js";
import { now, secondsSince, span } from "./time.js";
import { grouping } from "./visitors-view.js";
import { Timer } from "./waiting.js";

/** @typedef {import("./live-order.js").Entry} Entry */

/** @param {{visit: import("./types.js").Visit, size?: number}} props */
export function VisitAvatar({ visit: { id, visitor, name, email }, size = 24 }) {
  return html`<${VisitorAvatar} conversation=${{ visitor: { id: visitor ?? id, name, email } }} size=${size} />`;
}

/** @param {{entry: Entry, y: number, index: number, titled: boolean, chosen: boolean, first: boolean}} props */
export function VisitRow({ entry: { visit, talk, standing }, y, index, titled, chosen, first }) {
  const at = now.value;
  const waits = talk && standing === "waiting" ? talk : null;
  const phase = waits ? phaseOf(secondsSince(waitsSince(waits)), promiseOf(waits)) : "";
  const quiet = visit.contact !== "open" && !talk;
  const look = [phase && `waits ${phase}`, chosen && "chosen", quiet && "quiet-one", visit.left !== undefined && "gone", isFresh(visit, at) && "came"];
  return html`<div role="row" class="visit row-line ${look.filter(Boolean).join(" ")}" style=${{ insetBlockStart: `${y}px` }} data-row=${visit.id} aria-rowindex=${index} aria-selected=${chosen} tabindex=${first ? 0 : -1} onClick=${() => lookAt(visit.id)}>
    <div role="gridcell" class="visit-name"><${VisitAvatar} visit=${visit} /><bdi class="visit-who">${nameOf(visit)}</bdi><bdi class="visit-beside">${besideOf(visit, at)}</bdi></div>
    ${titled && html`<div role="gridcell" class="visit-title" title=${visit.page?.url}><bdi>${titleOf(visit)}</bdi></div>`}
    <div role="gridcell" class="visit-page">${visit.page ? span(onPage(visit, at)) : ""}</div>
    <div role="gridcell" class="visit-visit"><bdi>${pagesOf(visit.pages)}</bdi> · <bdi>${span(onSite(visit, at))}</bdi></div>
    <div role="gridcell" class="visit-source"><bdi>${sourceOf(visit)}</bdi></div>
    <div role="gridcell" class="visit-visits">${visit.visits}</div>
    <div role="gridcell" class="visit-basket">${valueOf(visit.basket)}</div>
    <div role="gridcell" class="visit-with">${waits ? html`<${Waiting} talk=${waits} phase=${phase} name=${nameOf(visit)} />` : talk ? html`<${With} talk=${talk} />` : quiet ? html`${icon("bellOff", 14)}${t(`live.${visit.contact}`)}` : null}</div>
  </div>`;
}

/** @param {{talk: import("./types.js").Conversation, phase: string, name: string}} props */
function Waiting({ talk, phase, name }) {
  /** @param {Event} event */
  const onClick = (event) => {
    event.stopPropagation();
    take(talk.id);
  };
  return html`<${Timer} since=${waitsSince(talk)} class="wait ${phase}" />${mayAnswer() && html`<button type="button" class="button small" aria-label=${t("take.named", { name })} onClick=${onClick}>${t("take")}</button>`}`;
}

/** @param {{talk: import("./types.js").Conversation}} props */
function With({ talk: { agent } }) {
  if (!agent) return t("agent.nobody");
  const name = agentName(agent, me.value?.id ?? null);
  return html`<${Portrait} agent=${agent} size=${16} /><bdi>${agent.id === me.value?.id ? name : firstName(name)}</bdi>`;
}

/** @param {{group: import("./live-order.js").Group, y: number, index: number, span: number}} props */
export function GroupRow({ group, y, index, span: columns }) {
  const { title, path } = headingOf(group);
  return html`<div role="row" class="visit-group" style=${{ insetBlockStart: `${y}px` }} aria-rowindex=${index}>
    <div role="gridcell" aria-colspan=${columns}><bdi class="group-title">${title}</bdi>${path && html`<bdi class="group-path">${path}</bdi>`}<span class="tally"><span class="unseen">${t("live.here")}${" "}</span>${group.size}</span></div>
  </div>`;
}

/** @param {import("./live-order.js").Group} group what its members have in common, in words */
function headingOf({ entries }) {
  const { visit } = entries.reduce((newest, entry) => ((entry.visit.page?.at ?? "") > (newest.visit.page?.at ?? "") ? entry : newest));
  if (grouping.value === "source") return { title: sourceOf(visit) || t("source.unknown"), path: "" };
  if (grouping.value === "country") return { title: visit.country ? countryName(visit.country) : t("live.no_country"), path: "" };
  const path = pathOf(visit.page?.url);
  return { title: titleOf(visit), path: path === titleOf(visit) ? "" : path };
}
