/**
 * The line of somebody who has written nothing here: it hears who is there, stores nothing, and makes
 * way for the whole line with the first word, or when it is cut.
 */

import { Wire } from "../shared/wire.js";
import { hello, socketUrl } from "./hello.js";
import { config } from "./words.js";

export class Lobby extends EventTarget {
  talks = new Map();
  availability = { departments: [], agents: [] };
  limits = { message_chars: 4000, file_bytes: 10_000_000 };
  greeted = false;
  state = "connecting";
  page = null; // where on the site the visitor is

  start() {
    this.wire = new Wire(socketUrl(config.key), {
      greeting: () => hello({ page: this.page ?? undefined }),
      receive: (frame) => this.#hear(frame),
      lost: () => this.#turn("lost"),
    });
  }

  stop() {
    this.wire?.close();
    this.wire = null;
  }

  go(page) {
    this.page = page;
  }

  #hear(frame) {
    if (frame.type === "availability.changed") this.availability = frame;
    if (frame.type === "welcome") {
      Object.assign(this, { greeted: true, token: frame.token, availability: frame.availability, limits: frame.limits });
      this.#turn("open");
    }
    this.dispatchEvent(new Event("change"));
  }

  #turn(state) {
    if (!this.wire) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
