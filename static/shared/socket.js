/**
 * The socket client of the widget and the console: the delivery rules of the wire, no user interface.
 *
 * What is written goes through an outbox and is resent until it is answered; what is read arrives
 * as "entry" events in the order of each conversation's record, every entry exactly once.
 */

import { backoff } from "./backoff.js";
import { Ledger, Outbox } from "./delivery.js";
import { Poll } from "./poll.js";
import { Wire } from "./wire.js";

/** @typedef {import("./delivery.js").Frame} Frame */
/** @typedef {import("./delivery.js").Unsent} Unsent */
/** @typedef {{load(adopt: (list: Unsent[]) => void): void | Promise<void>, save(list: Unsent[]): void}} Store */

const HEALTHY = 10_000;
const REFUSED = [4401, 4403, 403];
const BUSY = [1013, 4429, 429, 503];

export class VisavisSocket extends EventTarget {
  /** "connecting" | "open" | "closed" */
  state = "closed";
  refused = false; // for good: who comes again is refused again
  since = 0;
  ledger = new Ledger();
  outbox = new Outbox();
  #waiting = new Map(); // client_id or id -> [resolve, reject]
  #syncing = new Set();
  #timers = {};
  #tries = 0;
  #failures = 0; // attempts in a row that ended before a welcome
  #notBefore = 0;
  #heartbeat = 15_000;
  #heard = 0;
  #running = false;
  #carrier = null;
  #loaded = null;
  #polls = false;
  #wakers = [];

  /**
   * @param {{url: string, hello: () => object, store: Store, syncUrl?: string, carry?: (open: any, doors: any) => any}} options
   *   With `syncUrl` the same frames travel by HTTP after the WebSocket failed twice; `carry` may make
   *   something else carry, by means of `open`.
   */
  constructor({ url, hello, store, syncUrl, carry = (open, doors) => open(doors) }) {
    super();
    Object.assign(this, { url, hello, store, syncUrl, carry });
  }

  get last() {
    return this.ledger.last;
  }

  get heads() {
    return this.ledger.heads;
  }

