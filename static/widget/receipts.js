/** What tells the team how far their words have come. */

export class Receipts {
  #notes = {};
  #send;

  /** @param {(frame: object) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /** Tells the team what has arrived and what was seen, at most once a second, last value kept. */
  note(type, conversation, seq) {
    const key = type + conversation;
    const noted = (this.#notes[key] ??= { told: 0, seq: 0 });
    if (seq <= noted.seq) return;
    noted.seq = seq;
    clearTimeout(noted.timer);
    const tell = () => {
      noted.told = Date.now();
      this.#send({ type, conversation, seq: noted.seq });
    };
    noted.timer = setTimeout(tell, Math.max(0, noted.told + 1000 - Date.now()));
  }
}
