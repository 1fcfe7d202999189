/** Who this is and where they come from; every fact with its origin in words. */

import { html } from "preact";
import { icon } from "./icon.js";
import { safeUrl } from "./linkify.js";
import { VisitorAvatar, visitorName } from "./people.js";
import { contextOpen, current } from "./places.js";
import { conversationOf } from "./store.js";
import { locale as ours, t } from "./texts.js";
import { clock, clockIn, dayName, exact } from "./time.js";
import { WaitingStrip } from "./waiting.js";

/** @typedef {import("./types.js").Conversation} Conversation */

export function Context() {
  const conversation = conversationOf(current.value);
  if (!conversation) return null;
  return html`<section class="context ${contextOpen.value ? "shown" : ""}" aria-label=${t("context")} tabindex="-1" data-region="context">
    <div class="phone-only"><${WaitingStrip} /></div>
    <${Who} conversation=${conversation} />
    <${Where} conversation=${conversation} />
    <${What} conversation=${conversation} />
  </section>`;
}

/** @param {{glyph: any, children?: any, origin?: string}} props */
function Fact({ glyph, children, origin }) {
  return html`<li class="fact">${icon(glyph, 14)}<span class="fact-text">${children}</span>${origin && html`<span class="secondary">${origin}</span>`}</li>`;
}

/** @param {{conversation: Conversation}} props */
function Who({ conversation: c }) {
  const { name, email, locale, timezone } = c.visitor;
  const there = clockIn(timezone);
  return html`<section class="context-part">
    <button type="button" class="quiet touch narrow-only context-shut" aria-label=${t("context.shut")} onClick=${() => (contextOpen.value = false)}>${icon("cross", 16)}</button>
    <div class="who">
      <${VisitorAvatar} conversation=${c} size=${40} />
      <div><h2 dir="auto">${visitorName(c)}</h2><p class="secondary">${t(name ? "context.name_said" : email ? "context.not_signed_in" : "context.unknown")}</p></div>
    </div>
    <ul class="facts">
      ${c.visitor.test && html`<${Fact} glyph="circleAlert">${t("context.test")}</${Fact}>`}
      ${email && html`<${Fact} glyph="mail" origin=${t("origin.said")}>${email}</${Fact}>`}
      ${there && html`<${Fact} glyph="clock" origin=${t("origin.browser")}>${t("context.local_time", { time: there })}<br /><span class="secondary">${String(timezone).replaceAll("_", " ")}</span></${Fact}>`}
      ${locale && html`<${Fact} glyph="languages" origin=${t("origin.browser")}>${languageName(locale)}</${Fact}>`}
    </ul>
  </section>`;
}

/** @param {{conversation: Conversation}} props */
function Where({ conversation: c }) {
  const { page } = c;
  if (!page?.url && !page?.title) return null;
  return html`<section class="context-part">
    <h3>${t("context.wrote_from")}</h3>
    <ul class="facts">
      <${Fact} glyph="globe"><${Place} url=${page.url} text=${page.title || page.url} /></${Fact}>
      ${page.referrer && html`<${Fact} glyph="link" origin=${t("context.came_from")}><${Place} url=${page.referrer} text=${hostOf(page.referrer)} /></${Fact}>`}
    </ul>
  </section>`;
}

/** @param {{url: string, text: string}} props */
function Place({ url, text }) {
  const href = safeUrl(url);
  if (!href) return html`<span dir="auto">${text}</span>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer" title=${url} dir="auto">${text}</a>`;
}

/** @param {{conversation: Conversation}} props */
function What({ conversation: c }) {
  return html`<section class="context-part">
    <h3>${t("context.conversation")}</h3>
    <ul class="facts">
      <${Fact} glyph="messageCircle"><time dateTime=${c.opened_at} title=${exact(c.opened_at)}>${t("context.opened", { day: dayName(c.opened_at), time: clock(c.opened_at) })}</time></${Fact}>
      ${c.site?.name && html`<${Fact} glyph="inbox">${c.site.name}</${Fact}>`}
      <${Fact} glyph="fileText"><a href="/conversations/${encodeURIComponent(c.id)}/transcript/" target="_blank" rel="noopener">${t("bar.transcript")}</a></${Fact}>
    </ul>
  </section>`;
}

/** @param {string} tag */
function languageName(tag) {
  try {
    return new Intl.DisplayNames([ours], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** @param {string} url */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}
