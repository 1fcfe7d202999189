/** A conversation that goes on, in its room: from its first word to how it was. */

import { messageCircle } from "../shared/icons.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { keep, recall } from "./memory.js";
import { part } from "./on-use.js";
import { first, isHere, portrait } from "./people.js";
import { rows, Thread } from "./thread.js";
import { back, clockTime } from "./times.js";
import { config, count, say } from "./words.js";

const NEAR = 80;
const TYPING_EVERY = 3000;

export class Conversation {
  #unseen = 0;
  #newest = 0;
  #told = 0;
  #low = true; // the end is in view, and stays in view when a keyboard or a line of ours takes room

  /**
   * @param {import("./room.js").Room} room
   * @param {string} id
   * @param {any} house
   */
  constructor(room, id, house) {
    const { line } = house;
    const { element, scroll } = room;
    Object.assign(this, { room, id, house, line, element, scroll });
    this.thread = new Thread((client_id) => line.socket.retry(client_id), (seq) => line.reread(this.id, seq), (data, text) => this.#answer(data, text));
    this.sending = el("div.sending");
    this.typing = el("div.row.theirs.start.end", { hidden: true });
    this.asked = el("div");
    this.after = el("div.after");
    this.pill = el("button.pill", { type: "button", hidden: true, click: () => this.#bottom() });
    this.added = [this.pill];
  }

  /** Takes the room, and gives back the way to leave it. */
  enter() {
    const { room, line, element, scroll, id } = this;
    const files = () => this.paintFiles();
    scroll.replaceChildren(this.thread.log, this.sending, this.asked, this.typing, this.after);
    element.append(...this.added);
    room.composer.serve(`draft:${id}`, {
      send: (text) => this.#send(text),
      files: (files) => this.#attach(files),
      typing: (text) => this.#write(text),
      limits: () => line.limits,
    });
    scroll.onscroll = () => this.#scrolled();
    const resized = new ResizeObserver(() => this.#low && this.#bottom());
    resized.observe(scroll);
    line.addEventListener("files", files);
    return () => {
      scroll.onscroll = null;
      line.removeEventListener("files", files);
      resized.disconnect();
      scroll.replaceChildren();
      for (const one of this.added) one.remove();
    };
  }

  get talk() {
    return this.line.talks.get(this.id);
  }

  /** The conversation got its true name: until then it was called by its opening frame. */
  rename(id) {
    this.id = id;
    this.room.composer.name(`draft:${id}`);
  }

  focus() {
    this.room.focus();
  }

  update() {
    const { talk, line } = this;
    const stuck = this.#stuck();
    if (talk) this.#head(talk);
    const busy = talk?.oldest === Infinity && !talk.pending;
    this.thread.log.setAttribute("aria-busy", busy);
    this.paintFiles();
    if (!talk) return;
    if (talk.oldest === Infinity) line.older(talk);
    if (talk.entries.some(({ message }) => message?.data?.lead != null)) this.asking ??= part("blocks").then(({ block }) => ((this.thread.block = block), this.update()));
    if (!busy) {
      const before = this.scroll.scrollHeight - this.scroll.scrollTop;
      this.thread.paint(rows(talk, line.unsent(this.id), this.thread.block));
      this.#type(talk.typing);
      this.#inquire(talk);
      this.#finish(talk);
      if (stuck) this.#bottom();
      else if (talk.oldest < this.oldest) this.scroll.scrollTop = this.scroll.scrollHeight - before;
      this.oldest = talk.oldest;
    }
    this.#count(talk, stuck);
    this.seen();
    const failed = line.unsent(this.id).some((item) => item.failed);
    this.#announce(failed ? say("failed") : talk.typing ? say("typing", { name: first(talk.typing) }) : "");
  }

  /** What stands on the screen in front of somebody counts as read. */
  seen() {
    const { talk } = this;
    const theirs = talk?.entries.findLast(({ message }) => message && message.author.kind !== "visitor");
    if (!theirs || !this.house.visible || !this.#stuck()) return;
    this.line.receipts.note("conversation.read", talk.id, theirs.seq);
    if (!talk.unread) return;
    talk.unread = 0;
    this.line.dispatchEvent(new CustomEvent("change", { detail: talk }));
  }

  #announce(text) {
    const { status } = this.room;
    if (status.textContent !== text) status.textContent = text;
  }

  #head(talk) {
    const { room, line } = this;
    const { agents, departments } = line.availability;
    const { agent, department } = talk;
    const here = agents.some(({ id }) => id === agent?.id);
    const place = departments.find(({ id }) => id === department?.id) ?? departments[0];
    const gone = place && !isHere(place) && back(place);
    const open = agent ? (department?.name ?? "") : talk.pending ? "" : gone || (place?.wait_s ? say("usually", { n: place.wait_s / 60 }) : say("waiting"));
    room.title.textContent = agent?.name ?? department?.name ?? config.name;
    room.fact.textContent = talk.over ? say("ended_at", { time: clockTime(talk.closed_at) }) : open;
    room.face.replaceChildren(...(agent ? [portrait(agent, here && !talk.over)] : []));
    room.menu.hidden = talk.pending;
    const { element } = room.composer;
    // What is gone cannot keep the focus: it goes to where it says why, and to what can be done below.
    if (talk.over && element.contains(document.activeElement)) this.scroll.focus();
    element.hidden = talk.over;
  }

  #type(author) {
    this.typing.hidden = !author;
    if (author) this.typing.replaceChildren(portrait(author), el("div.bubble.dots", { "aria-hidden": true }, el("i"), el("i"), el("i")));
  }

  /** What a department asks after the first words, once a conversation. */
  #inquire(talk) {
    const { line } = this;
    const place = line.availability.departments.find(({ id }) => id === talk.department?.id);
    const fields = place?.form?.ask === "after" ? place.form.fields.filter(({ key }) => !line.facts.includes(key)) : [];
    const done = `asked:${talk.id}`;
    if (talk.over || talk.pending) return this.asked.replaceChildren();
    if (!fields[0] || this.asked.firstChild || recall(done)) return;
    const answer = (said) => {
      keep(done, "1");
      if (said) line.answer(said);
      this.focus();
    };
    part("form").then(({ after }) => {
      if (!this.asked.firstChild) this.asked.append(after(fields, answer));
      this.#bottom();
    });
  }

  #finish(talk) {
    if (!talk.over) return void (this.ending || this.after.replaceChildren());
    if (this.after.firstChild) return;
    this.after.append(el("button.way", { type: "button", click: () => this.house.begin() }, icon(messageCircle), say("again")));
    const answered = talk.agent ?? talk.entries.find(({ message }) => message?.author.kind === "agent")?.message.author;
    if (answered) part("rating").then(({ afterwards }) => this.#ask(afterwards(this.line, talk, first(answered))));
  }

  /** Puts the question above what else there is to do, if it is still over by then. */
  #ask({ question, more }) {
    const stuck = this.#stuck();
    if (!this.talk?.over || this.after.childElementCount !== 1) return;
    this.after.prepend(...question);
    this.after.append(...more);
    if (stuck) this.#bottom();
  }

