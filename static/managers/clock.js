/** Times of day as people type them, as minutes, and as hours are stored. */

export const DAY = 1440;

/** "9", "9.30", "0930", "21:00" or "24:00" as minutes; null for what is no time. */
export function minutesOf(typed) {
  const [, hour, minute = "0"] = /^\s*(\d{1,2})(?:[:.h]?(\d{2}))?\s*$/.exec(typed) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour === undefined || Number(minute) > 59 || minutes > DAY ? null : minutes;
}

const two = (number) => String(number).padStart(2, "0");

/** As it is stored: "09:00". */
export const stored = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** As it is read: "9:00". */
export const shown = (minutes) => stored(minutes).replace(/^0(?=\d)/, "");

/** "9–13, 14:00 to 18" as intervals; null for what is none. Nothing typed means closed. */
export function intervalsOf(typed) {
  const parts = typed.split(/[,;]/).filter((part) => part.trim());
  const found = parts.map((part) => part.split(/[-–—]|\bto\b/).map(minutesOf));
  const good = found.every((edges) => edges.length === 2 && !edges.includes(null) && edges[0] < DAY);
  return good ? found.sort((a, b) => a[0] - b[0]) : null;
}

/** Where an interval ends, counted from the midnight its day begins with: what is not after its start is tomorrow. */
export const ending = ([from, to]) => (to > from ? to : to + DAY);

export const overlap = (intervals) => intervals.some((one, at) => at > 0 && one[0] < ending(intervals[at - 1]));

/** A day that differs is named by its date, "2026-12-24", or without the year where it comes every year. */
export const nameOf = ({ date, yearly }) => (yearly ? date.slice(5) : date);

const isDay = (date) => {
  const at = new Date(`${date}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
};

/** The other way round; of a day that comes every year its next date. */
function dayOf(name) {
  const today = new Date().toISOString().slice(0, 10);
  const dates = Array.from({ length: 9 }, (_, years) => `${Number(today.slice(0, 4)) + years}-${name}`);
  const next = name.length === 5 && dates.find((date) => date >= today && isDay(date));
  return next ? { date: next, yearly: true } : { date: name, yearly: false };
}

/** What is stored, as minutes; null when it is no week we can draw. */
export function read(text) {
  const minutes = (pairs) => pairs.map(([from, to]) => [minutesOf(from), minutesOf(to)]);
  try {
    const said = JSON.parse(text || "{}") ?? {};
    const own = Object.keys(said).length > 0;
    const week = (said.week ?? Array.from({ length: 7 }, () => (own ? [["00:00", "24:00"]] : []))).map(minutes);
    const days = Object.entries(said.days ?? {}).map(([name, pairs]) => ({ ...dayOf(name), intervals: minutes(pairs) }));
    return week.length === 7 ? { own, week, days: days.sort((a, b) => (a.date < b.date ? -1 : 1)) } : null;
  } catch {
    return null;
  }
}

/** The other way round. */
export function write({ own, week, days }) {
  if (!own) return "{}";
  const pairs = (intervals) => intervals.map(([from, to]) => [stored(from), stored(to)]);
  const dated = days.filter(({ date }) => date).map((day) => [nameOf(day), pairs(day.intervals)]);
  return JSON.stringify({ week: week.map(pairs), days: Object.fromEntries(dated) });
}
