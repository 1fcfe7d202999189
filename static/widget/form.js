/** What a visitor is asked: before the first words, or after them as a card in the thread. */

import { cross, fileText } from "../shared/icons.js";
import { iconButton } from "./controls.js";
import { el } from "./dom.js";
import { complete, Field, formOf } from "./fields.js";
import { icon } from "./icon.js";
import { isHere } from "./people.js";
import { back } from "./times.js";
import { config, say } from "./words.js";

const OURS = ["name", "email", "phone"];
const NAME = { autocomplete: "name", maxlength: 120 };
const spoken = document.documentElement.lang;
/** What was typed, by question: nothing is lost when another department asks the same. */
const typed = {};

/** The words of a question in the language of the chat, else those for every language. */
const worded = (words) => words[spoken] ?? words[""];

/** @param {{key: string, kind?: string, label?: Record<string, string>, required?: boolean, choices?: Record<string, string[]>}} question */
function field({ key, kind, label, required, choices }) {
  const options = choices?.[""].map((value, at) => ({ value, label: worded(choices)[at] }));
  const made = new Field({ name: key, kind, label: label ? worded(label) : say(key), required, options, ...(key === "name" && NAME) });
  if (typed[key]) made.value = typed[key];
  made.input.addEventListener("input", () => (typed[key] = made.value));
  return made;
}

/** What was answered, as the server takes it. */
function said(fields) {
  const values = { attributes: {} };
  for (const { name, value } of fields) if (value) (OURS.includes(name) ? values : values.attributes)[name] = value;
  return values;
}

/** The card after the first message: it is sent, or put aside as nothing. */
export function after(questions, send) {
  const fields = questions.map(field);
  const putAside = () => (send(null), card.remove());
  const later = el("button.plain", { type: "button", click: putAside }, say("not_now"));
  const done = () => {
    if (fields.every(({ empty }) => empty)) return putAside(); // a box left as it was
    send(said(fields));
    card.replaceChildren(el("p", { role: "status" }, say("noted")));
  };
  const card = formOf(fields, say("about_you"), done, later);
  card.prepend(el("b", {}, say("about_you")));
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
    this.place = el("div.fields", { role: "group", "aria-label": say("about_you") });
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
  update(questions) {
    this.#choose();
    const name = JSON.stringify(questions);
    if (name === this.name) return;
    this.name = name;
    this.fields = questions.map(field);
    this.place.replaceChildren(...this.fields.map(({ element }) => element));
    this.place.hidden = !questions[0];
    if (this.page) this.page.hidden = !questions[0];
  }

  /** What was answered, nothing where nothing is asked; null: something is wrong, and has the focus. */
  values() {
    return this.fields[0] && (complete(this.fields) ? said(this.fields) : null);
  }

  /** A site with several departments asks whom it is for; who is there stands as they stand now. */
  #choose() {
    const { opening, choice } = this;
    const { departments } = opening.house.line.availability;
    const stand = JSON.stringify([departments, opening.place]);
    if (stand === this.stand) return; // nobody's finger loses what it is about to choose
    this.stand = stand;
    const choose = ({ target }) => {
      opening.chosen = target.value;
      opening.update();
    };
    const row = (one) =>
      el("label", {}, el("input", { type: "radio", name: "department", value: one.id, checked: one === opening.place, change: choose }), el("span", {}, el("bdi", {}, one.name)), !config.contact && el("small", {}, ...stands(one)));
    choice.hidden = !departments[1];
    const focused = choice.contains(document.activeElement);
    choice.replaceChildren(el("legend", {}, say("whom")), ...departments.map(row));
    if (focused) choice.querySelector(":checked").focus();
  }
}
