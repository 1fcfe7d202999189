/** The chat's document: two screens, one line, and the page around it. */

import { wifiOff } from "../shared/icons.js";
import { Conversation } from "./conversation.js";
import { el, icon } from "./dom.js";
import { Home } from "./home.js";
import { Line } from "./line.js";
import { blocked } from "./memory.js";
import { isHere } from "./people.js";
import { config, say } from "./words.js";

const AWAY_TOLD_AFTER = 2000;
const AWAY_LONG = 10_000;

/** Speaks with the loader: only with the parent, and only with the first origin it ever had. */
class Page {
  #origin = null;

  constructor(hear) {
    this.embedded = window.parent !== window && !config.standalone;
    if (!this.embedded) return;
    addEventListener("message", ({ isTrusted, source, origin, data }) => {
      if (!isTrusted || source !== window.parent || !config.origins.includes((this.#origin ??= origin)) || origin !== this.#origin) return;
      hear(data);
    });
    window.parent.postMessage({ visavis: "ready" }, "*"); // says nothing but that we are here
  }

  tell(type, more) {
    if (this.#origin) window.parent.postMessage({ visavis: type, ...more }, this.#origin);
  }
}

export function boot() {
  const { style, dataset } = document.documentElement;
  const scheme = config.theme || location.hash.slice(1);
  if (scheme === "dark" || scheme === "light") style.colorScheme = scheme;
  dataset.alone = !!config.standalone;
  const line = new Line();
  const panel = el("div.panel");
  const notice = el("div.notice", { role: "status", hidden: true });
  let screen;
  let opened = false;
  let gone = false; // the visitor has gone somewhere; until then we choose
  let chosen = false;
  let timers = [];

  const page = new Page(({ visavis, page: where }) => {
    if (where) line.go(where);
    if (visavis === "open") {
      opened = true;
      screen.focus();
      screen.seen?.();
      state();
    } else if (visavis === "close") opened = false;
  });
  if (page.embedded) {
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", say("title"));
  } else {
    opened = true;
    line.page = { url: location.href, title: document.title, referrer: document.referrer };
  }
  document.body.append(panel);

  const ways = {
    home: () => go(null),
    open: (id) => go(id),
    close: page.embedded ? () => page.tell("close") : undefined,
    visible: () => opened && document.visibilityState === "visible",
  };

  function show(id) {
    screen = id === null ? new Home(line, ways) : new Conversation(line, id, ways);
    panel.replaceChildren(screen.element);
    screen.element.children[0].after(notice);
    screen.update();
  }

  function go(id) {
    gone = chosen = true;
    show(id);
    screen.focus();
  }

  function state() {
    const talks = [...line.talks.values()];
    const unread = talks.reduce((sum, talk) => sum + talk.unread, 0);
    page.tell("state", { unread, online: line.availability.departments.some(isHere), used: talks.length > 0 });
  }

  /** Nothing when well; a quiet line after two seconds, a plain one after ten. */
  function connection() {
    for (const timer of timers) clearTimeout(timer);
    const words = blocked && line.talks.size ? say("memory") : "";
    notice.hidden = !words;
    notice.className = "notice";
    if (notice.textContent !== words) notice.textContent = words; // said once, not with every change
    if (line.socket.state === "open") return;
    const tell = (text, long) => {
      notice.hidden = false;
      notice.classList.toggle("long", long);
      notice.replaceChildren(long ? icon(wifiOff, 16) : el("i.ring"), text);
    };
    timers = [setTimeout(tell, AWAY_TOLD_AFTER, say("connecting"), false), setTimeout(tell, AWAY_LONG, say("offline"), true)];
  }

  line.addEventListener("change", ({ detail: talk }) => {
    if (!chosen && line.greeted) {
      const open = [...line.talks.values()].filter((one) => !one.over);
      const [only, other] = open.some((one) => !one.pending) ? open.filter((one) => !one.pending) : open;
      chosen = true;
      if (only && !other) show(only.id);
    }
    const newest = talk?.entries.findLast(({ message }) => message && message.author.kind !== "visitor");
    if (newest) line.note("conversation.received", talk.id, newest.seq);
    if (!talk || !screen.id || screen.id === talk.id || screen instanceof Home) screen.update();
    if (line.socket.state === "open") connection();
    state();
  });
  // What was being opened before a reload may come a moment after what is open.
  line.addEventListener("resumed", ({ detail }) => {
    if (!gone) show(detail);
  });
  line.addEventListener("opened", ({ detail }) => {
    if (Object.values(detail).includes(screen.id)) screen.rename(detail.conversation);
  });
  line.addEventListener("state", connection);
  document.addEventListener("visibilitychange", () => screen.seen?.());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (!screen.escape?.()) page.tell("close");
  });
  show(null);
  connection();
}
