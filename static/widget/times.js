/** Times as the visitor reads them: by their own clock and habits. */

import { reader, say } from "./words.js";

let clockFormat; // made when it is needed: the first one costs 20 ms

export const clockTime = (at) => (clockFormat ??= new Intl.DateTimeFormat(reader, { hour: "numeric", minute: "2-digit" })).format(new Date(at));

export const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

/** When a department is back, by the visitor's own days and clock. */
export const back = ({ open, next_open_at: at }) => {
  if (open || !at) return say("away");
  const days = Math.max(0, Math.round((midnight(at) - midnight(Date.now())) / 864e5));
  const far = days < 7 ? { weekday: "long" } : { day: "numeric", month: "long" };
  const named = days < 2 ? new Intl.RelativeTimeFormat(reader, { numeric: "auto" }).format(days, "day") : new Date(at).toLocaleDateString(reader, far);
  return say("back_at", { day: named, time: clockTime(at) });
};

export const greeting = () => {
  const hour = new Date().getHours();
  return say(hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening");
};
