/** Times as people read them, and the one clock every timer runs on. */

import { computed, signal } from "preact";
import { locale, t } from "./texts.js";

/** How far the server's clock is ahead of ours, in milliseconds. */
let offset = 0;

/** The server's present, renewed every second; views that show a running time read it. */
export const now = signal(Date.now());

/** Midnight of today: changes once a day, so that day lines and dates need not tick. */
export const today = computed(() => new Date(now.value).setHours(0, 0, 0, 0));

/** @param {string|undefined} serverTime */
export function adjust(serverTime) {
  const theirs = Date.parse(serverTime ?? "");
  if (Number.isFinite(theirs)) offset = theirs - Date.now();
  tick();
}

function tick() {
  now.value = Date.now() + offset;
}

export function startClock() {
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string|number} at
 */
function format(options, at) {
  const key = JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locale, options)));
  return made.format(new Date(at));
}

/** @param {string|number} at */
export const clock = (at) => format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);

/** @param {string} at */
export const exact = (at) => format({ dateStyle: "full", timeStyle: "medium" }, at);

/** @param {string} at */
export const dayOf = (at) => new Date(at).setHours(0, 0, 0, 0);

/**
 * @param {string} at
 * @param {Intl.DateTimeFormatOptions} [older]
 */
export function dayName(at, older = { weekday: "long", day: "numeric", month: "long" }) {
  const days = Math.round((today.value - dayOf(at)) / 86_400_000);
  if (days === 0) return t("day.today");
  if (days === 1) return t("day.yesterday");
  return format(days < 300 ? older : { day: "numeric", month: "short", year: "numeric" }, at);
}

/** @param {string} moment a day, or a day with a time, on the clock of whoever asked: "Thursday 26 November, 09:00" */
export function day(moment) {
  const hour = moment.includes("T") ? /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) : {};
  return format({ weekday: "long", day: "numeric", month: "long", timeZone: "UTC", ...hour }, `${moment.slice(0, 10)}T${moment.slice(11) || "00:00"}Z`);
}

/** @param {string} at "14:09", "yesterday" or "12 Nov" */
export function stamp(at) {
  return dayOf(at) === today.value ? clock(at) : dayName(at, { day: "numeric", month: "short" });
}

/** @param {string} at a time to come: "14:09", "Mon 09:00" or "12 Nov" */
export function coming(at) {
  const days = Math.round((dayOf(at) - today.value) / 86_400_000);
  if (days <= 0) return clock(at);
  if (days < 7) return format({ weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, at);
  return format({ day: "numeric", month: "short" }, at);
}

/** @param {string} since whole seconds from then to the present, never negative */
export function secondsSince(since) {
  return Math.max(0, Math.floor((now.value - Date.parse(since)) / 1000));
}

/** @param {number} seconds "2:10", from an hour "1 h 05" */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return t("span.hours", { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, "0") });
}

/** @param {number} seconds "5 s", "2 min" */
export function brief(seconds) {
  const [value, unit] = seconds < 60 ? [seconds, "second"] : [Math.floor(seconds / 60), "minute"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** @param {number} seconds "2 minutes 10 seconds", for ears */
export function spoken(seconds) {
  /** @param {number} value @param {string} unit */
  const part = (value, unit) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${part(Math.floor(minutes / 60), "hour")} ${part(minutes % 60, "minute")}`;
  return minutes ? `${part(minutes, "minute")} ${part(seconds % 60, "second")}` : part(seconds, "second");
}

/**
 * @param {string|null} zone
 * @returns {string|null} the time there, or nothing for a zone this browser does not know
 */
export function clockIn(zone) {
  if (!zone) return null;
  try {
    return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }, now.value);
  } catch {
    return null;
  }
}

/** @param {string} zone one this browser knows @returns {boolean} whether people sleep there at this hour */
export function isNightIn(zone) {
  const hour = Number(new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", timeZone: zone }).format(now.value));
  return hour < 7 || hour >= 22;
}

/** The zone of this browser, as people know it. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
