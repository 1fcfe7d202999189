/**
 * The line of somebody who has written nothing here: it hears who is there, stores nothing, and makes
 * way for the whole line with the first word, or when it is cut.
 */

import { uuid } from "../shared/uuid.js";
import { Wire } from "../shared/wire.js";
import { hello, socketUrl } from "./hello.js";
import { keep, recall } from "./memory.js";
import { isHere } from "./people.js";

export class Lobby {
  talks = new Map();
  availability = { departments: [], agents: [] };
  facts = []; // names of what the team knows of the visitor
  limits = { message_chars: 4000, file_bytes: 10_000_000 };
  greeted = false;
  page = null; // where on the site the visitor is

  get somebody() {
    return this.availability.departments.some(isHere);
  }

  start() {
    const wire = (this.wire = new Wire(socketUrl, {
      greeting: () => hello({ page: this.page ?? undefined }),
      receive: (frame) => this.#hear(frame),
      lost: () => this.wire === wire && this.onlost(),
    }));
  }

  stop() {
    const { wire } = this;
    this.wire = null;
    wire?.close();
  }

  go(page) {
    this.page = page;
  }

  /** Keeps first words in an outbox of their own, until the whole line says them: this one, or after a reload the next. */
  say(_, text, department, form) {
    const client_id = uuid();
    this.first = { type: "conversation.open", page: this.page ?? undefined, client_id, text, department, form };
    keep(`out:${client_id}`, JSON.stringify([{ frame: this.first }]));
    keep("used", "1");
    keep("token", recall("token") || this.token);
    this.onchange();
    return client_id;
  }

  #hear(frame) {
    if (frame.type === "availability.changed") this.availability = frame;
    if (frame.type === "welcome") Object.assign(this, frame, { greeted: true }); // its token, who is there, what may be said
    this.onchange();
  }
}
