/** The way somebody took through the site, the newest page on top, and where it began. */

import { html, useSignal } from "preact";
import { icon } from "./icon.js";
import { onPage } from "./live.js";
import { pagesOf, sourceOf, titleOf } from "./live-words.js";
import { t } from "./texts.js";
import { exact, now, span } from "./time.js";
import { Place } from "./where.js";

/** @typedef {import("./types.js").Look} Look */

/** So many pages stand there before anybody asks for more. */
const SHOWN = 5;

/** @param {{line: import("./types.js").Visit, found: import("./types.js").Found|null}} props */
export function VisitPath({ line, found }) {
  const all = useSignal(false);
  const here = line.page;
  const before = (found?.path ?? []).filter((look) => !here || look.at !== here.at || look.url !== here.url);
  const seconds = here ? onPage(line, now.value) : 0;
  const times = before.map((look) => Math.floor(look.active_ms / 1000));
  const longest = Math.max(1, seconds, ...times);
  const shown = all.value ? before : before.slice(0, SHOWN - 1);
  const rest = times.slice(shown.length).reduce((sum, one) => sum + one, 0);
  return html`<ol class="visit-path">
      ${here && html`<${Step} key=${here.at} page=${here} seconds=${seconds} longest=${longest} live=${line.left === undefined} />`}
      ${shown.map((look, index) => html`<${Step} key=${look.at} page=${look} seconds=${times[index]} longest=${longest} live=${false} />`)}
    </ol>
    ${before.length > shown.length && html`<button type="button" class="visit-more" onClick=${() => (all.value = true)}>${icon("chevronDown", 14)}<bdi>${t("live.more_pages", { pages: pagesOf(before.length - shown.length), time: span(rest) })}</bdi></button>`}
    <${Origin} line=${line} referrer=${found?.referrer ?? ""} />`;
}

/** @param {{page: {url: string, title: string, at: string}, seconds: number, longest: number, live: boolean}} props */
function Step({ page, seconds, longest, live }) {
  return html`<li class="visit-step ${live ? "strong" : ""}">
    <span class="visit-dot ${live ? "presence" : ""}" aria-hidden="true"></span>
    <span class="visit-step-title" dir="auto"><${Place} url=${page.url} text=${titleOf(/** @type {any} */ ({ page }))} /></span>
    <span class="visit-bar" aria-hidden="true"><span style=${{ inlineSize: `${Math.max(4, Math.round((100 * seconds) / longest))}%` }}></span></span>
    <time class="figures" title=${exact(page.at)}>${span(seconds)}</time>
  </li>`;
}

/** @param {{line: import("./types.js").Visit, referrer: string}} props where they came from, and by which campaign */
function Origin({ line, referrer }) {
  const source = sourceOf(line);
  const { term, name, source: by, medium, content } = line.campaign;
  const words = term ? t("live.came_with", { source, term }) : source;
  const campaign = [name, by, medium, content].filter(Boolean).join(", ");
  return html`<ul class="facts visit-origin">
    ${words && html`<li class="fact">${icon("arrowUpRight", 14, "flips")}<span class="fact-text secondary">${referrer ? html`<${Place} url=${referrer} text=${words} />` : html`<bdi>${words}</bdi>`}</span></li>`}
    ${campaign && html`<li class="fact">${icon("tag", 14)}<span class="fact-text secondary">${t("live.campaign")}${" "}<bdi>${campaign}</bdi></span></li>`}
  </ul>`;
}
