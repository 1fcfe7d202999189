/** The first screen: who is here, the visitor's own conversations, and the way to a new one. */

import { cross, messageCircle } from "../shared/icons.js";
import { el, icon, iconButton } from "./dom.js";
import { first, isHere, names, portrait } from "./people.js";
import { back, moment, part } from "./times.js";
import { config, count, say } from "./words.js";

/** The last words of a conversation, or the name of the file that stands for them. */
function glimpse({ text, attachments }, author) {
  const words = text || attachments?.[0]?.name;
  return words ? `${author}: ${words}` : say("removed", { name: author });
}

/** The first department that is back; one that is open and empty may have somebody any moment. */
const when = ({ open, next_open_at }) => (open ? "" : (next_open_at ?? "never"));
const soonest = (departments) => [...departments].sort((a, b) => (when(a) < when(b) ? -1 : 1))[0] ?? {};

/** One of the visitor's conversations, as a row to open. */
function row(talk, open) {
  const { agent, department, last, unread } = talk;
  const author = last && (last.author.kind === "visitor" ? say("you") : first(last.author));
  return el(
    "button.talk",
    { type: "button", click: () => open(talk.id), "data-id": talk.id },
    portrait(agent ?? { name: config.name }),
    el("span", {}, el("b", {}, agent?.name ?? department?.name ?? config.name), el("span.last", {}, last ? glimpse(last, author) : say("sending"))),
    el("span.when", {}, last && el("time", { datetime: last.at }, moment(last.at)), unread > 0 && el("b.count", {}, String(unread))),
  );
}

export class Home {
  /**
   * @param {import("./line.js").Line} line
   * @param {{open: (id: string) => void, close?: () => void}} ways
   */
  constructor(line, { open, close }) {
    this.line = line;
    this.open = open;
    this.title = el("h1");
    this.who = el("div.who");
    this.list = el("main.list");
    this.start = el("button.primary", { type: "button", click: () => open("") }, icon(messageCircle), say("start"));
    this.element = el(
      "div.screen",
      {},
      el("header.tall", {}, el("div.bar", {}, el("b.name", {}, config.name), close && iconButton(cross, say("close"), close)), this.title, this.who),
      this.list,
      el("footer.foot", {}, this.start, el("small", {}, icon("M2 3a9 9 0 0 1 0 18zM22 3a9 9 0 0 0 0 18z", 12), "Vis-à-vis")),
    );
    this.update();
  }

  focus() {
    this.start.focus();
  }

  update() {
    const { talks, availability, greeted } = this.line;
    const { agents, departments } = availability;
    const away = greeted && !departments.some(isHere);
    this.title.replaceChildren(...(away ? [back(soonest(departments))] : [el("span", {}, part()), config.greeting || say("greeting")]));
    this.start.lastChild.data = say(away ? "leave" : "start");
    if (greeted) {
      const here = agents.length > 0;
      this.who.replaceChildren(
        ...(here ? [el("span.faces", {}, ...agents.map((one) => portrait(one)))] : []),
        el("p", {}, here ? el("i.dot") : null, here ? count("here", agents.length, { names: names(agents) }) : away && say("away_hint")),
      );
    }
    const list = [...talks.values()].sort((a, b) => (b.unread > 0) - (a.unread > 0) || (a.last?.at < b.last?.at ? 1 : -1));
    const focused = document.activeElement.dataset?.id;
    this.list.replaceChildren(
      list.length ? el("h2", {}, say("yours")) : el("div.empty", {}, el("b", {}, say("empty")), el("p", {}, say("empty_hint"))),
      ...list.map((talk) => row(talk, this.open)),
    );
    if (focused) this.list.querySelector(`[data-id="${focused}"]`)?.focus();
  }
}
