/** The first screen: who is here, the visitor's own conversations, and the way to a new one. */

import { el } from "./dom.js";
import { names, portrait } from "./people.js";
import { back, greeting } from "./times.js";
import { config, count, say } from "./words.js";

/** The first department that is back; one that is open and empty may have somebody any moment. */
const when = ({ open, next_open_at }) => (open ? "" : (next_open_at ?? "never"));
const soonest = (departments) => [...departments].sort((a, b) => (when(a) < when(b) ? -1 : 1))[0] ?? {};

export class Home {
  element = document.getElementById("home");

  /** @param {any} house */
  constructor(house) {
    this.house = house;
    const [header, list, foot] = this.element.children;
    this.title = header.querySelector("h1");
    this.who = header.lastElementChild;
    this.list = list;
    this.empty = list.firstElementChild;
    this.start = foot.firstElementChild;
    this.start.onclick = () => house.begin();
  }

  enter() {
    return () => this.list.replaceChildren();
  }

  /** Goes to what is there to do; for somebody who came by a pointer to the heading, which shows no ring. */
  focus(by) {
    (by === 1 ? this.title : this.start).focus();
  }

  update() {
    const { talks, availability, greeted, somebody } = this.house.line;
    const { agents, departments, wait_s } = availability;
    const away = greeted && !somebody;
    this.title.replaceChildren(...(away && !config.contact ? [back(soonest(departments))] : [el("span", {}, greeting()), config.greeting || say("greeting")]));
    this.start.lastChild.textContent = say(away ? "leave" : "start");
    if (greeted) {
      const here = agents.length > 0;
      this.who.replaceChildren(
        ...(here ? [el("span.faces", {}, ...agents.map((one) => portrait(one)))] : []),
        here
          ? el("p", {}, !wait_s && el("i.dot"), count("here", agents.length, { names: names(agents) }), wait_s && el("span.hint", {}, el("i.dot"), say("usually", { n: wait_s / 60 })))
          : el("p", {}, away && say("away_hint")),
      );
    }
    if (talks.size) this.mine(this);
    else this.list.replaceChildren(this.empty);
  }
}
