/** What carries frames: a WebSocket. Whatever else carries them looks the same. */

/**
 * @typedef {import("./delivery.js").Frame} Frame
 * @typedef {object} Doors
 * @property {() => Frame} greeting the hello that begins every connection
 * @property {(frame: Frame) => void} receive
 * @property {(code: number, wait_ms?: number) => void} lost called once, when the carrier is of no use any more
 */

export class Wire {
  /** @param {string} url @param {Doors} doors */
  constructor(url, { greeting, receive, lost }) {
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.send([greeting()]);
    this.socket.onmessage = ({ data }) => receive(JSON.parse(data));
    this.socket.onclose = ({ code }) => lost(code);
  }

  /** @param {Frame[]} frames */
  send(frames) {
    for (const frame of frames) this.socket.send(JSON.stringify(frame));
  }

  close() {
    this.socket.close();
  }
}
