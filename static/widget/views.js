/** The pages somebody looks at on this site, one after the other: loaded, gone to by a script, or brought back. */

import { Attention } from "./attention.js";
import { unique } from "./unique.js";

const SETTLED = 140; // a page may give itself several addresses in a row; before the launcher, which then has nothing to add
const FIRST = 5000; // of active time, after which somebody is known to be there
const EVERY = 15_000;
const WORTH = 3000; // of active time more than was told

/** The address of a page; what stands behind # counts only where it is a path itself. */
function addressed(url) {
  const { href, hash } = new URL(url, location.href);
  return /^#!?\//.test(hash) ? href : href.split("#")[0];
}

export class Views {
  current = null;
  #before = document.referrer;
  #words;
  #settling;

  /**
   * @param {(target: EventTarget, name: string, action: (event: any) => void) => void} hear
   * @param {import("./hits.js").Hits} hits
   * @param {(page: object) => void} tell called with what the chat is to know of a page
   */
  constructor(hear, hits, tell) {
    Object.assign(this, { hits, tell });
    this.attention = new Attention(hear, (looking) => this.#beat(looking), () => this.begin("load", this.current.words));
    hear(document, "visibilitychange", () => document.visibilityState === "hidden" && hits.send(true));
  }

  /** @param {"load" | "spa" | "bfcache"} nav @param {{url?: string, title?: string, referrer?: string}} [words] the page's own */
  begin(nav, words = {}) {
    this.end();
    const { attention, hits } = this;
    const at = addressed(location.href);
    const url = addressed(words.url ?? at);
    const { title = document.title, referrer = this.#before } = words;
    this.#before = url;
    attention.restart();
    const frame = hits.add({ type: "page.view", view: unique(), url, title: `${title}`, referrer: `${referrer}`, nav });
    this.current = { at, url, words, frame, told: 0, depth: attention.depth, due: FIRST };
    hits.send();
    this.say();
  }

  /** Lets the chat know whose page it stands on. */
  say() {
    const { words, frame } = this.current ?? {};
    if (frame) this.tell({ ...words, view: frame.view });
  }

  end() {
    if (!this.current) return;
    const { view } = this.current.frame;
    this.current = null;
    this.attention.hold();
    this.hits.add({ type: "page.leave", view, ...this.attention.counters });
  }

  /** Looks, once it has settled, whether this is another page; until then nobody knows which one time counts for. */
  moved(words) {
    if (!this.current) return;
    this.attention.hold();
    this.#words = words ?? this.#words;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#settle(), SETTLED);
  }

  #settle() {
    const { current } = this;
    const words = this.#words;
    if (!current) return;
    this.#words = undefined;
    this.attention.release();
    const at = addressed(location.href);
    if (at !== current.at || (words && addressed(words.url ?? at) !== current.url)) this.begin("spa", words);
  }

  #beat(looking) {
    const { current, attention } = this;
    if (!current) return;
    const { active, depth } = attention;
    const due = active >= current.due;
    if (!due && (looking || (active - current.told < WORTH && depth === current.depth))) return;
    if (due) current.due = EVERY * (Math.floor(active / EVERY) + 1);
    Object.assign(current, { told: active, depth });
    this.hits.add(this.beat());
    this.hits.send();
  }

  /** How the page is looked at by now. */
  beat() {
    const { current, attention } = this;
    const visible = document.visibilityState === "visible";
    return { type: "page.activity", view: current.frame.view, ...attention.counters, idle_ms: Math.round(attention.idle), visible };
  }
}
