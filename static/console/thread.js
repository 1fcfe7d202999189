/** The record of one conversation, anchored at its foot. */

import { html, useEffect, useLayoutEffect, useRef, useSignal } from "preact";
import { announce } from "./announce.js";
import { ThreadLine } from "./bubbles.js";
import { loadEarlier, read, reading } from "./desk.js";
import { icon } from "./icon.js";
import { VisitorAvatar, Portrait, firstName, shortName } from "./people.js";
import { isFromVisitor } from "./record.js";
import { linesOf } from "./record-lines.js";
import { typists } from "./row.js";
import { useSought } from "./sought.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";
import { dayOf } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */

const NEAR = 24;

/** @type {import("./types.js").Entry[]} */
const NONE = [];

/** @param {{conversation: Conversation}} props */
export function Thread({ conversation }) {
  const { id } = conversation;
  const entries = state.value.threads[id]?.entries ?? NONE;
  const pending = state.value.pending[id] ?? [];
  const myself = me.value;
  const lines = linesOf(entries, pending, conversation, myself, dayOf);
  const missed = useSignal(0);
  const { box, jump } = useAnchor(entries, pending.length, missed);
  useReading(conversation, entries, box, missed.value);
  useSought(id, entries, box);
  const first = entries[0]?.seq;
  return html`<div class="thread-frame">
    <div class="thread" ref=${box} role="log" aria-live="off" aria-label=${t("thread.label")} tabindex="0" data-region="thread">
      <div class="thread-lines">
        ${first !== undefined && first > 1 && html`<${Earlier} id=${id} first=${first} box=${box} />`}
        ${!entries.length && reading.value[id] && html`<p class="event late">${t("thread.loading")}</p>`}
        ${lines.map((line) => html`<${ThreadLine} key=${line.key} line=${line} conversation=${conversation} me=${myself?.id ?? null} />`)}
        <${Typing} conversation=${conversation} />
      </div>
    </div>
    ${missed.value > 0 && html`<button type="button" class="pill" onClick=${jump}>${icon("chevronDown", 14)}${t("thread.new", { count: missed.value })}</button>`}
  </div>`;
}

/**
 * Keeps the foot in view while the reader is there, and the place while they are not.
 *
 * @param {import("./types.js").Entry[]} entries
 * @param {number} pending
 * @param {{value: number}} missed
 */
function useAnchor(entries, pending, missed) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const seen = useRef({ first: 0, last: 0, height: 0, pending: 0, atFoot: true });

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const was = seen.current;
    const first = entries[0]?.seq ?? 0;
    const last = entries.at(-1)?.seq ?? 0;
    const wrote = pending > was.pending;
    if (was.first && first < was.first) el.scrollTop += el.scrollHeight - was.height;
    if (was.atFoot || wrote) el.scrollTop = el.scrollHeight;
    else if (was.last) missed.value += entries.filter((e) => e.seq > was.last && e.message).length;
    seen.current = { first, last, height: el.scrollHeight, pending, atFoot: isAtFoot(el) };
    // Only when the record has changed: asking for a height makes the browser lay out the page at once.
  }, [entries, pending]);

  useEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    const onScroll = () => {
      seen.current.atFoot = isAtFoot(el);
      if (seen.current.atFoot) missed.value = 0;
    };
    const resized = new ResizeObserver(() => {
      if (seen.current.atFoot) el.scrollTop = el.scrollHeight;
      seen.current.height = el.scrollHeight;
    });
    el.addEventListener("scroll", onScroll, { passive: true });
    resized.observe(el);
    if (el.firstElementChild) resized.observe(el.firstElementChild);
    return () => {
      el.removeEventListener("scroll", onScroll);
      resized.disconnect();
    };
  }, []);

  const jump = () => box.current?.scrollTo({ top: box.current.scrollHeight });
  return { box, jump };
}

/** @param {HTMLElement} el */
const isAtFoot = (el) => el.scrollHeight - el.scrollTop - el.clientHeight < NEAR;

/**
 * Marks the visitor's messages as read when they are on a screen somebody looks at, and says new ones.
 *
 * @param {Conversation} conversation
 * @param {import("./types.js").Entry[]} entries
 * @param {{current: HTMLElement|null}} box
 * @param {number} missed
 */
function useReading(conversation, entries, box, missed) {
  const newest = entries.findLast(isFromVisitor);
  const said = useRef(0);
  useEffect(() => {
    const mark = () => {
      const looking = document.visibilityState === "visible" && document.hasFocus();
      if (newest && looking && missed === 0 && box.current?.offsetParent) read(conversation.id, newest.seq);
    };
    mark();
    window.addEventListener("focus", mark);
    return () => window.removeEventListener("focus", mark);
  }, [newest?.seq, missed]);
  useEffect(() => {
    if (newest && said.current && newest.seq > said.current) {
      announce(t("announce.message", { name: shortName(conversation), text: newest.message?.text ?? "" }));
    }
    said.current = newest?.seq ?? said.current;
  }, [newest?.seq]);
}

/** @param {{id: string, first: number, box: {current: HTMLElement|null}}} props reads on when it comes into view */
function Earlier({ id, first, box }) {
  const mark = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && loadEarlier(id), {
      root: box.current,
      rootMargin: "200px",
    });
    if (mark.current) watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [id, first]);
  return html`<p class="event" ref=${mark}><button type="button" class="link" onClick=${() => loadEarlier(id)}>${t("thread.earlier")}</button></p>`;
}

/** @param {{conversation: Conversation}} props */
function Typing({ conversation }) {
  return typists(conversation.id)
    .filter(({ author }) => author.kind !== "agent")
    .map(({ author }) => {
      const name = author.kind === "visitor" ? shortName(conversation) : firstName(author.name ?? t("agent.somebody"));
      const face =
        author.kind === "visitor"
          ? html`<${VisitorAvatar} conversation=${conversation} size=${28} />`
          : html`<${Portrait} agent=${author} />`;
      return html`<div class="said visitor last" key=${author.id}>
        <span class="face">${face}</span>
        <p class="bubble typing" aria-hidden="true"><i></i><i></i><i></i></p>
        <span class="beside">${t("typing.thread", { name })}</span>
      </div>`;
    });
}