  async start() {
    if (this.#running) return;
    this.#running = true;
    const wake = () => document.visibilityState === "visible" && this.wake();
    this.#wakers = [
      [window, "online", wake],
      [document, "visibilitychange", wake],
      [window, "offline", () => this.state === "open" && this.#lost(0)], // its socket may not know for long
    ];
    for (const [target, name, listener] of this.#wakers) target.addEventListener(name, listener);
    this.#loaded ??= Promise.resolve(this.store.load((list) => this.#adopt(list)));
    await this.#loaded;
    if (this.#running) this.#connect();
  }

  stop() {
    this.#running = false;
    for (const [target, name, listener] of this.#wakers) target.removeEventListener(name, listener);
    this.#leave();
    this.#turn("closed");
  }

  /** Connects at once if it is away, or if it has been silent for too long. */
  wake() {
    if (!this.#running || Date.now() < this.#notBefore) return;
    if (this.state === "open" && Date.now() - this.#heard < this.#heartbeat + 2_000) return;
    if (this.state === "connecting" && this.#carrier) return;
    this.#tries = this.#failures = 0;
    this.#connect();
  }

  /** Sends if connected, else forgets: for what is only true now. */
  send(frame) {
    if (this.state === "open") this.#carrier.send([frame]);
  }

  /**
   * Asks for an answer. With `client_id` the frame is kept and resent until it is answered, over
   * reloads too; with `id` alone it is asked once. Resolves with the answer, rejects with a nack.
   * A frame may name its conversation by the client_id of a conversation.open still unanswered.
   */
  request(frame) {
    const answer = new Promise((...settle) => this.#waiting.set(frame.client_id ?? frame.id, settle));
    answer.catch(() => {}); // also told as a "frame" event, so nobody is obliged to listen here
    if (frame.client_id) {
      this.outbox.items.push({ frame });
      this.#keep();
      this.#pump();
    } else if (this.state === "open") this.#carrier.send([frame]);
    else this.#answer(frame.id, { type: "nack", code: "offline", retry: true }, 1);
    return answer;
  }

  /** Tries a refused frame again. */
  retry(client_id) {
    const item = this.outbox.find(client_id);
    if (!item) return;
    delete item.failed;
    item.sent = false;
    this.#keep();
    this.#pump();
  }

  /** Forgets a refused frame. */
  discard(client_id) {
    this.outbox.settle(client_id);
    this.#keep();
  }

  /** Forgets everything: what is unsent, too, belongs to somebody else from now on. */
  reset() {
    this.stop();
    this.outbox.items = [];
    this.ledger = new Ledger();
    this.#keep();
    this.start();
  }

  /** Takes over what was left unsent; it is kept under this tab's name before anything else can happen. */
  #adopt(list) {
    if (!list.length) return;
    this.outbox.items.unshift(...list);
    this.#keep();
    this.#tell("adopted", { frames: list.map(({ frame }) => frame) });
    this.#pump();
  }

  #keep() {
    this.store.save(this.outbox.items.map(({ frame, failed }) => (failed ? { frame, failed } : { frame })));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #turn(state) {
    if (state === this.state) return;
    this.state = state;
    this.since = Date.now();
    this.#tell("state", { state, since: this.since });
  }

  #after(name, wait, action) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(action, wait);
  }

  #leave() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    const carrier = this.#carrier;
    this.#carrier = null;
    carrier?.close();
    this.#syncing.clear();
    for (const item of this.outbox.items) item.sent = false;
    for (const id of this.#waiting.keys()) {
      if (!this.outbox.find(id)) this.#answer(id, { type: "nack", code: "offline", retry: true }, 1);
    }
  }

  #connect() {
    this.#leave();
    this.#turn("connecting");
    const mine = (act) => (...given) => carrier === this.#carrier && act(...given);
    const doors = { greeting: () => this.#greeting(), receive: mine((frame) => this.#receive(frame)), lost: mine((code, wait) => this.#lost(code, wait)) };
    this.#polls = this.syncUrl && this.#failures > 1;
    const open = (given) => (this.#polls ? new Poll(this.syncUrl, given) : new Wire(this.url, given));
    const carrier = this.carry(open, doors);
    this.#carrier = carrier;
    this.#listen();
  }

  #greeting() {
    return { type: "hello", protocol: 1, last: this.ledger.recent(), ...this.hello() };
  }

  /** Two missed heartbeats mean that nobody is there, whatever the socket says. */
  #listen() {
    this.#heard = Date.now();
    const patience = this.state === "open" ? 2 * this.#heartbeat + 1_000 : 15_000;
    this.#after("silence", patience, () => this.#lost(0));
  }

  #lost(code, wait_ms = 0) {
    if (this.state !== "open") this.#failures++;
    this.#leave();
    if (REFUSED.includes(code)) {
      this.#running = false;
      this.refused = true;
      return this.#turn("closed");
    }
    this.#turn("connecting");
    if (BUSY.includes(code)) wait_ms ||= 5_000;
    this.#notBefore = Math.max(this.#notBefore, Date.now() + wait_ms);
    const wait = Math.max(0, this.#notBefore - Date.now()) + backoff(this.#tries++);
    this.#after("retry", wait, () => this.#connect());
  }

  #pump() {
    if (this.state !== "open") return;
    const now = Date.now();
    const ready = this.outbox.ready(now);
    for (const item of ready) item.sent = true;
    if (ready.length) this.#carrier.send(ready.map(({ frame }) => frame));
    const due = Math.min(...this.outbox.items.map(({ sent, failed, due = 0 }) => (sent || failed || due <= now ? Infinity : due)));
    if (due < Infinity) this.#after("outbox", due - now, () => this.#pump());
  }

  #sync(conversation) {
    if (this.#syncing.has(conversation) || this.state !== "open") return;
    this.#syncing.add(conversation);
    this.#carrier.send([{ type: "sync", conversation, after: this.ledger.last.get(conversation) ?? 0 }]);
  }

  #answer(id, frame, refused = 0) {
    this.#waiting.get(id)?.[refused](frame);
    this.#waiting.delete(id);
  }

  /** @param {Frame} frame */
  #receive(frame) {
    this.#listen();
    const { type, seq } = frame;
    const of = this.outbox.find(frame.client_id)?.frame; // what this answers
    for (const { id, head } of frame.conversations ?? []) this.ledger.begin(id, head);
    if (type === "welcome") return this.#welcome(frame);
    if (type === "sync.page") return this.#page(frame);
    if (type === "sync.reset") return this.#reset(frame);
    if (frame.retry_after_ms && type === "error") this.#notBefore = Date.now() + frame.retry_after_ms;
    if (type === "heartbeat") for (const [id, head] of Object.entries(frame.heads)) this.#reach(id, head);
    else if (type === "ack") this.#settle(frame);
    else if (type === "nack") this.#refuse(frame);
    else if (seq && type !== "conversation.received") return this.#entry(frame);
    if (frame.id && type !== "ack" && type !== "nack") this.#answer(frame.id, frame, type === "error" ? 1 : 0);
    this.#tell("frame", { frame, of });
  }

