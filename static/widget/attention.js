/**
 * How somebody looks at a page: for how long, how far down, and since when no more. Time counts while the page is
 * visible, has the focus and was touched within the last minute, whatever the clock on the wall says.
 */

const AWAY = 60_000; // untouched for so long, nobody is taken to look
const GONE = 29 * 60_000; // a visit ends after half an hour; a little less, so that nothing falls between
const TICK = 1000;
// A wheel and a finger that move anything scroll, or are pointers.
const TOUCHES = ["pointerdown", "pointermove", "keydown", "scroll"];

export class Attention {
  held = true; // while there is no page it would count for
  #looking = false;
  #timer;

  /**
   * @param {(target: EventTarget, name: string, action: (event: any) => void) => void} hear
   * @param {(looking: boolean) => void} beat called each second that somebody looks, and when they stop
   * @param {() => void} back called when somebody returns after so long that it is another visit
   */
  constructor(hear, beat, back) {
    Object.assign(this, { beat, back });
    for (const name of TOUCHES) hear(window, name, ({ isTrusted }) => isTrusted && this.#touch());
    for (const name of ["focus", "blur"]) hear(window, name, () => this.account());
    hear(document, "visibilitychange", () => this.account());
  }

  /** Begins with another page; that it was gone to is the first touch of it. */
  restart() {
    this.since = this.touched = performance.now();
    this.active = this.depth = 0;
    this.#looking = this.held = false;
    this.account();
  }

  hold() {
    this.account();
    this.held = true;
    clearTimeout(this.#timer);
  }

  release() {
    this.held = false;
    this.account();
  }

  get idle() {
    return performance.now() - this.touched;
  }

  /** What is known by now; each number only ever grows, so that whoever hears it twice or late is not misled. */
  get counters() {
    return { active_ms: Math.round(this.active), scroll_pct: this.depth };
  }

  /** Counts what has passed since the last time. */
  account() {
    if (this.held) return;
    const now = performance.now();
    const before = this.#looking;
    if (before) this.active += Math.max(0, Math.min(now, this.touched + AWAY) - this.since);
    this.since = now;
    const seen = (100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight;
    this.depth = Math.max(this.depth, Math.min(100, Math.round(seen) || 0));
    this.#looking = document.visibilityState === "visible" && document.hasFocus() && now < this.touched + AWAY;
    clearTimeout(this.#timer);
    if (this.#looking) this.#timer = setTimeout(() => this.account(), TICK);
    if (before || this.#looking) this.beat(this.#looking);
  }

  #touch() {
    const { idle } = this;
    if (this.held || idle < TICK) return;
    if (idle > GONE) return this.back();
    this.account();
    this.touched = performance.now();
    this.account();
  }
}
