/** The chat's document: two screens, one line, and the page around it. */

import { wifiOff } from "../shared/icons.js";
import { el, icon } from "./dom.js";
import { Home } from "./home.js";
import { Host } from "./host.js";
import { Lobby } from "./lobby.js";
import { keys, recall } from "./memory.js";
import { part } from "./on-use.js";
import { Opening } from "./opening.js";
import { isHere } from "./people.js";
import { Room } from "./room.js";
import { config, say } from "./words.js";

const AWAY_TOLD_AFTER = 2000;
const AWAY_LONG = 10_000;

/** @param {(ways: any) => any} [greet] may give the first screen itself */
export function boot(greet) {
  const { style } = document.documentElement;
  const dress = (scheme) => {
    if (scheme === "dark" || scheme === "light") style.colorScheme = scheme;
  };
  dress(config.theme || location.hash.slice(1));
  const panel = document.body.firstElementChild;
  const notice = panel.lastElementChild;
  /** @type {any} */
  let line = new Lobby();
  let screen, leave, loading;
  let opened = false;
  let gone = false; // the visitor has gone somewhere; until then we choose
  let chosen = false;
  let timers = [];

  const ways = {
    get line() {
      return line;
    },
    home: () => go(home),
    begin: () => go(new Opening(room, ways)),
    open: async (id) => go(new (await whole()).Conversation(room, id, ways)),
    visible: () => opened && document.visibilityState === "visible",
    whole,
  };
  const home = new Home(ways);
  const room = new Room();
  const heard = {
    open() {
      opened = true;
      screen.focus();
      screen.seen?.();
      state();
    },
    close: () => (opened = false),
    prefill({ text }) {
      if (!screen.room) ways.begin();
      room.composer.write(text);
    },
    theme: ({ theme }) => dress(theme),
    set: ({ said }) => whole().then(() => line.set(said)),
    reset: () => whole().then(() => line.forget()),
  };
  const host = new Host((told) => {
    if (told.page) line.go(told.page);
    heard[told.visavis]?.(told);
  });
  if (!host.embedded) {
    opened = true;
    line.go({ url: location.origin + location.pathname, title: document.title, referrer: document.referrer });
  }
  panel.onclick = ({ target }) => {
    if (target.closest(".close")) host.tell("close");
    if (target.closest(".back")) ways.home();
  };

  /** Loads what carries and shows conversations; the line of a newcomer makes way for it. */
  function whole() {
    return (loading ??= part("talking").then(({ talking }) => {
      line.stop();
      line = new talking.Line(line);
      home.mine = talking.mine;
      follow();
      return talking;
    }));
  }

  function show(next) {
    leave?.();
    if (screen) screen.element.hidden = true;
    screen = next;
    leave = screen.enter?.();
    screen.element.hidden = false;
    screen.element.firstElementChild.after(notice);
    screen.update();
  }

  function go(next) {
    gone = chosen = true;
    show(next);
    screen.focus();
  }

  function state() {
    const unread = [...line.talks.values()].reduce((sum, talk) => sum + talk.unread, 0);
    host.tell("state", { unread, online: line.availability.departments.some(isHere), used: line.talks.size > 0 });
  }

  /** Nothing when well; a quiet line after two seconds, a plain one after ten. */
  function connection() {
    for (const timer of timers) clearTimeout(timer);
    const words = keys.blocked && line.talks.size ? say("memory") : "";
    notice.hidden = !words;
    notice.className = "notice";
    if (notice.textContent !== words) notice.textContent = words; // said once, not with every change
    if (line.state === "open") return;
    const tell = (text, long) => {
      notice.hidden = false;
      notice.classList.toggle("long", long);
      notice.replaceChildren(long ? icon(wifiOff, 16) : el("i.ring"), text);
    };
    timers = [setTimeout(tell, AWAY_TOLD_AFTER, say("connecting"), false), setTimeout(tell, AWAY_LONG, say("offline"), true)];
    if (line.state === "lost") whole();
  }

  function changed({ detail: talk }) {
    if (recall("token")) whole(); // another tab was used first
    if (!chosen && line.known) {
      const open = [...line.talks.values()].filter((one) => !one.over);
      const [only, other] = open.some((one) => !one.pending) ? open.filter((one) => !one.pending) : open;
      chosen = true;
      if (only && !other) enter(only.id);
    }
    if (!talk || !screen.id || screen.id === talk.id) screen.update();
    if (line.state === "open") connection();
    state();
  }

  async function enter(id) {
    const { Conversation } = await whole();
    if (!gone) show(new Conversation(room, id, ways));
  }

  function follow() {
    line.addEventListener("change", changed);
    line.addEventListener("state", connection);
    line.addEventListener("told", ({ detail }) => host.tell("event", detail));
    // What was being opened before a reload may come a moment after what is open.
    line.addEventListener("resumed", ({ detail }) => enter(detail));
    line.addEventListener("opened", ({ detail }) => {
      if (Object.values(detail).includes(screen.id)) screen.rename(detail.conversation);
    });
    line.start();
  }

  addEventListener("storage", ({ key }) => key === `${keys.prefix}token` && whole());
  addEventListener("pagehide", () => line.stop());
  addEventListener("pageshow", ({ persisted }) => persisted && line.start());
  document.addEventListener("visibilitychange", () => screen.seen?.());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (!screen.escape?.()) host.tell("close");
  });
  const first = greet?.(ways);
  chosen = !!first;
  show(first || home);
  if (recall("token")) whole();
  else follow();
  connection();
}
