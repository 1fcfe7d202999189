/** What a message asks besides its words: replies to choose from, cards, a form, a date. */

import { el } from "./dom.js";
import { Field, formOf } from "./fields.js";
import { reader, say } from "./words.js";

/** A day, or a day and a time, on the clock of whoever asked. */
function when(moment) {
  const [day, time] = moment.split("T");
  const hour = time && { hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(reader, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC", ...hour }).format(new Date(`${day}T${time ?? "00:00"}Z`));
}

const replies = (choices, name, choose) =>
  el("div.replies", { role: "group", "aria-label": name }, ...choices.map((choice) => el("button.reply", { type: "button", dir: "auto", click: () => choose(choice) }, choice)));

function card({ title, text, url, picture, choices = [] }, index, files, answer) {
  const file = files?.find(({ id }) => id === picture);
  const link = /^https?:/.test(url) && { href: url, target: "_blank", rel: "noopener nofollow" };
  return el(
    "div.tile",
    { role: "listitem" },
    file?.thumbnail && el("img", { src: file.thumbnail, alt: "" }),
    el(link ? "a" : "b", { dir: "auto", ...link }, title),
    text && el("p", { dir: "auto" }, text),
    choices.length > 0 && replies(choices, title, (choice) => answer({ card: index, choice }, `${title}: ${choice}`)),
  );
}

/** A field with what was filled in, as it is read. */
function said({ kind, label, value, input }) {
  if (kind === "checkbox") return `${value ? "☑" : "☐"} ${label}`;
  return `${label}: ${kind === "date" ? when(value) : kind === "select" ? input.selectedOptions[0].label : value}`;
}

function form(asked, lead, answer) {
  const fields = asked.map((one) => new Field(one.kind === "date" ? { ...one, max: "9999-12-31" } : one));
  return formOf(fields, lead, () => {
    const filled = fields.filter(({ value }) => value !== "");
    answer({ values: Object.fromEntries(filled.map(({ name, value }) => [name, value])) }, filled.map(said).join("\n").slice(0, 4000));
  });
}

function date({ slots = [], first, last, time, lead }, answer) {
  const label = time || slots.some((slot) => slot[10]) ? say("day_time") : say("day");
  const range = time ? { kind: "datetime-local", min: `${first}T00:00`, max: `${last}T23:59` } : { kind: "date", min: first, max: last };
  const why = first && say("range", { first: when(first), last: when(last) });
  const field = new Field({ label, why, required: true, ...(slots.length ? { kind: "select", options: slots.map((value) => ({ value, label: when(value) })) } : range) });
  return formOf([field], lead, () => answer({ date: field.value }, when(field.value)));
}

/**
 * What is to be looked at or answered of a message; an empty list for a kind that is not known here.
 *
 * @param {{kind: string, data: any, attachments?: any[]}} message
 * @param {(data: any, text: string) => void} answer
 * @returns {HTMLElement}
 */
export function block({ kind, data, attachments }, answer) {
  if (kind === "choices") return replies(data.choices, data.lead, (choice) => answer({ choice }, choice));
  if (kind === "form") return form(data.fields, data.lead, answer);
  if (kind === "date") return date(data, answer);
  const { cards = [] } = data;
  const row = { role: "list", "aria-label": say("cards"), tabindex: cards.length > 1 ? 0 : null };
  return el("div.tiles", row, ...cards.map((one, index) => card(one, index, attachments, answer)));
}
