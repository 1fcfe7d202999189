/** The page around the chat: what it says is heard only from the parent, and only from the first origin it ever had. */

import { config } from "./words.js";

export class Host {
  #origin = null;

  /** @param {(said: {visavis: string, [more: string]: any}) => void} hear */
  constructor(hear) {
    this.embedded = window.parent !== window && !config.standalone;
    if (!this.embedded) return;
    addEventListener("message", ({ isTrusted, source, origin, data }) => {
      if (!isTrusted || source !== window.parent || !config.origins.includes((this.#origin ??= origin)) || origin !== this.#origin) return;
      hear(data);
    });
    window.parent.postMessage({ visavis: "ready" }, "*"); // says nothing but that we are here
  }

  tell(type, more) {
    if (this.#origin) window.parent.postMessage({ visavis: type, ...more }, this.#origin);
  }
}
