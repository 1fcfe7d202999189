/** The chat's document: the first screen, a conversation that is to begin, and the page around them. */

import { Home } from "./home.js";
import { Host } from "./host.js";
import { Lobby } from "./lobby.js";
import { keys, recall } from "./memory.js";
import { part } from "./on-use.js";
import { Opening } from "./opening.js";
import { Room } from "./room.js";
import { config } from "./words.js";

/**
 * What every screen may ask of the document it stands in.
 * @typedef {object} House
 */
class House {
  panel = document.body.firstElementChild;
  notice = this.panel.lastElementChild;
  line = new Lobby();
  home = new Home(this);
  room = new Room();
  settled = false;
  gone = false; // the visitor has gone somewhere; until then we choose
  #back = null;
  #leave = null;
  #loading = null;

  constructor() {
    const host = (this.host = new Host((told) => this.#told[told.visavis]?.(told)));
    this.opened = !host.embedded;
    this.panel.onclick = ({ target }) => {
      if (target.closest(".close")) host.tell("close");
      if (target.closest(".back")) this.go(this.home);
      const more = target.closest(".more");
      if (more) Promise.all([part("menu"), this.whole()]).then(([{ turn }]) => turn(more, this));
    };
    this.line.onchange = () => {
      this.screen.update();
      host.tell("state", { unread: 0, online: this.line.somebody, used: !!this.line.first });
      if (recall("token")) this.whole(); // another tab was used first
      else this.settled = true; // on the first screen, which nobody is taken away from
    };
    this.line.onlost = () => {
      this.notice.hidden = false;
      this.whole();
    };
    addEventListener("storage", ({ key }) => key === `${keys.prefix}token` && this.whole());
    addEventListener("pagehide", () => this.line.stop());
    addEventListener("pageshow", ({ persisted }) => persisted && this.line.start());
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      host.tell("close");
    });
  }

  get visible() {
    return this.opened && document.visibilityState === "visible";
  }

  begin() {
    this.go(new Opening(this.room, this));
  }

  async open(id) {
    this.go(new (await this.whole()).Conversation(this.room, id, this));
  }

  /** Loads what carries and shows conversations; the line of a newcomer makes way for it. */
  whole() {
    return (this.#loading ??= part("talking").then(({ talking }) => {
      talking.settle(this);
      return talking;
    }));
  }

  show(next) {
    this.#leave?.();
    if (this.screen) this.screen.element.hidden = true;
    this.screen = next;
    this.#leave = next.enter?.();
    next.element.hidden = false;
    next.element.firstElementChild.after(this.notice);
    next.update();
  }

  go(next) {
    this.gone = true;
    this.show(next);
    next.focus();
  }

  #hear = (told) => this.whole().then(({ hear }) => hear(this, told));

  /** What the page around the chat may tell it. */
  #told = {
    invitation: this.#hear,
    set: this.#hear,
    reset: this.#hear,
    page: ({ page }) => this.line.go(sayable(page)),
    open: ({ focus, full }) => {
      this.opened = true;
      if (focus) this.screen.focus(focus);
      this.screen.seen?.();
      if (full && window.CloseWatcher) (this.#back = new CloseWatcher()).onclose = () => this.host.tell("close"); // a phone's way back
    },
    close: () => {
      this.opened = false;
      this.#back?.destroy();
    },
    theme: ({ theme }) => dress(theme),
    prefill: ({ text }) => {
      if (!this.screen.room) this.begin();
      this.room.composer.write(text);
    },
  };
}

/** A page as the wire takes it: what is too long or no text at all would cost its reader the whole chat. */
const sayable = (page) => {
  const said = { url: 2000, title: 300, referrer: 2000, view: 64, tracking: 400 };
  for (const name in said) said[name] = `${page[name] ?? ""}`.slice(0, said[name]).replace(/\p{Cs}|\0/gu, "");
  return said;
};

const dress = (scheme) => {
  if (scheme === "dark" || scheme === "light") document.documentElement.style.colorScheme = scheme;
};

export function boot() {
  dress(config.theme || location.hash.slice(1));
  const house = new House();
  house.show(house.home);
  if (recall("token") || recall("used")) house.whole();
  else house.line.start();
  return house;
}
