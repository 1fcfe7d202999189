/** What the visitor has allowed, and the token they are known by: kept on the device as far as that goes and no further. */

import { guarded, storage } from "./guest.js";

// Either is reason enough to tell of pages; the other purposes only say what may be made of them.
const SEEING = ["engagement", "analytics"];
const PURPOSES = [...SEEING, "attribution", "cross_brand"];

export class Permission {
  #token;

  /** @param {{key: string, mode: "cookieless" | "ask" | "full", dnt?: boolean}} site */
  constructor({ key, mode, dnt }) {
    this.mode = mode;
    this.prefix = `visavis:${key}:`;
    this.never = navigator.globalPrivacyControl || (dnt && navigator.doNotTrack === "1");
    this.lasts = mode !== "cookieless" && !this.never; // whether this browser may be known again
    this.choice = {};
    this.look();
    if (!this.lasts) this.token = ""; // the site has changed its mind, or the visitor
  }

  /** Believes what is kept on the device: another tab may have been told something else. */
  look() {
    const kept = this.#recall("consent");
    if (kept === undefined) return; // storage is blocked
    this.choice = Object(guarded(JSON.parse)(kept));
    this.#token = "";
  }

  /** Whether the server may be told of pages. */
  get given() {
    return !this.never && SEEING.some((purpose) => (this.mode === "ask" ? this.choice[purpose] === "granted" : this.choice[purpose] !== "refused"));
  }

  /** Another tab may have been told it. */
  get token() {
    return this.lasts ? (this.#recall("tracking") ?? this.#token) : "";
  }

  set token(token) {
    const before = this.token;
    this.#token = this.lasts && this.given ? token : ""; // an answer may come after leave was taken back
    this.#keep("tracking", this.#token);
    if (this.#token && this.#token !== before) this.onknown?.();
  }

  /** @param {"granted" | "refused" | Record<string, "granted" | "refused">} said of every purpose, or of each */
  set(said) {
    for (const purpose of PURPOSES) {
      const word = said?.[purpose] ?? said;
      if (word === "granted" || word === "refused") this.choice[purpose] = word;
    }
    // A refusal is to last; leave for what is done anyway needs no room on the device.
    this.#keep("consent", (this.lasts || Object.values(this.choice).includes("refused")) && JSON.stringify(this.choice));
  }

  #recall(name) {
    return storage("getItem", this.prefix + name);
  }

  #keep(name, value) {
    if (value) storage("setItem", this.prefix + name, value);
    else storage("removeItem", this.prefix + name);
  }
}