  #welcome(frame) {
    this.#heartbeat = frame.heartbeat_ms ?? this.#heartbeat;
    this.#failures = Number(this.#polls); // after a poll the WebSocket is tried once, else twice
    if (this.state === "open") return; // a long poll greets every time
    const carrier = this.#carrier;
    this.#tell("welcome", { frame }); // before the state, so that a listener knows whom it serves
    if (carrier !== this.#carrier) return; // the listener began anew
    this.#turn("open");
    this.#after("healthy", HEALTHY, () => (this.#tries = 0));
    this.#pump();
  }

  #reach(conversation, seq) {
    this.ledger.see(conversation, seq);
    if (this.ledger.behind(conversation)) this.#sync(conversation);
  }

  #entry(entry) {
    if (this.ledger.take(entry.conversation, entry.seq)) this.#tell("entry", { frame: entry });
    else this.#reach(entry.conversation, entry.seq);
  }

  #page(page) {
    const { conversation, entries, head, more } = page;
    const asked = this.#waiting.has(page.id); // somebody reads history: not ours to apply
    if (!asked) {
      const from = this.ledger.last.get(conversation) ?? 0;
      for (const entry of entries) if (this.ledger.take(conversation, entry.seq)) this.#tell("entry", { frame: entry });
      this.#syncing.delete(conversation);
      // A page that brought nothing is not asked for again before the next heartbeat.
      const moved = (this.ledger.last.get(conversation) ?? 0) > from;
      if (moved && (more || this.ledger.behind(conversation))) this.#sync(conversation);
    }
    this.ledger.see(conversation, head ?? 0);
    this.#answer(page.id, page);
    this.#tell("frame", { frame: page });
  }

  #reset({ conversation, head }) {
    this.#syncing.delete(conversation);
    this.ledger.last.set(conversation, head);
    this.ledger.see(conversation, head);
    this.#tell("reset", { frame: { conversation, head } });
  }

  #settle(ack) {
    const item = this.outbox.find(ack.client_id);
    if (item) {
      this.outbox.settle(ack.client_id, ack.conversation);
      this.#keep();
      // The sender of a message gets no entry for it: the ack takes its place in the order.
      if (item.frame.type === "message.send" && ack.seq && !this.ledger.take(ack.conversation, ack.seq)) {
        this.#reach(ack.conversation, ack.seq);
      }
    }
    this.#answer(ack.client_id ?? ack.id, ack);
    this.#pump();
  }

  #refuse(nack) {
    const item = this.outbox.find(nack.client_id);
    if (item && nack.retry) {
      item.sent = false;
      item.tries = (item.tries ?? 0) + 1;
      item.due = Date.now() + (nack.retry_after_ms ?? 0) + backoff(item.tries);
    } else {
      if (item) item.failed = nack;
      this.#keep();
      this.#answer(nack.client_id ?? nack.id, nack, 1);
    }
    this.#pump();
  }
}
