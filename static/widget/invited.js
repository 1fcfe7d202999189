/** A conversation that somebody of the team would begin: their words stand there, and nothing is kept before an answer. */

import { keep } from "./memory.js";
import { portrait } from "./people.js";
import { rows, Thread } from "./thread.js";

const DRAFT = "draft:";

export class Invited {
  id = "";

  /** @param {any} house @param {{id: string, text: string, author: {name: string, avatar?: string}}} invitation as the page tells it */
  constructor(house, { id, text, author: { name, avatar } }) {
    const { room } = house;
    Object.assign(this, { house, room, element: room.element, thread: new Thread() });
    this.agent = { kind: "agent", name: `${name}`, avatar };
    const message = { text: `${text}`, author: this.agent };
    // Before all that the record will have: it stands there until the record does.
    this.offer = { invitation: `${id}`, entries: [{ seq: 0, at: new Date().toISOString(), message }] };
  }

  enter() {
    const { room, house, thread, agent, offer } = this;
    const { line } = house;
    const say = (text) => line.say("", text, undefined, undefined, offer);
    thread.log.ariaBusy = "false";
    thread.paint(rows(offer, []));
    room.scroll.replaceChildren(thread.log);
    room.title.textContent = agent.name;
    room.fact.textContent = "";
    room.face.replaceChildren(portrait(agent));
    room.menu.hidden = true;
    room.composer.element.hidden = false;
    room.composer.serve(DRAFT, {
      send: (text) => this.#begin(say(text)),
      files: (files) => this.#begin(line.attach(say(""), files)),
      typing() {},
      limits: () => line.limits,
    });
    return () => room.scroll.replaceChildren();
  }

  focus() {
    this.room.focus();
  }

  update() {}

  async #begin(id) {
    keep(DRAFT, "");
    await this.house.open(id);
  }
}
