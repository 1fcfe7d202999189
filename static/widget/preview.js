/**
 * The chat as a manager sees it before saving: the visitor's own screens, over a line that leads nowhere.
 * It opens no socket and stores nothing, so nobody comes into being by looking.
 */

import { Conversation } from "./conversation.js";
import { el } from "./dom.js";
import { Home } from "./home.js";
import { Talk } from "./talk.js";
import { config } from "./words.js";

const TALK = "preview";

/** What the screens ask of a line, answered with the one conversation that the server made up. */
class StillLine extends EventTarget {
  talks = new Map();
  limit = 4000;
  fileLimit = 10_000_000;
  greeted = true;
  socket = { state: "open", retry() {}, send() {} };

  constructor({ availability, talk }) {
    super();
    this.availability = availability;
    if (talk) this.talks.set(TALK, new Talk({ id: TALK, oldest: 1, status: "active", agent: talk.agent, marks: { visitor: { received: 9, read: 9 }, agents: { received: 9, read: 9 } } }));
    for (const entry of talk?.entries ?? []) this.talks.get(TALK).apply(entry);
  }

  unsent() {
    return [];
  }

  fileCards() {
    return [];
  }

  note() {}
  older() {}
}

export function boot() {
  const { style, dataset } = document.documentElement;
  const scheme = config.theme || location.hash.slice(1);
  if (scheme === "dark" || scheme === "light") style.colorScheme = scheme;
  dataset.alone = false;
  const line = new StillLine(config.sample);
  const nowhere = () => {};
  const ways = { home: nowhere, open: nowhere, close: nowhere, visible: () => false };
  const screen = config.sample.talk ? new Conversation(line, TALK, ways) : new Home(line, ways);
  const panel = el("div.panel", {}, screen.element);
  panel.inert = true; // to be looked at: no key and no click leads into it
  document.body.append(panel);
  screen.update();
}
