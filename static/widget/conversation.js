/** The second screen: one conversation, from its first word to how it was. */

import { filesOf } from "../shared/files-of.js";
import { chevronLeft, cross, ellipsis, imageUp, messageCircle } from "../shared/icons.js";
import { Composer } from "./composer.js";
import { el, icon, iconButton } from "./dom.js";
import { keep, recall } from "./memory.js";
import { onUse } from "./on-use.js";
import { first, isHere, portrait } from "./people.js";
import { rows, Thread } from "./thread.js";
import { back, clockTime } from "./times.js";
import { config, count, say } from "./words.js";

const UNDO = 5000;
const NEAR = 80;

export class Conversation {
  #unseen = 0;
  #newest = 0;

  /**
   * @param {import("./line.js").Line} line
   * @param {string} id "" for a conversation that is not begun
   * @param {{home: () => void, open: (id: string) => void, close?: () => void, visible: () => boolean}} ways
   */
  constructor(line, id, { home, open, close, visible }) {
    Object.assign(this, { line, id, open, visible });
    this.thread = new Thread((client_id) => line.socket.retry(client_id), (seq) => line.reread(this.id, seq));
    this.sending = el("div.sending");
    this.name = el("bdi");
    this.title = el("h1", { tabindex: -1 }, this.name);
    this.fact = el("p");
    this.face = el("span");
    this.menu = iconButton(ellipsis, say("menu"), () => this.#turn(this.popover.hidden), { "aria-expanded": "false", "aria-haspopup": "menu" });
    this.popover = el("div.menu", { role: "menu", hidden: true }, el("button.danger", { type: "button", role: "menuitem", click: () => this.#end() }, say("end")));
    this.choice = el("fieldset.choice", { hidden: true, change: () => this.#head(this.talk) });
    this.form = el("div.form", { hidden: true });
    this.typing = el("div.row.theirs.start.end", { hidden: true });
    this.after = el("div.after");
    this.pill = el("button.pill", { type: "button", hidden: true, click: () => this.#bottom() });
    this.scroll = el("main.scroll", { scroll: () => this.#scrolled(), tabindex: 0, "aria-label": say("title") }, this.thread.log, this.sending, el("div.ask", {}, this.choice, this.form), this.typing, this.after);
    this.composer = new Composer(`draft:${id}`, {
      send: (text) => this.#send(text),
      files: (files) => this.#attach(files),
      typing: (type) => this.id && line.socket.send({ type, conversation: this.id }),
      limit: () => line.limit,
    });
    this.status = el("p.unseen", { role: "status" });
    this.target = el("div.drop", { hidden: true }, icon(imageUp, 24), el("b", {}, say("file_add")));
    line.addEventListener("files", () => this.paintFiles());
    this.element = el(
      "div.screen",
      { dragover: (event) => this.#drag(event), dragleave: (event) => this.#drag(event), drop: (event) => this.#drop(event) },
      el("header.low", {}, iconButton(chevronLeft, say("back"), home, { class: "icon back" }), this.face, el("div", {}, this.title, this.fact), this.menu, close && iconButton(cross, say("close"), close), this.popover),
      this.scroll,
      this.pill,
      this.composer.element,
      this.target,
      this.status,
    );
    this.update();
  }

  get talk() {
    return this.line.talks.get(this.id);
  }

  /** The conversation got its true name: until then it was called by its opening frame. */
  rename(id) {
    this.id = id;
    this.composer.name(`draft:${id}`);
  }

  focus() {
    if (this.composer.element.hidden || matchMedia("(pointer: coarse)").matches) this.title.focus();
    else this.composer.field.focus();
  }

  /** Esc closes the menu first; false when there was nothing to close. */
  escape() {
    if (this.popover.hidden) return false;
    this.#turn(false);
    this.menu.focus();
    return true;
  }

  update() {
    const { talk, line } = this;
    const stuck = this.#stuck();
    this.#choose(talk);
    this.#head(talk);
    const busy = talk?.oldest === Infinity && !talk.pending;
    this.thread.log.setAttribute("aria-busy", busy);
    this.paintFiles();
    if (!talk) return;
    if (talk.oldest === Infinity) line.older(talk);
    if (!busy) {
      const before = this.scroll.scrollHeight - this.scroll.scrollTop;
      this.thread.paint(rows(talk, line.unsent(this.id)));
      this.#type(talk.typing);
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
    if (!theirs || !this.visible() || !this.#stuck()) return;
    this.line.note("conversation.read", talk.id, theirs.seq);
    if (!talk.unread) return;
    talk.unread = 0;
    this.line.dispatchEvent(new CustomEvent("change", { detail: talk }));
  }

  #announce(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  #head(talk) {
    const { agents } = this.line.availability;
    const agent = talk?.agent;
    const here = agents.some(({ id }) => id === agent?.id);
    const place = this.place;
    const gone = place && !isHere(place) && back(place);
    const name = agent?.name ?? talk?.department?.name ?? config.name;
    const fact = !talk ? gone : talk.over ? say("ended_at", { time: clockTime(talk.closed_at) }) : agent ? (talk.department?.name ?? "") : talk.pending ? "" : gone || say("waiting");
    this.name.textContent = name;
    this.fact.textContent = fact || "";
    this.form.hidden = !gone || !!talk || recall("known");
    if (!this.form.hidden) onUse().then(({ form }) => this.form.firstChild || this.form.append(...form()));
    this.face.replaceChildren(...(agent ? [portrait(agent, here && !talk.over)] : []));
    this.menu.hidden = !talk || talk.over || talk.pending;
    this.composer.element.hidden = talk?.over;
  }

  /** The department this is or will be for, as it stands now. */
  get place() {
    const { departments } = this.line.availability;
    const id = this.talk?.department?.id ?? this.choice.querySelector(":checked")?.value;
    return departments.find((one) => one.id === id) ?? departments[0];
  }

  /** What is said where nobody is there to ask. */
  #said() {
    if (this.form.hidden) return undefined;
    const said = Object.fromEntries(new FormData(this.composer.element));
    if (said.email) keep("known", "1");
    return said;
  }

  /** A site with several departments asks once, before the first word; the first who is there is chosen. */
  #choose(talk) {
    const { departments } = this.line.availability;
    this.choice.hidden = !!talk || departments.length < 2;
    if (this.choice.hidden) return;
    const chosen = this.choice.querySelector(":checked")?.value ?? (departments.find(isHere) ?? departments[0]).id;
    const focused = this.choice.contains(document.activeElement);
    this.choice.replaceChildren(
      el("legend", {}, say("whom")),
      ...departments.map((one) =>
        el("label", {}, el("input", { type: "radio", name: "department", value: one.id, checked: one.id === chosen }), el("span", { dir: "auto" }, one.name), el("small", {}, isHere(one) ? say("is_here") : one.open ? say("is_away") : back(one))),
      ),
    );
    if (focused) this.choice.querySelector(":checked").focus();
  }

  #type(author) {
    this.typing.hidden = !author;
    if (author) this.typing.replaceChildren(portrait(author), el("div.bubble.dots", { "aria-hidden": true }, el("i"), el("i"), el("i")));
  }

  #finish(talk) {
    if (!talk.over) return this.after.replaceChildren();
    if (this.after.firstChild) return;
    const answered = talk.agent ?? talk.entries.find(({ message }) => message?.author.kind === "agent")?.message.author;
    const rate = (given) => this.line.act("conversation.rate", talk.id, given);
    if (answered) onUse().then(({ rating }) => this.#ask(rating(first(answered), talk.score, rate)));
    this.after.append(
      el("button.again", { type: "button", click: () => this.open("") }, icon(messageCircle), say("again")),
    );
  }

  /** Puts the question above what else there is to do, if it is still over by then. */
  #ask(card) {
    const stuck = this.#stuck();
    if (this.talk?.over && this.after.childElementCount === 1) this.after.prepend(card);
    if (stuck) this.#bottom();
  }

  #send(text) {
    this.rename(this.line.say(this.id, text, this.place?.id, this.#said()));
    this.update();
    this.#bottom();
  }

  /** What is on its way stands below what is in the record. */
  paintFiles() {
    const stuck = this.#stuck();
    this.sending.replaceChildren(...this.line.fileCards(this.id));
    if (stuck) this.#bottom();
  }

  #attach(files) {
    if (!files.length || this.talk?.over || !this.composer.element.reportValidity()) return;
    this.rename(this.line.place(this.id, this.place?.id, this.#said()));
    this.line.attach(this.id, files);
    this.update();
    this.#bottom();
  }

  #drag(event) {
    if (!event.dataTransfer?.types.includes("Files") || this.talk?.over) return;
    event.preventDefault();
    this.target.hidden = event.type === "dragleave" && !this.element.contains(event.relatedTarget);
  }

  #drop(event) {
    const files = filesOf(event);
    this.target.hidden = true;
    if (files.length) event.preventDefault();
    this.#attach(files);
  }

  #turn(open) {
    this.popover.hidden = !open;
    this.menu.setAttribute("aria-expanded", open);
    if (open) this.popover.firstChild.focus();
  }

  /** Ends the conversation after a moment in which it can be taken back. */
  #end() {
    this.#turn(false);
    const { id } = this;
    const settle = () => {
      clearTimeout(timer);
      removeEventListener("pagehide", end);
      this.after.replaceChildren();
    };
    const end = () => {
      settle();
      this.line.act("conversation.close", id);
    };
    const timer = setTimeout(end, UNDO);
    addEventListener("pagehide", end);
    this.after.replaceChildren(el("p.line", { role: "status" }, `${say("ending")} `, el("button.link", { type: "button", click: () => (settle(), this.focus()) }, say("undo"))));
    this.#bottom();
    this.after.querySelector("button").focus();
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
    this.#show();
    this.seen();
    const { talk } = this;
    if (talk && talk.oldest < Infinity && this.scroll.scrollTop < 200) this.line.older(talk);
  }
}
