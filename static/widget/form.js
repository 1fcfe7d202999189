/** What a visitor is asked, as fields: errors are told when a field is left, never while somebody types. */

import { circleAlert, cross, fileText } from "../shared/icons.js";
import { iconButton } from "./controls.js";
import { el, icon } from "./dom.js";
import { isHere } from "./people.js";
import { back } from "./times.js";
import { config, say } from "./words.js";

const OURS = { name: ["name", 120], email: ["email", 254], phone: ["tel", 40] };
const FITS = { email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, phone: /^[\d\s()+./-]{4,40}$/ };
const spoken = document.documentElement.lang;
let made = 0;
/** What was typed, by question: nothing is lost when another department asks the same. */
const typed = {};

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
  const name = el("label", { for: id }, el("bdi", {}, words));
  const check = kind === "checkbox";
  const answer = () => (check ? input.checked : input.value.trim());
  if (check) input.checked = !!typed[key];
  else input.value = typed[key] ?? "";

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
  input.addEventListener("input", () => {
    typed[key] = check ? input.checked : input.value;
    if (error.firstChild) look();
  });
  return {
    key,
    answer,
    look,
    input,
    element: el(check ? "div.field.check" : "div.field", {}, check && input, name, !required && el("small", {}, say("optional")), !check && input, error),
  };
}

/**
 * The fields of a form.
 * @param {{key: string, kind?: string, label?: Record<string, string>, required?: boolean, choices?: Record<string, string[]>}[]} fields
 * @returns {{element: HTMLElement, values: () => any}} values null: something is wrong, and has the focus
 */
function form(fields) {
  const asked = fields.map(field);
  return {
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

/** The same as a card in the thread, after the first message: it is sent, or put aside as nothing. */
export function after(fields, send) {
  const asked = form(fields);
  const done = (text) => card.replaceChildren(el("p", { role: "status" }, text));
  const submit = (event) => {
    event.preventDefault();
    const values = asked.values();
    if (!values) return;
    send(values);
    done(say("noted"));
  };
  const later = el("button.plain", { type: "button", click: () => (send(null), card.remove()) }, say("not_now"));
  const card = el("form.card.ask-card", { submit, novalidate: true }, el("b", {}, say("about_you")), asked.element, el("div.pair", {}, el("button.primary", {}, say("send")), later));
  return card;
}

/** Says that the page goes along, and lets it stay behind. */
function pageCard({ title, url }, drop) {
  const away = () => {
    drop();
    card.remove();
  };
  const card = el("div.along", {}, el("span.thumb", {}, icon(fileText)), el("div", {}, el("bdi", {}, title || url), el("small", {}, say("page_seen"))), iconButton(cross, say("page_drop"), away));
  return card;
}

/** How a department stands: who is there says how long it took lately, who is not when somebody is back. */
function stands(one) {
  if (isHere(one)) return [el("i.dot"), one.wait_s ? say("in_min", { n: one.wait_s / 60 }) : say("is_here")];
  return [one.open ? say("is_away") : back(one)];
}

/** What stands before the first words: for whom they are, what those want to know, the page that goes along. */
export class Questions {
  /** @param {any} opening */
  constructor(opening) {
    this.opening = opening;
    const { page } = opening.house.line;
    const drop = () => {
      opening.house.line.page = {};
    };
    this.choice = el("fieldset.choice");
    this.place = el("div");
    this.page = !config.standalone && page?.url ? pageCard(page, drop) : "";
    // As in any form, Enter in a line of it sends.
    this.place.onkeydown = (event) => {
      if (event.key !== "Enter" || event.isComposing || event.target.type === "textarea" || event.target.options) return;
      event.preventDefault();
      opening.room.composer.element.requestSubmit();
    };
    opening.ask.append(this.choice, this.place, this.page);
  }

  /** What is typed stays as long as the same is asked. */
  update(fields) {
    this.#choose();
    const name = JSON.stringify(fields);
    if (name === this.name) return;
    this.name = name;
    this.form = fields[0] && form(fields);
    this.place.replaceChildren(this.form?.element ?? "");
    if (this.page) this.page.hidden = !fields[0];
  }

  values() {
    return this.form?.values();
  }

  /** A site with several departments asks whom it is for; who is there stands as they stand now. */
  #choose() {
    const { opening, choice } = this;
    const { departments } = opening.house.line.availability;
    const choose = ({ target }) => {
      opening.chosen = target.value;
      opening.update();
    };
    const row = (one) =>
      el("label", {}, el("input", { type: "radio", name: "department", value: one.id, checked: one === opening.place, change: choose }), el("span", { dir: "auto" }, one.name), !config.contact && el("small", {}, ...stands(one)));
    choice.hidden = !departments[1];
    const focused = choice.contains(document.activeElement);
    choice.replaceChildren(el("legend", {}, say("whom")), ...departments.map(row));
    if (focused) choice.querySelector(":checked").focus();
  }
}
