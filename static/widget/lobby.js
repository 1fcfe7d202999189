/**
 * The line of somebody who has written nothing here: it hears who is there, stores nothing, and makes
 * way for the whole line with the first word, or when it is cut.
 */

import { Wire } from "../shared/wire.js";
import { hello, socketUrl } from "./hello.js";
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
    const wire = (this.wire = new Wire(socketUrl(), {
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

  #hear({ type, token, availability, limits, ...frame }) {
    if (type === "availability.changed") this.availability = frame;
    if (type === "welcome") Object.assign(this, { greeted: true, token, availability, limits });
    this.onchange();
  }
}
