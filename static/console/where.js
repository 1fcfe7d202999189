/** Where they are, as far as it was told, where they wrote from, and with what. */

import { html } from "preact";
import { Fact } from "./fact.js";
import { safeUrl } from "./linkify.js";
import { state } from "./store.js";
import { t } from "./texts.js";
import { clock, exact } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").About} About */

const GLYPHS = { phone: "smartphone", tablet: "tablet", computer: "monitor" };

/** @param {{conversation: Conversation, about?: About}} props */
export function Where({ conversation: c, about }) {
  const seen = state.value.pages[c.visitor.id];
  const { page } = c;
  const elsewhere = seen && seen.page.url !== page?.url ? seen : null;
  const device = about?.visit?.device;
  if (!elsewhere && !page?.url && !page?.title && !device) return null;
  return html`<section class="context-part">
    ${elsewhere && html`<h3>${t("context.seen_on", { time: clock(elsewhere.at) })}</h3>
    <ul class="facts" title=${exact(elsewhere.at)}><${PageFact} page=${elsewhere.page} strong /></ul>`}
    <h3>${t("context.wrote_from")}</h3>
    <ul class="facts">
      ${(page?.url || page?.title) && html`<${PageFact} page=${page} />`}
      ${page?.referrer && html`<${Fact} glyph="link" after=${html`<span class="origin">${t("context.came_from")}</span>`}><${Place} url=${page.referrer} text=${hostOf(page.referrer)} /></${Fact}>`}
      ${device && html`<${Device} device=${device} />`}
    </ul>
  </section>`;
}

/** @param {{page: {url: string, title: string}, strong?: boolean}} props */
function PageFact({ page, strong = false }) {
  const path = page.title ? pathOf(page.url) : "";
  return html`<${Fact} glyph="globe">
    <span class=${strong ? "strong" : ""}><${Place} url=${page.url} text=${page.title || page.url} /></span>
    ${path && html`<br /><span class="secondary address" title=${page.url}><bdi>${path}</bdi></span>`}
  </${Fact}>`;
}

/** @param {{device: NonNullable<NonNullable<About["visit"]>["device"]>}} props */
function Device({ device: { browser, version, system, kind } }) {
  const named = [browser, version].filter(Boolean).join(" ");
  const words = named && system ? t("context.device", { browser: named, system }) : named || system;
  const known = /** @type {const} */ ({ name: "device", value: words, origin: "guessed", to: null, at: null });
  return html`<${Fact} glyph=${GLYPHS[/** @type {keyof typeof GLYPHS} */ (kind)] ?? "globe"} known=${known}>${words}</${Fact}>`;
}

/** @param {{url: string, text: string}} props */
export function Place({ url, text }) {
  const href = safeUrl(url);
  if (!href) return html`<span dir="auto">${text}</span>`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer" title=${url} dir="auto">${text}</a>`;
}

/** @param {string} url */
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** @param {string} url */
function pathOf(url) {
  if (!URL.canParse(url)) return "";
  const { pathname, search } = new URL(url);
  return pathname + search;
}
