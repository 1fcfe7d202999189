/** Moves a document from its lobby to the whole line, and keeps its screens by what comes over it. */

import { wifiOff } from "../shared/icons.js";
import { Conversation } from "./conversation.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { Line } from "./line.js";
import { keys } from "./memory.js";
import { mine } from "./mine.js";
import { part } from "./on-use.js";
import { count, say } from "./words.js";

const AWAY_TOLD_AFTER = 2000;
const AWAY_LONG = 10_000;
// What the page is told of, and how it is called there.
const TOLD = { "message.created": "message", "conversation.closed": "chat:end", "conversation.rated": "rating" };

/** @param {any} house */
export function settle(house) {
  const { host, notice, room } = house;
  let chosen = house.gone || house.settled;
  let timers = [];
  house.line.stop();
  const line = (house.line = new Line(house.line));
  house.home.mine = mine;

  const tell = (name, detail) => host.tell("event", { name, detail });

  /** The page hears what happens from now on, but nothing of what is said; and what nobody reads is rung for. */
  function heard({ type, seq, conversation, message, score }, talk) {
    const theirs = message && message.author.kind !== "visitor";
    const name = TOLD[type];
    if (name && (theirs || !message) && seq > (talk.head ?? 0)) tell(name, score ? { conversation, score } : { conversation });
    if (type === "message.created" && theirs && !line.preference.muted) part("sound").then(({ ring }) => ring(conversation, !talk.unread));
  }

  const enter = (id) => house.gone || house.show(new Conversation(room, id, house));

  function state() {
    const unread = [...line.talks.values()].reduce((sum, talk) => sum + talk.unread, 0);
    host.tell("state", { unread, name: unread && count("unread", unread), online: line.somebody, used: line.talks.size > 0 });
  }

  /** Nothing when well; a quiet line after two seconds, a plain one after ten. */
  function connection() {
    for (const timer of timers) clearTimeout(timer);
    const words = keys.blocked && line.talks.size ? say("memory") : "";
    notice.hidden = !words;
    notice.className = "notice settled";
    if (notice.textContent !== words) notice.textContent = words; // said once, not with every change
    if (line.state === "open") return;
    if (line.socket.refused) {
      host.tell("hide"); // nobody is shown what they may not use
      notice.hidden = false;
      return notice.replaceChildren(say("refused"));
    }
    const tell = (text, long) => {
      notice.hidden = false;
      notice.classList.toggle("long", long);
      notice.replaceChildren(long ? icon(wifiOff, 16) : el("i.ring"), text);
    };
    timers = [setTimeout(tell, AWAY_TOLD_AFTER, say("connecting"), false), setTimeout(tell, AWAY_LONG, say("offline"), true)];
  }

  /** Who has one conversation going is shown it at once; more than one are listed. */
  function choose() {
    const open = [...line.talks.values()].filter((one) => !one.over);
    const [only, other] = open.some((one) => !one.pending) ? open.filter((one) => !one.pending) : open;
    chosen = true;
    if (only && !other) enter(only.id);
  }

  line.addEventListener("change", ({ detail: talk }) => {
    if (!chosen && line.known) choose();
    const newest = talk?.entries.findLast(({ message }) => message && message.author.kind !== "visitor");
    if (newest) line.receipts.note("conversation.received", talk.id, newest.seq);
    const { screen } = house;
    if (!talk || !screen.id || screen.id === talk.id) screen.update();
    if (line.state === "open") connection();
    state();
  });
  line.addEventListener("state", connection);
  line.socket.addEventListener("entry", ({ detail: { frame } }) => heard(frame, line.talks.get(frame.conversation)));
  // What was being opened before a reload may come a moment after what is open.
  line.addEventListener("resumed", ({ detail }) => enter(detail));
  line.addEventListener("asked", ({ detail }) => house.screen.id === detail && house.begin());
  line.addEventListener("opened", ({ detail }) => {
    if (Object.values(detail).includes(house.screen.id)) house.screen.rename(detail.conversation);
    tell("chat:start", { conversation: detail.conversation });
  });
  document.addEventListener("visibilitychange", () => house.screen.seen?.());
  connection();
  line.start();
}
