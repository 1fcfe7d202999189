/** The wire of this visitor: the socket, the token, and every conversation that came over it. */

import { uuid } from "../shared/uuid.js";
import { VisavisSocket } from "../shared/socket.js";
import { Carrying } from "./carrying.js";
import { hello, socketUrl } from "./hello.js";
import { keep, keys, recall, storage } from "./memory.js";
import { outbox, watch } from "./outbox.js";
import { isHere } from "./people.js";
import { Receipts } from "./receipts.js";
import { Talk } from "./talk.js";
import { Together } from "./together.js";
import { config } from "./words.js";

const HISTORY = 40;
// Where files wait whose conversation has to be opened once more.
const AGAIN = "again";
// More than this would be no frame, and stand in the way of the visitor's own words.
const MOST_SAID = 10_000;
// What a visitor sees as refused, and may send again; anything else that is refused is let go.
const WORDS = ["message.send", "conversation.open"];

export class Line extends Carrying {
  /** @type {Map<string, Talk>} by id, or by the client_id of an opening that is still unanswered */
  talks = new Map();
  preference = { contact: "open", muted: false };
  email = null; // a hint at the address mail goes to
  #token;
  #tab = uuid();
  #used = false;

  /** @param {any} lobby where the visitor waited until now, with what was heard there */
  constructor({ availability, limits, greeted, facts, page, token, first }) {
    super();
    Object.assign(this, { availability, limits, greeted, facts, page });
    this.#token = recall("token") || token;
    const socket = new VisavisSocket({
      url: socketUrl,
      syncUrl: `/w/${config.key}/sync`,
      store: outbox(this.#tab),
      hello: () =>
        hello({
          token: this.#token || undefined,
          tab: this.#tab,
          timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, // takes 20 ms, so it is not asked of those who only look
          page: this.page ?? undefined,
        }),
      // Only who is the same visitor shares: one who was somebody else before must not be told as whom.
      carry: (open, doors) => new Together(`${keys.prefix}line:${this.#token}`, open, doors, () => this.#greeting()),
    });
    this.socket = socket;
    this.receipts = new Receipts((frame) => socket.send(frame));
    const hear = (type, react) => socket.addEventListener(type, ({ detail }) => react.call(this, detail.frame ?? detail, detail.of));
    hear("welcome", this.#welcome);
    hear("entry", (entry) => this.#changed(this.#talk(entry.conversation), (talk) => talk.apply(entry)));
    hear("reset", ({ conversation }) => this.#changed(this.#talk(conversation), (talk) => Object.assign(talk, { entries: [], oldest: Infinity })));
    hear("frame", this.#frame);
    hear("state", ({ state }) => {
      if (state === "open" && this.page) this.go(this.page);
      this.dispatchEvent(new Event("state"));
    });
    // Taken away in another tab: whoever was here has left, and so has what they said.
    watch("token", (token) => (token ? this.#adopt(token) : location.reload()));
    hear("adopted", ({ frames }) => {
      this.#use();
      for (const { type, client_id, conversation } of frames) {
        const opens = type === "conversation.open";
        if (opens || this.talks.has(conversation)) this.#changed(this.#talk(conversation ?? client_id));
        if (opens) this.dispatchEvent(new CustomEvent("resumed", { detail: client_id }));
      }
    });
    this.goOnSending();
    if (!first) return;
    this.#open(first);
    keep(`out:${first.client_id}`, ""); // which is in this one's outbox now
  }

  get state() {
    return this.socket.state;
  }

  get somebody() {
    return this.availability.departments.some(isHere);
  }

  start() {
    // Back from the browser's memory, after whoever was here has left in another tab.
    if (this.talks.size && !keys.blocked && storage()?.getItem(`${keys.prefix}token`) !== this.#token) return location.reload();
    this.socket.start();
  }

  stop() {
    this.socket.stop();
  }

  /** What was written and is not yet in the record, for one conversation. */
  unsent(id) {
    return this.socket.outbox.items.filter(({ frame }) => (frame.conversation ?? frame.client_id) === id);
  }

  /** Sends a text; without a conversation it opens one, maybe by what was offered, and the answer is what to call it until then. */
  say(id, text, department, form, { invitation, entries } = {}) {
    const client_id = uuid();
    if (!id) this.#open({ type: "conversation.open", page: this.page ?? undefined, client_id, text, department, form, invitation }, entries);
    else {
      this.#use();
      this.act("message.send", id, { text });
    }
    return id || client_id;
  }

  #open(frame, entries = []) {
    const { client_id, department, form } = frame;
    this.#use();
    this.socket.request(frame);
    for (const item of this.files) if (item.conversation === AGAIN) item.conversation = client_id;
    this.#learn(form);
    Object.assign(this.#talk(client_id), { department: this.availability.departments.find((one) => one.id === department), agent: entries[0]?.message.author, entries });
  }

  get token() {
    return this.#token;
  }

  /** Sends a message of one uploaded file; done when it stands in the record. */
  async hand(conversation, file, client_id) {
    this.#use();
    const { conversation: id, seq } = await this.socket.request({ type: "message.send", conversation, client_id, text: "", attachments: [file] });
    await this.reread(id, seq).catch(() => {});
  }

  /** Reads one entry again, with addresses that are fresh. */
  async reread(id, seq) {
    const page = await this.socket.request({ type: "sync", id: uuid(), conversation: id, before: seq + 1, limit: 1 });
    const talk = this.#talk(id);
    for (const entry of page.entries) {
      talk.add(entry);
      if (!(talk.last?.seq > entry.seq) && entry.message) talk.last = { ...entry.message, seq: entry.seq };
    }
    this.#changed(talk);
    return page.entries.at(-1)?.message;
  }

  /** Is on this page of the site from now on; whoever answers is told. */
  go(page) {
    this.page = page;
    const { view = "", url, title, referrer, tracking } = page; // no more: the page around us says what it likes
    if (this.talks.size && url) this.socket.send({ type: "page.view", view, url, title, referrer, tracking });
  }

  /** Does something to a conversation that its record will tell. */
  act(type, conversation, more) {
    this.socket.request({ type, conversation, client_id: uuid(), ...more });
  }

  /** Wants this of us from now on. */
  prefer(wish) {
    this.#use();
    Object.assign(this.preference, wish);
    this.act("preference.set", undefined, wish);
  }

  /** Loads what came before the oldest entry at hand. */
  async older(talk) {
    if (talk.loading || talk.oldest <= 1 || talk.pending) return;
    talk.loading = true;
    const before = Math.min(talk.oldest, (this.socket.last.get(talk.id) ?? 0) + 1);
    try {
      const page = await this.socket.request({ type: "sync", id: uuid(), conversation: talk.id, before, limit: HISTORY });
      talk.oldest = page.entries.length ? talk.oldest : 1;
      for (const entry of page.entries) talk.add(entry);
    } catch {} // offline: asked again when the line is back
    talk.loading = false;
    this.#changed(talk);
  }

  /** Tells the team what the page knows about its reader, once they use the chat: that, and nothing in their name. */
  set({ name, email, phone, attributes }) {
    const said = { name, email, phone, attributes };
    if (JSON.stringify(said).length < MOST_SAID) this.act("visitor.update", undefined, said);
  }

  /** From now on this browser is somebody new. */
  forget() {
    for (const key of Object.keys(storage() ?? {})) if (key.startsWith(keys.prefix)) keep(key.slice(keys.prefix.length), "");
    this.files = [];
    this.tellFiles(); // their names are forgotten as well
    this.#used = false;
    this.#token = "";
    this.talks.clear();
    this.socket.reset();
    this.#changed();
  }

  #talk(id) {
    if (!this.talks.has(id)) this.talks.set(id, new Talk({ id, pending: !this.socket.last.has(id) }));
    return this.talks.get(id);
  }

  #changed(talk, change) {
    change?.(talk);
    this.dispatchEvent(new CustomEvent("change", { detail: talk }));
  }

  /** From now on the visitor uses the chat: the token may be kept. */
  #use() {
    const kept = recall("token");
    this.#used = true;
    if (kept && kept !== this.#token) this.#adopt(kept);
    else keep("token", this.#token); // again, because somebody may have cleared the storage
  }

  /** On this device, too, it is the visitor of this token from now on. */
  become(token) {
    this.#used = true;
    this.talks.clear();
    keep("token", token);
    this.#adopt(token);
  }

  /** Another tab was used first: this one becomes the same visitor. */
  #adopt(token) {
    if (!token || token === this.#token) return;
    this.#token = token;
    this.socket.stop();
    this.socket.start();
  }

  /** What a tab that joins has to know: all that this one was told. */
  #greeting() {
    if (this.state !== "open") return undefined;
    const conversations = [...this.talks.values()].filter(({ pending }) => !pending).map((talk) => ({ ...talk.summary(), head: this.socket.last.get(talk.id) ?? 0 }));
    const visitor = { email: this.email, known: this.facts };
    return { type: "welcome", token: this.#token, visitor, preference: this.preference, conversations, availability: this.availability, limits: this.limits };
  }

  #welcome({ token, visitor, preference, conversations, availability, limits }) {
    if (token) {
      const kept = recall("token");
      // Kept by another tab after this one said hello: we are that visitor, not the new one.
      if (kept && kept !== this.#token) return this.#adopt(kept);
      this.#token = token;
      if (this.#used || kept) keep("token", token);
    }
    Object.assign(this, { availability, preference, email: visitor.email, facts: visitor.known });
    for (const { frame } of this.socket.outbox.items) this.#learn(frame.form); // which the server has yet to hear
    this.limits = { ...this.limits, ...limits };
    for (const summary of conversations) Object.assign(this.#talk(summary.id), summary, { pending: false });
    this.greeted = this.known = true;
    this.#changed();
  }

  #frame(frame, of) {
    const { type, conversation, seq, at } = frame;
    const talk = this.talks.get(conversation);
    if (type === "availability.changed") this.availability = frame;
    else if (type === "preference.changed") this.preference = frame.preference;
    else if (type === "conversation.received") talk?.mark(frame.reader, "received", seq);
    else if (type === "typing.started" || type === "typing.stopped") {
      if (!talk || frame.author.kind === "visitor") return;
      talk.typing = type === "typing.started" ? frame.author : null;
      clearTimeout(talk.silent);
      talk.silent = setTimeout(() => this.#changed(talk, () => (talk.typing = null)), 6000);
    } else if (type === "ack" && of?.type === "conversation.open") this.#opened(of.client_id, conversation);
    else if (type === "nack" && of?.type === "conversation.open" && frame.fields) return this.#asked(of);
    else if (type === "ack" && of?.attachments) {
      if (!this.files.some(({ key }) => key === of.client_id)) this.reread(conversation, seq).catch(() => {}); // sent before a reload
    } else if (type === "ack" && of?.type === "message.send") {
      const author = { kind: "visitor" };
      talk.add({ type: "message.created", seq, at, message: { ...of, author } });
      if (!(talk.last?.seq > seq)) talk.last = { seq, at, author, text: of.text };
    } else if (type !== "nack") return;
    if (type === "nack" && of && !frame.retry && !WORDS.includes(of.type)) this.socket.discard(of.client_id);
    this.#changed(talk);
  }

  /** Says what a form asked for; what is known is not asked again. */
  answer({ name = "", email = "", phone = "", attributes }) {
    const said = { name, email, phone, attributes };
    this.#learn(said);
    this.set(said);
  }

  #learn({ attributes, ...own } = {}) {
    const said = { ...own, ...attributes };
    this.facts = [...this.facts, ...Object.keys(said).filter((key) => said[key])];
  }

  /** The team asks more than it did when the first words were written: they go back to where they were. */
  #asked({ client_id }) {
    const unsent = this.unsent(client_id).map(({ frame }) => frame);
    for (const frame of unsent) this.socket.discard(frame.client_id);
    for (const item of this.files) if (item.conversation === client_id) item.conversation = AGAIN;
    this.talks.delete(client_id);
    keep("draft:", unsent.map(({ text }) => text).filter(Boolean).join("\n"));
    this.dispatchEvent(new CustomEvent("asked", { detail: client_id }));
    this.#changed();
  }

  #opened(client_id, conversation) {
    const draft = this.talks.get(client_id);
    this.talks.delete(client_id);
    const known = this.talks.has(conversation);
    const talk = this.#talk(conversation);
    if (!known) talk.oldest = 1; // all of it comes by itself
    talk.department ??= draft?.department;
    talk.pending = false;
    for (const item of this.files) if (item.conversation === client_id) item.conversation = conversation;
    this.tellFiles();
    keep(`draft:${conversation}`, recall(`draft:${client_id}`));
    keep(`draft:${client_id}`, "");
    this.dispatchEvent(new CustomEvent("opened", { detail: { client_id, conversation } }));
  }
}
