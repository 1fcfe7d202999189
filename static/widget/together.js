/**
 * One line for all tabs of this browser: the tab that holds the lock carries, the others speak and hear
 * through it. Where locks are refused, as where storage is blocked, every tab carries for itself.
 */

import { uuid } from "../shared/uuid.js";

/** @typedef {import("../shared/delivery.js").Frame} Frame */
/** @typedef {import("../shared/wire.js").Doors} Doors */

const SILENCE = 1000;

export class Together {
  #me = uuid();
  #leader = "";
  #carrier = null;
  #ended = false;
  #doubt = 0;
  #release = () => {};
  #left = new AbortController();

  /**
   * @param {string} name of the line, the same in every tab
   * @param {(doors: Doors) => any} open makes what truly carries
   * @param {Doors} doors of this tab
   * @param {() => Frame | undefined} welcome what this tab tells another that joins, if it was greeted itself
   */
  constructor(name, open, doors, welcome) {
    Object.assign(this, { name, open, doors, welcome });
    const lead = () => this.#lead();
    try {
      this.channel = new BroadcastChannel(name);
      this.channel.onmessage = ({ data }) => this.#hear(data);
      this.#request({ signal: this.#left.signal });
      document.addEventListener("visibilitychange", () => this.#ask(), { signal: this.#left.signal });
      this.#ask();
    } catch {
      queueMicrotask(lead); // once whoever made us knows us
    }
  }

  /** @param {Frame[]} frames */
  send(frames) {
    if (this.#carrier) this.#carrier.send(frames);
    else this.#tell({ frames });
  }

  close() {
    if (this.#ended) return;
    this.#tell({ over: !!this.#carrier });
    this.#ended = true;
    clearTimeout(this.#doubt);
    this.#left.abort();
    this.#carrier?.close();
    this.#release();
    this.channel?.close();
  }

  #request(options) {
    navigator.locks.request(this.name, options, () => this.#lead()).catch(({ name }) => {
      if (this.#ended) return;
      if (name === "AbortError") this.#lost(); // somebody in front of whom the visitor sits took it
      else this.#lead();
    });
  }

  /** Carries from now on, until it is closed. */
  #lead() {
    if (this.#ended) return undefined;
    if (this.#leader) return this.#lost(); // what was sent through the one before us is sent again
    clearTimeout(this.#doubt);
    const { greeting, receive, lost } = this.doors;
    this.#carrier = this.open({
      greeting,
      receive: (frame) => {
        receive(frame);
        this.#tell({ frame });
      },
      lost: (...why) => {
        if (!this.#ended) lost(...why);
      },
    });
    return new Promise((done) => (this.#release = done));
  }

  #lost() {
    this.doors.lost(0);
  }

  #tell(said) {
    if (!this.#ended) this.channel?.postMessage({ by: this.#me, ...said });
  }

  /** Asks who carries; a tab that was put to sleep does not answer, and is not waited for. */
  #ask() {
    if (this.#carrier || document.visibilityState !== "visible") return;
    this.#tell({ ask: true });
    clearTimeout(this.#doubt);
    this.#doubt = setTimeout(() => this.#request({ steal: true }), SILENCE);
  }

  #hear({ by, ask, frames, frame, over, leads }) {
    if (this.#carrier) {
      if (frames) this.#carrier.send(frames);
      if (ask) this.#tell({ leads: true, frame: this.welcome() });
      return;
    }
    if (!leads && !frame && !over) return;
    clearTimeout(this.#doubt);
    if (over || (this.#leader && this.#leader !== by)) return this.#leader ? this.#lost() : this.#ask();
    if (frame?.type === "welcome") this.#leader = by;
    if (frame && this.#leader) this.doors.receive(frame);
  }
}
