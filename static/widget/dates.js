/** Days as the visitor reads them in a thread and in the list of their conversations. */

import { clockTime, midnight } from "./times.js";
import { reader, say } from "./words.js";

const weekday = new Intl.DateTimeFormat(reader, { weekday: "short" });
const calendar = new Intl.DateTimeFormat(reader, { day: "numeric", month: "long" });

/** "Today", else the date. */
export const day = (at) => (midnight(at) === midnight(Date.now()) ? say("today") : calendar.format(new Date(at)));

/** The time of today, the weekday of this week, else the date. */
export const moment = (at) => {
  const days = (midnight(Date.now()) - midnight(at)) / 864e5;
  return days < 1 ? clockTime(at) : (days < 7 ? weekday : calendar).format(new Date(at));
};
