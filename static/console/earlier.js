/** What was said with the same person before: each one line, opened as a tab. */

import { html } from "preact";
import { open } from "./desk.js";
import { icon } from "./icon.js";
import { Portrait } from "./people.js";
import { dispatch } from "./store.js";
import { t } from "./texts.js";
import { exact, stamp } from "./time.js";

/** @typedef {import("./types.js").About} About */

/** @param {{about: About}} props */
export function Earlier({ about: { earlier, earlier_count: count } }) {
  return html`<section class="context-part">
    <h3 class="context-heading"><span>${t("context.earlier")}</span><span>${count > earlier.length ? t("context.earlier_of", { shown: earlier.length, count }) : count || ""}</span></h3>
    ${count ? html`<ul class="earlier">${earlier.map((one) => html`<${EarlierOne} key=${one.id} one=${one} />`)}</ul>` : html`<p class="context-line secondary">${t("context.earlier_none")}</p>`}
  </section>`;
}

/** @param {{one: About["earlier"][number]}} props one that was, or that goes on */
export function EarlierOne({ one }) {
  const show = () => {
    dispatch({ type: "inbox.page", conversations: [one] });
    open(one.id);
  };
  return html`<li><button type="button" class="earlier-one" onClick=${show}>
    ${one.agent ? html`<${Portrait} agent=${one.agent} size=${16} title=${one.agent.name ?? undefined} />` : icon("messageCircle", 14)}
    <span class="earlier-first"><bdi>${one.first || t("row.no_text")}</bdi></span>
    <time class="secondary" dateTime=${one.opened_at} title=${exact(one.opened_at)}>${stamp(one.opened_at)}</time>
    <small class="secondary">${[one.department?.name, ending(one), one.score && t("context.rated", { score: one.score })].filter(Boolean).join(" · ")}</small>
  </button></li>`;
}

/** @param {About["earlier"][number]} one how it ended, or that it goes on */
function ending({ status, outcome }) {
  return status === "closed" ? outcome && t(`outcome.${outcome}`) : t("context.goes_on");
}
