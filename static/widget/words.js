/** The site's configuration, and everything that is said: texts, times, names. */

export const config = JSON.parse(document.getElementById("config").textContent);

const lang = document.documentElement.lang;
// Times follow the reader's own habits where the reader speaks the language of the page.
const reader = navigator.language.startsWith(lang) ? navigator.language : lang;
const clockFormat = new Intl.DateTimeFormat(reader, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(reader, { weekday: "short" });
const weekdayLong = new Intl.DateTimeFormat(reader, { weekday: "long" });
const calendar = new Intl.DateTimeFormat(reader, { day: "numeric", month: "long" });
const listing = new Intl.ListFormat(reader);
const plural = new Intl.PluralRules(lang);

// In a text that runs from right to left, what is filled in keeps its own direction.
const isolated = document.dir === "rtl" ? (value) => `\u2068${value}\u2069` : String;

/** A text of the site, its {gaps} filled. */
export const say = (key, gaps) => config.texts[key].replace(/\{(\w+)\}/g, (_, gap) => isolated(gaps[gap]));

/** A text that depends on a number. */
export const count = (key, n, gaps) => {
  const form = `${key}_${plural.select(n)}`;
  return say(config.texts[form] ? form : `${key}_other`, { n, ...gaps });
};

export const clockTime = (at) => clockFormat.format(new Date(at));

const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

/** "Today", else the date. */
export const day = (at) => (midnight(at) === midnight(Date.now()) ? say("today") : calendar.format(new Date(at)));

/** The time of today, the weekday of this week, else the date. */
export const moment = (at) => {
  const days = (midnight(Date.now()) - midnight(at)) / 864e5;
  return days < 1 ? clockTime(at) : (days < 7 ? weekday : calendar).format(new Date(at));
};

/** Somebody of a department answers now: it is open, and one of them is there. */
export const isHere = ({ open, online }) => open && online;

/** When a department is back, by the visitor's own days and clock. */
export const back = ({ open, next_open_at: at }) => {
  if (open || !at) return say("away");
  const days = Math.round((midnight(at) - midnight(Date.now())) / 864e5);
  const key = days < 1 ? "back_today" : days < 2 ? "back_tomorrow" : "back_day";
  return say(key, { time: clockTime(at), day: (days < 7 ? weekdayLong : calendar).format(new Date(at)) });
};

/** A number of bytes as people say it. */
export const weight = (bytes) => {
  const large = bytes >= 1e6;
  return new Intl.NumberFormat(reader, { style: "unit", unit: large ? "megabyte" : "kilobyte", maximumFractionDigits: large ? 1 : 0 }).format(large ? bytes / 1e6 : Math.max(1, bytes / 1e3));
};

export const first = (author) => (author?.name ?? config.name).split(" ")[0];

export const names = (people) => listing.format(people.map(first));

export const part = () => {
  const hour = new Date().getHours();
  return say(hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening");
};