  /** Tells that somebody writes, now and then, and that they have stopped, once. */
  #write(text) {
    const now = Date.now();
    if (text ? now - this.#told < TYPING_EVERY : !this.#told) return;
    this.#told = text && now;
    this.line.socket.send({ type: text ? "typing.start" : "typing.stop", conversation: this.id });
  }

  #send(text) {
    this.line.say(this.id, text);
    this.update();
    this.#bottom();
  }

  /** Answers something that was asked; it goes away, and with it the focus. */
  #answer(data, text) {
    this.line.act("message.send", this.id, { kind: "answer", data, text });
    this.update();
    this.#bottom();
    this.focus();
  }

  /** What is on its way stands below what is in the record. */
  paintFiles() {
    const stuck = this.#stuck();
    this.line.paintFiles(this.sending, this.id);
    if (stuck) this.#bottom();
  }

  #attach(files) {
    if (this.talk?.over) return;
    this.line.attach(this.id, files);
    this.update();
    this.#bottom();
  }

  #stuck() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #bottom() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #count(talk, stuck) {
    const theirs = talk.entries.filter(({ seq, message }) => seq > this.#newest && message && message.author.kind !== "visitor");
    if (this.#newest && !stuck) this.#unseen += theirs.length;
    this.#newest = Math.max(this.#newest, talk.entries.at(-1)?.seq ?? 0);
    this.#show();
  }

  #show() {
    if (this.#stuck()) this.#unseen = 0;
    this.pill.hidden = !this.#unseen;
    this.pill.textContent = count("unseen", this.#unseen);
  }

  #scrolled() {
    this.#low = this.#stuck();
    this.#show();
    this.seen();
    const { talk } = this;
    if (talk && talk.oldest < Infinity && this.scroll.scrollTop < 200) this.line.older(talk);
  }
}
