/** Days that differ from the week: a date, and its hours as typed; none typed is closed. */

import { intervalsOf, nameOf, shown } from "./clock.js";
import { element as el } from "./element.js";

const words = (intervals) => intervals.map(([from, to]) => `${shown(from)}–${shown(to)}`).join(", ");

/** @param {any} week the editor these days belong to */
export function differing(week) {
  const { days } = week.state;
  const lang = document.documentElement.lang;
  const named = (date) => (date ? new Intl.DateTimeFormat(lang, { weekday: "long", timeZone: "UTC" }).format(new Date(`${date}T00:00Z`)) : "");

  /** Takes another date, or that it comes every year, unless such a day is in the list already. */
  function rename(input, day, change) {
    const name = nameOf({ ...day, ...change });
    const twice = name !== "" && days.some((other) => other !== day && nameOf(other) === name);
    input.setCustomValidity(twice ? week.say("twice") : "");
    if (twice) return input.reportValidity();
    Object.assign(day, change);
    week.changed();
  }

  function rehour(input, day) {
    const intervals = intervalsOf(input.value);
    input.setAttribute("aria-invalid", String(intervals === null));
    if (intervals === null) return;
    day.intervals = intervals;
    week.changed();
  }

  const rows = days.map((day, at) =>
    el(
      "li",
      {},
      el("input", { type: "date", value: day.date, "aria-label": week.say("date"), "data-focus": `date-${at}`, change: ({ target }) => rename(target, day, { date: target.value }) }),
      el("span", { class: "weekday" }, named(day.date)),
      el("input", { type: "text", class: "hours", value: words(day.intervals), placeholder: week.say("closed"), "aria-label": week.say("hours_of", { day: day.date }), "data-focus": `hours-${at}`, change: ({ target }) => rehour(target, day) }),
      el("label", { class: "yearly" }, el("input", { type: "checkbox", checked: day.yearly, "aria-label": week.say("yearly_of", { day: day.date }), "data-focus": `yearly-${at}`, change: ({ target }) => rename(target, day, { yearly: target.checked }) }), week.say("yearly")),
      el("button", { type: "button", class: "plain", "aria-label": week.say("remove_day", { day: day.date }), click: () => (days.splice(at, 1), week.changed()) }, week.say("remove_short")),
    ),
  );
  const add = el("button", { type: "button", class: "plain", "data-focus": "add-day", click: () => (days.push({ date: "", yearly: false, intervals: [] }), week.changed()) }, week.say("add_day"));
  return el("div", { class: "differ" }, el("h3", {}, week.say("differ")), el("p", { class: "help" }, week.say("differ_more")), el("ul", {}, ...rows), add);
}
