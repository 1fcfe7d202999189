/** The thread: rows of a conversation, painted so that what stands there stays there. */

import { addressed } from "../shared/addresses.js";
import { check, checkCheck, circleAlert, clock } from "../shared/icons.js";
import { day } from "./dates.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { fileCard } from "./filecard.js";
import { first, portrait } from "./people.js";
import { clockTime } from "./times.js";
import { config, say } from "./words.js";

/** Text with its addresses as links, as nodes: an address runs as addresses do, whatever the words around it. */
const linked = (text) => addressed(text, (href, shown) => el("a", { href, target: "_blank", rel: "noopener nofollow ugc", dir: "ltr" }, shown));

const GLYPHS = { sending: clock, sent: check, delivered: checkCheck, read: checkCheck, failed: circleAlert };

/** The sentence of an entry that is not a message. */
function sentence({ type, at, actor, agent, department }) {
  const name = first(actor);
  if (type === "conversation.assigned") return say("joined", { name: first(agent), time: clockTime(at) });
  if (type === "conversation.transferred") return say("moved", { name: agent ? first(agent) : (department?.name ?? config.name) });
  if (type === "conversation.reopened") return say("reopened");
  if (actor.kind === "visitor") return say("ended_by_you");
  return actor.name ? say("ended_by", { name }) : say("ended");
}

/** The rows of a thread: days, sentences, and messages in groups of one author and one minute. */
export function rows(talk, unsent, asking) {
  const known = new Set(talk.entries.map(({ message }) => message?.client_id));
  const pending = unsent.filter(({ frame }) => frame.text && !known.has(frame.client_id)).map(({ frame, failed, at }) => ({ at, message: { ...frame, author: { kind: "visitor" } }, state: failed ? "failed" : "sending" }));
  const all = [...talk.entries, ...pending];
  const answered = new Set(all.map(({ message, state }) => state !== "failed" && message?.kind === "answer" && message.data.of));
  const list = [];
  let today, before;
  for (const { seq, at = Date.now(), message, state, ...entry } of all) {
    if (day(at) !== today) list.push({ key: (today = day(at)), day: today });
    if (message?.deleted_at) list.push({ key: `${seq} removed`, line: say("removed", { name: first(message.author) }) });
    else if (message) {
      const { author, client_id, kind, data } = message;
      const { lead: text = message.text, cards } = data ?? {};
      const attachments = (message.attachments ?? []).filter(({ id, thumbnail }) => !thumbnail || !cards?.some(({ picture }) => picture === id));
      const used = talk.over || answered.has(seq);
      const mine = author.kind === "visitor";
      const group = `${message.edited_at ? seq : ""} ${author.id && !mine ? author.id : author.kind} ${clockTime(at)} ${state === "failed"}`;
      const row = { key: message.edited_at ? `${seq} ${message.edited_at}` : (mine && client_id) || seq, seq, edited: message.edited_at, mine, author, text, attachments, at, group, state: mine && (state ?? talk.fate(seq)), cards: cards && message, used, start: true, end: true };
      if (before?.group === group && list.at(-1) === before) before.end = row.start = false;
      list.push((before = row));
      // What is to be answered stands below, until it is.
      if (asking && data?.lead != null && !cards && !used) list.push({ key: `${seq} ${kind}`, seq, asks: message });
    } else list.push({ key: seq, line: sentence({ at, ...entry }) });
  }
  return list;
}

export class Thread {
  #nodes = new Map();

  /**
   * @param {(client_id: string) => void} retry
   * @param {(seq: number) => Promise<any>} reread a message with fresh addresses of its files
   * @param {(data: any, text: string) => void} answer
   */
  constructor(retry, reread, answer) {
    Object.assign(this, { retry, reread, answer });
    this.log = el("div.log", { role: "log", "aria-relevant": "additions", "aria-label": say("title"), "aria-busy": "true" });
  }

  paint(list) {
    const gone = new Set(this.#nodes.keys());
    let place = this.log.firstChild;
    for (const row of list) {
      gone.delete(row.key);
      const node = this.#nodes.get(row.key) ?? this.#make(row);
      if (row.group) this.#dress(node, row);
      if (node === place) place = place.nextSibling;
      else this.log.insertBefore(node, place);
    }
    for (const key of gone) {
      this.#nodes.get(key).remove();
      this.#nodes.delete(key);
    }
  }

  #make({ key, seq, day, line, asks, mine, author, text, attachments }) {
    const node = day
      ? el("p.day", {}, day)
      : line
        ? el("p.line", {}, line)
        : asks
          ? el("div.block", {}, this.#block(asks, seq))
          : el("div", {}, !mine && portrait(author), ...attachments.map((file) => fileCard(file, (id) => this.#fresh(seq, id))), el(text ? "div.bubble" : "div", { dir: "auto" }, el("bdi.unseen", {}, `${mine ? say("you") : first(author)}: `), ...linked(text)), el("div.meta"));
    this.#nodes.set(key, node);
    return node;
  }

  #block(message, of) {
    return this.block(message, (data, text) => this.answer({ of, ...data }, text));
  }

  async #fresh(seq, id) {
    const message = await this.reread(seq).catch(() => null);
    return message?.attachments.find((file) => file.id === id);
  }

  /** What changes about a message that stays: its place in the group, and its fate. */
  #dress(node, { key, seq, mine, author, at, state, cards, used, start, end, edited }) {
    const look = `row ${mine ? "mine" : "theirs"} ${start ? "start" : ""} ${end ? "end" : ""} ${used ? "used" : ""} ${state || ""}`;
    if (cards && this.block && !node.querySelector(".tiles")) node.lastChild.before(this.#block(cards, seq));
    if (node.className === look) return;
    node.className = look;
    const time = clockTime(at);
    const by = { name: first(author), time };
    const stamp = mine ? say(state, by) : edited ? say("by_edited", by) : say("by", by);
    const again = state === "failed" && el("button.link", { type: "button", click: () => this.retry(key) }, say("retry"));
    node.lastChild.replaceChildren(...(end ? [el("time", { datetime: new Date(at).toISOString() }, stamp), again, mine && icon(GLYPHS[state], 16)].filter(Boolean) : []));
  }
}
