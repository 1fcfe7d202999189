/**
 * The chat as a manager sees it before saving: the visitor's own screens, over a line that leads nowhere.
 * It opens no socket and stores nothing, so nobody comes into being by looking.
 */

import { Conversation } from "./conversation.js";
import { after, Questions } from "./form.js";
import { Home } from "./home.js";
import { parts } from "./on-use.js";
import { Opening } from "./opening.js";
import { isHere } from "./people.js";
import { Room } from "./room.js";
import { Talk } from "./talk.js";
import { config } from "./words.js";

const TALK = "preview";

/** What the screens ask of a line, answered with the one conversation that the server made up. */
class StillLine extends EventTarget {
  talks = new Map();
  limits = { message_chars: 4000 };
  greeted = true;
  facts = [];
  page = {};
  socket = { state: "open", retry() {}, send() {} };

  constructor({ availability, talk }) {
    super();
    this.availability = availability;
    if (talk) this.talks.set(TALK, new Talk({ id: TALK, oldest: 1, status: "active", agent: talk.agent, department: availability.departments[0], marks: { visitor: { received: 9, read: 9 }, agents: { received: 9, read: 9 } } }));
    for (const entry of talk?.entries ?? []) this.talks.get(TALK).apply(entry);
  }

  get somebody() {
    return this.availability.departments.some(isHere);
  }

  unsent() {
    return [];
  }

  receipts = { note() {} };
  paintFiles() {}
  older() {}
}

export function boot() {
  const { style } = document.documentElement;
  const scheme = config.theme || location.hash.slice(1);
  if (scheme === "dark" || scheme === "light") style.colorScheme = scheme;
  const nowhere = () => {};
  const house = { line: new StillLine(config.sample), begin: nowhere, whole: nowhere, visible: false };
  parts.form = Promise.resolve({ after, Questions });
  const home = new Home(house);
  const room = new Room();
  const screens = { home: () => home, talk: () => new Conversation(room, TALK, house), ask: () => new Opening(room, house) };
  const screen = screens[config.sample.screen]();
  screen.enter?.();
  screen.element.hidden = false;
  screen.update();
}
