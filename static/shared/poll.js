/** Carries frames by long polling where WebSockets are blocked. */

/** @typedef {import("./delivery.js").Frame} Frame */
/** @typedef {import("./wire.js").Doors} Doors */

const WAIT = 15_000; // a poll is never silent for longer than a heartbeat
const TERM = 150_000; // then the WebSocket gets another chance

export class Poll {
  #end = new AbortController();

  /** @param {string} url @param {Doors} doors */
  constructor(url, doors) {
    Object.assign(this, { url, doors });
    this.#run();
  }

  /** @param {Frame[]} frames */
  send(frames) {
    this.#post(frames, 0);
  }

  close() {
    this.#end.abort();
  }

  async #run() {
    const begun = Date.now();
    for (let wait = 0; Date.now() - begun < TERM && !this.#end.signal.aborted; wait = WAIT) await this.#post([], wait);
    this.doors.lost(0);
  }

  async #post(frames, wait_ms) {
    const { greeting, receive, lost } = this.doors;
    try {
      const body = JSON.stringify({ frames: [greeting(), ...frames], wait_ms });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(this.url, { method: "POST", body, headers, signal: this.#end.signal, credentials: "omit" });
      if (answer.ok) for (const frame of (await answer.json()).frames) receive(frame);
      else {
        this.close();
        lost(answer.status, 1_000 * Number(answer.headers.get("Retry-After")));
      }
    } catch {
      this.close();
      lost(0);
    }
  }
}
