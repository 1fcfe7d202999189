/** The way to the server for what happens on the page: few requests, nothing lost for a while, no noise when it is away. */

const MOST = 50; // frames the server takes at once
const LONGEST = 2000;
const PATIENCE = 10_000;
const SPREAD = 1000; // in which another tab surely sees what one has kept
const SLOWEST = 9; // failures in a row after which the waits grow no more: 512 s

const lasts = ({ type }) => type === "visitor.forget"; // until it is done
const counts = ({ type }) => type === "page.activity" || type === "page.leave";

/** What no database takes is no text, and what is too long is no address: either would cost the whole hit. */
const sayable = (_name, value) => (typeof value === "string" ? value.slice(0, LONGEST).replace(/\p{Cs}|\0/gu, "") : value);

export class Hits {
  #frames = [];
  #busy = false;
  #failures = 0;
  #after = 0;
  #era = 0; // of those who looked at this page

  /** @param {string} url @param {import("./permission.js").Permission} permission @param {() => void} banned */
  constructor(url, permission, banned) {
    Object.assign(this, { url, permission, banned, open: true });
    // Where it can be asked for alone it takes no time; with all that is formatted by it, a slow phone 60 ms.
    const timezone = window.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.about = { timezone, locale: navigator.language, webdriver: navigator.webdriver || undefined };
  }

  /**
   * Takes a frame along with the next hit, and returns it as it will be read; later counters of a page replace those that have not left yet.
   * What cannot be written down fails here, before anything else waits behind it.
   */
  add(given) {
    const frame = JSON.parse(JSON.stringify(given, sayable));
    if (counts(frame)) this.#frames = this.#frames.filter((one) => !counts(one) || one.view !== frame.view);
    this.#frames = [...this.#frames, frame].slice(-MOST);
    return frame;
  }

  /** Sends what there is; `now` where there may be no later. */
  async send(now) {
    const { permission } = this;
    if (!now && (this.#busy || performance.now() < this.#after)) return;
    this.#busy = true;
    if (!now) await null; // what is said in one breath goes together
    const go = () => this.#exchange(now);
    // Tabs without a token ask one after the other: the first hears who they all are.
    const queues = !now && permission.lasts && !permission.token;
    const done = await (queues && navigator.locks ? this.#inTurn(go).catch(go) : go());
    this.#busy = false;
    if (done) this.send();
  }

  /** Forgets what has not left yet, and hears nothing any more of what has: it was told of somebody else. */
  drop() {
    this.#era++;
    this.#frames = this.#frames.filter(lasts);
  }

  /** Who had to wait learns what the first has heard a moment after it is kept: tabs are processes of their own. */
  #inTurn(go) {
    const { permission } = this;
    const name = `${permission.prefix}tracking`;
    const heard = (done) => {
      setTimeout(done, SPREAD);
      addEventListener("storage", () => permission.token && done());
    };
    const after = () => (permission.token ? go() : new Promise(heard).then(go));
    const { locks } = navigator;
    return locks.request(name, { ifAvailable: true }, (lock) => (lock ? go() : locks.request(name, after)));
  }

  /** Tells whether something went, so that more may follow. */
  async #exchange(now) {
    if (!this.open || !this.#frames.length || !navigator.onLine) return false;
    const { permission } = this;
    const { token, choice } = permission;
    const frames = this.#frames.splice(0);
    const era = this.#era;
    const body = JSON.stringify({ token: token || undefined, consent: choice, ...this.about, frames });
    // Outlives the page as a beacon does, but takes no cookies along.
    const post = () => fetch(this.url, { method: "POST", body, keepalive: true, credentials: "omit", priority: "low", signal: AbortSignal.timeout(PATIENCE) });
    try {
      // A socket may be gone before anybody knows: what there may be no later for goes without.
      const answer = await (this.carry && !now ? this.carry(frames) : post());
      const { status } = answer;
      const refused = status === 403 && (await answer.json().catch(Object)).error; // whatever stands between may refuse, too
      if (refused?.code === "banned") {
        this.open = false;
        this.banned();
        return false;
      }
      const foreign = status === 403 && token; // nobody's any more: the next try is without
      if (foreign && permission.token === token) permission.token = "";
      if (foreign || status === 429 || status > 499) throw status;
      this.open = status !== 403 && status !== 404;
      this.#failures = 0;
      const said = status === 200 ? await answer.json() : {};
      if (era !== this.#era) return true;
      if (said.token) permission.token = said.token;
      if (this.open) this.heard(said);
      return true;
    } catch {
      this.#frames = [...(era === this.#era ? frames : frames.filter(lasts)), ...this.#frames].slice(0, MOST);
      this.#after = performance.now() + 1000 * 2 ** Math.min(++this.#failures, SLOWEST);
      return false;
    }
  }
}
