/** The chat as a page of its own, and what greets whoever comes by the link of a mail. */

import { uuid } from "../shared/uuid.js";
import { el } from "./dom.js";
import { boot } from "./frame.js";
import { keys, recall } from "./memory.js";
import { config, say } from "./words.js";

const MARK = "#link=";
const SHOWN = "d-"; // what a link begins with that was shown, and not mailed
const APART = "visavis:apart";

/** A tab that came by a link into a browser that is somebody already keeps what it keeps apart from that. */
function apart(begin) {
  try {
    if (begin) sessionStorage.setItem(APART, "mail:");
    keys.prefix += sessionStorage.getItem(APART) ?? "";
  } catch {} // nothing is kept here: the page remembers as long as it stands
}

const forget = () => history.replaceState(null, "", location.pathname);

/** Asks before it uses the link up: what only looks at pages, such as a scanner of mails, uses nothing. */
class Welcome {
  #link = location.hash.slice(MARK.length);

  constructor(house) {
    this.house = house;
    this.title = el("h1", { tabindex: -1 });
    this.lead = el("p", { role: "status" });
    this.ways = el("div.ways");
    this.element = el("div.screen", {}, el("header.tall", {}, el("div.bar", {}, el("b.name", {}, config.name)), this.title), el("main.list", {}, this.lead, this.ways));
    this.go = el("button.primary", { type: "button", click: () => this.#follow() }, say("link_go"));
    this.again = el("button.primary", { type: "button", click: () => this.#renew() }, say("link_again"));
    this.anew = el("button.plain", { type: "button", click: () => (forget(), house.begin()) }, say("link_new"));
    this.#say(say("link_title"), say("link_lead"), this.go);
  }

  enter() {
    document.body.firstElementChild.prepend(this.element);
    return () => this.element.remove();
  }

  update() {}

  focus() {
    this.title.focus();
  }

  async #follow() {
    const client_id = uuid();
    await this.house.whole();
    const { socket } = this.house.line;
    let linked;
    const hear = ({ detail: { frame } }) => frame.type === "device.linked" && (linked = frame);
    this.go.disabled = true;
    socket.addEventListener("frame", hear);
    try {
      await socket.request({ type: "device.link", client_id, link: this.#link });
      this.#arrive(linked);
    } catch ({ code }) {
      socket.discard(client_id);
      if (code === "gone" && this.#link.startsWith(SHOWN)) this.#say(say("link_gone"), say("link_shown_lead"), this.anew);
      else if (code === "gone") this.#say(say("link_gone"), say("link_gone_lead"), this.again, this.anew);
      else this.#say(say("link_none"), say("link_none_lead"), this.anew);
    }
    socket.removeEventListener("frame", hear);
  }

  async #renew() {
    try {
      await this.house.whole();
      await this.house.line.socket.request({ type: "device.renew", id: uuid(), link: this.#link });
      this.#say(say("link_gone"), say("link_sent"), this.anew);
    } catch ({ code }) {
      if (code === "gone") this.#say(say("link_gone"), say("link_never"), this.anew);
      else this.lead.textContent = say("link_busy");
    }
  }

  /** Says hello once more, as the visitor the link was sent to. */
  #arrive({ conversation, token }) {
    const { house } = this;
    const { line } = house;
    const enter = () => (line.talks.has(conversation) ? house.open(conversation) : house.go(house.home));
    forget();
    if (token === line.token) return enter();
    if (recall("token")) apart(true);
    const greeted = ({ detail: { state } }) => {
      if (state !== "open") return;
      line.socket.removeEventListener("state", greeted);
      enter();
    };
    line.become(token);
    line.socket.addEventListener("state", greeted);
  }

  #say(title, lead, ...buttons) {
    this.title.textContent = title;
    this.lead.textContent = lead;
    this.ways.replaceChildren(...buttons);
    this.focus();
  }
}

export function arrive() {
  apart();
  const house = boot();
  house.line.go({ url: location.origin + location.pathname, title: document.title, referrer: document.referrer });
  if (location.hash.startsWith(MARK)) house.go(new Welcome(house));
}
