/** How those who are here are called, and what they are found by. */

import { pathOf } from "./live.js";
import { countryName, languageName } from "./regions.js";
import { locale, t } from "./texts.js";
import { brief } from "./time.js";

/** @typedef {import("./types.js").Visit} Visit */

/** Where nothing better is known, they are called by what they came with. */
const DEVICES = ["phone", "tablet", "computer"];

/** The kinds of places people come from that have a word of their own. */
const SOURCES = ["direct", "search", "social", "email", "paid", "chatbot", "campaign", "referral", "internal"];

/** After so long without a page in front it is worth saying. */
const AWAY_S = 60;

/** @param {Visit} visit "Cork", "Ireland", or nothing */
const shortPlace = ({ city, country }) => city || (country ? countryName(country) : "");

/** @param {Visit} visit "Cork, Ireland" */
export const placeOf = ({ city, country }) => [city, country && countryName(country)].filter(Boolean).join(", ");

/** @param {Visit} visit */
export function nameOf(visit) {
  if (visit.name || visit.email) return /** @type {string} */ (visit.name || visit.email);
  const place = shortPlace(visit);
  if (place) return t("live.from", { place });
  const kind = visit.device?.kind ?? "";
  return DEVICES.includes(kind) ? t(`live.on_${kind}`) : t("visitor.unknown");
}

/** @param {Visit} visit @param {number} now what stands beside the name */
export function besideOf(visit, now) {
  if (visit.left !== undefined) return t("live.left");
  const away = visit.looking ? 0 : Math.floor((now - Date.parse(visit.told_at)) / 1000);
  if (away >= AWAY_S) return t("live.away", { time: brief(away) });
  if (visit.name || visit.email) return shortPlace(visit);
  return visit.locale ? languageName(visit.locale.split("-")[0]) : "";
}

/** @param {Visit} visit */
export function sourceOf({ source, source_name }) {
  return source_name || (SOURCES.includes(source) ? t(`source.${source}`) : "");
}

/** @param {Visit} visit the title of the page they are on */
export const titleOf = ({ page }) => page?.title || pathOf(page?.url) || t("live.no_page");

/** @param {number} count */
export const pagesOf = (count) => (count === 1 ? t("live.page_one") : t("live.pages", { count }));

/** @param {Visit["basket"]} basket "€640", with cents only where there are any */
export function valueOf(basket) {
  const value = Number(basket?.value);
  if (!basket || !Number.isFinite(value) || value <= 0) return "";
  const minimumFractionDigits = Number.isInteger(value) ? 0 : 2;
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency: basket.currency, minimumFractionDigits, maximumFractionDigits: 2 }).format(value);
  } catch {
    return new Intl.NumberFormat(locale, { minimumFractionDigits, maximumFractionDigits: 2 }).format(value); // no such currency
  }
}

/** @type {WeakMap<Visit, string>} a line that changes is another one */
const known = new WeakMap();

/** @param {Visit} visit name, page and place */
export function wordsFor(visit) {
  let words = known.get(visit);
  if (words === undefined) {
    words = [nameOf(visit), visit.email, placeOf(visit), visit.page?.title, pathOf(visit.page?.url)].filter(Boolean).join(" ");
    known.set(visit, words);
  }
  return words;
}
