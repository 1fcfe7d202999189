/** What a visitor is asked, as fields: errors are told when a field is left, never while somebody types. */

import { circleAlert, cross, fileText } from "../shared/icons.js";
import { el, icon, iconButton } from "./dom.js";
import { say } from "./words.js";

const OURS = { name: ["name", 120], email: ["email", 254], phone: ["tel", 40] };
const FITS = { email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, phone: /^[\d\s()+./-]{4,40}$/ };
const spoken = document.documentElement.lang;
let made = 0;

/** The words of a question in the language of the chat, else those for every language. */
const worded = (words) => words[spoken] ?? words[""];

/** One question: its element, its answer, and whether that will do. */
function field({ key, kind = "text", label, required, choices }) {
  const id = `ask${++made}`;
  const [autocomplete, maxlength] = OURS[key] ?? [FITS[kind] && OURS[kind]?.[0], 500];
  const given = { id, name: key, autocomplete, maxlength, "aria-required": !!required && "true", "aria-describedby": `${id}e` };
  const options = () => choices[""].map((value, at) => el("option", { value }, worded(choices)[at]));
  const input =
    kind === "select"
      ? el("select", given, el("option", { value: "" }, say("choose")), ...options())
      : kind === "long"
        ? el("textarea", { ...given, rows: 3, dir: "auto" })
        : el("input", { ...given, type: { email: "email", phone: "tel", checkbox: "checkbox" }[kind] ?? "text", dir: FITS[kind] ? "ltr" : "auto" });
  const error = el("p.wrong", { id: `${id}e` });
  const words = label ? worded(label) : say(key);
  const name = el("label", { for: id, dir: "auto" }, words);
  const check = kind === "checkbox";
  const answer = () => (check ? input.checked : input.value.trim());

  /** The sentence that says what is wrong, or nothing. */
  const wrong = () => {
    const said = answer();
    if (!said) return required ? say(check ? "tick" : kind === "select" ? "choose_one" : "missing") : "";
    if (!FITS[kind] || FITS[kind].test(said)) return "";
    const why = say(kind === "phone" ? "digits" : said.includes("@") ? "address" : "at");
    return required ? why : say("or_empty", { why });
  };
  const look = () => {
    const why = wrong();
    input.setAttribute("aria-invalid", !!why);
    error.replaceChildren(...(why ? [icon(circleAlert, 16), why] : []));
    return !why;
  };
  input.addEventListener("blur", () => (answer() || error.firstChild) && look());
  input.addEventListener("input", () => error.firstChild && look());
  return {
    key,
    answer,
    look,
    input,
    element: el(check ? "div.field.check" : "div.field", {}, check && input, name, !required && el("small", {}, say("optional")), !check && input, error),
  };
}

/**
 * The fields of a form, without what is known.
 * @param {{key: string, kind?: string, label?: Record<string, string>, required?: boolean, choices?: Record<string, string[]>}[]} fields
 * @param {{known?: string[]}} [given] names of what need not be asked
 * @returns {{element: HTMLElement, empty: boolean, values: () => object | null}} no values: something is wrong, and has the focus
 */
export function form(fields, { known = [] } = {}) {
  const asked = fields.filter(({ key }) => !known.includes(key)).map(field);
  return {
    empty: !asked.length,
    element: el("div.form", { role: "group", "aria-label": say("about_you") }, ...asked.map(({ element }) => element)),
    values() {
      const [first] = asked.filter(({ look }) => !look());
      first?.input.focus();
      if (first) return null;
      const values = { attributes: {} };
      for (const { key, answer } of asked) if (answer()) (OURS[key] ? values : values.attributes)[key] = answer();
      return values;
    },
  };
}

/** The same as a card in the thread, after the first message: it is sent, or put aside. */
export function formCard(fields, given, send) {
  const asked = form(fields, given);
  const done = (text) => card.replaceChildren(el("p", { role: "status" }, text));
  const submit = (event) => {
    event.preventDefault();
    const values = asked.values();
    if (!values) return;
    send(values);
    done(say("noted"));
  };
  const later = fields.some(({ required }) => required) ? null : el("button.plain", { type: "button", click: () => card.remove() }, say("not_now"));
  const card = el("form.card.ask-card", { submit, novalidate: true }, el("b", {}, say("about_you")), asked.element, el("div.pair", {}, el("button.primary", {}, say("send")), later));
  return asked.empty ? null : card;
}

/** Says that the page goes along, and lets it stay behind. */
export function pageCard({ title, url }, drop) {
  const away = () => {
    drop();
    card.remove();
  };
  const card = el("div.along", {}, el("span.thumb", {}, icon(fileText)), el("div", {}, el("bdi", {}, title || url), el("small", {}, say("page_seen"))), iconButton(cross, say("page_drop"), away));
  return card;
}
