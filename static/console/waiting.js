/** Those who wait for a first answer: the loudest thing on the screen. */

import { html, useEffect, useRef, useSignal } from "preact";
import { announce } from "./announce.js";
import { open, take } from "./desk.js";
import { held } from "./hold.js";
import { lastWords, phaseOf, waitsSince } from "./lists.js";
import { mayAnswer } from "./may.js";
import { firstName, visitorName } from "./people.js";
import { conversations, me, promiseOf, waitingOnes } from "./store.js";
import { t } from "./texts.js";
import { exact, secondsSince, span, spoken } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */

const FAREWELL_MS = 2000;

/** @param {{since: string, class?: string}} props a running time that reads well aloud */
export function Timer({ since, class: look = "" }) {
  const seconds = secondsSince(since);
  return html`<time class="timer ${look}" dateTime=${since} title=${exact(since)}>
    <span aria-hidden="true">${span(seconds)}</span><span class="unseen">${t("wait.spoken", { time: spoken(seconds) })}</span>
  </time>`;
}

/**
 * @param {number} seconds
 * @param {number} promise
 * @param {boolean} alike whether the heading says what all of them were promised
 */
function leftOf(seconds, promise, alike) {
  if (promise === Infinity) return t("wait.form");
  if (seconds >= promise) return t("wait.over", { time: span(seconds - promise) });
  const time = span(promise - seconds);
  return alike ? t("wait.left", { time }) : t("wait.left_of", { time, promise: span(promise) });
}

/** @param {{conversation: Conversation, first: boolean, alike: boolean}} props */
function Card({ conversation, first, alike }) {
  const since = waitsSince(conversation);
  const seconds = secondsSince(since);
  const promise = promiseOf(conversation);
  const phase = phaseOf(seconds, promise);
  const name = visitorName(conversation);
  useWarnings(conversation, phase);
  return html`<article class="card ${phase}">
    <button type="button" class="card-open" data-row=${conversation.id} onClick=${() => open(conversation.id)}>
      <span class="card-name"><bdi>${name}</bdi></span>
      <${Timer} since=${since} class="large" />
      <span class="card-text"><bdi>${lastWords(conversation) || t(conversation.last ? "row.removed" : "card.no_text")}</bdi></span>
    </button>
    <p class="card-foot">
      <span>
        <b class="left"><bdi>${leftOf(seconds, promise, alike)}</bdi></b>
        ${" · "}${conversation.department?.name ?? t("department.none")}${alike && ` · ${t("card.nobody")}`}
      </span>
      ${
        mayAnswer() &&
        html`<button type="button" class="button small" aria-label=${t("take.named", { name })} onClick=${() => take(conversation.id)}>
        ${t("take")}${first && html`<kbd aria-hidden="true">T</kbd>`}
      </button>`
      }
    </p>
    ${promise < Infinity && html`<${Fuse} share=${Math.min(1, seconds / promise)} />`}
  </article>`;
}

/** @param {{share: number}} props the used share of the promise */
function Fuse({ share }) {
  return html`<span class="fuse" aria-hidden="true"><span style=${{ inlineSize: `${share * 100}%` }}></span></span>`;
}

/** Said once at half of the promise and once when it is broken; a card that starts late stays silent about the past. */
function useWarnings(/** @type {Conversation} */ conversation, /** @type {string} */ phase) {
  const heard = useSignal(phase);
  useEffect(() => {
    if (phase === heard.value) return;
    heard.value = phase;
    const name = visitorName(conversation);
    if (phase === "half") announce(t("announce.half", { name }));
    if (phase === "over") announce(t("announce.over", { name }));
  }, [phase]);
}

/** @param {{conversation: Conversation}} props somebody else was quicker: the card keeps its place and size for now */
function Taken({ conversation }) {
  const who = conversation.agent?.name;
  return html`<article class="card taken">
    <div class="card-open">
      <span class="card-name"><bdi>${visitorName(conversation)}</bdi></span>
      <span class="card-text"><bdi>${lastWords(conversation) || t(conversation.last ? "row.removed" : "card.no_text")}</bdi></span>
    </div>
    <p class="card-foot">${who ? t("card.taken", { name: firstName(who) }) : t("card.gone")}</p>
  </article>`;
}

export function WaitingCards() {
  const ones = waitingOnes.value;
  const ids = ones.map((c) => c.id);
  const shown = useRef(/** @type {string[]} */ ([]));
  const settled = useSignal(0);

  const mine = me.value?.id;
  const left = shown.current.filter(
    (id) => !ids.includes(id) && conversations.value[id] && conversations.value[id].agent?.id !== mine,
  );
  const places = left.length ? merged(shown.current, ids, left) : ids;
  const came = ids.filter((id) => !shown.current.includes(id));
  shown.current = places;

  useEffect(() => came.forEach(greet), [ids.join()]);
  useEffect(() => {
    if (!left.length || held.value) return undefined;
    const timer = setTimeout(() => {
      shown.current = shown.current.filter((id) => !left.includes(id));
      settled.value += 1;
    }, FAREWELL_MS);
    return () => clearTimeout(timer);
  }, [left.join(), held.value]);
  void settled.value;

  if (!places.length) return null;
  const promises = new Set(ones.map(promiseOf));
  const [promise] = promises;
  const alike = promises.size === 1 && promise < Infinity;
  return html`<section class="waiting" aria-labelledby="waiting-heading">
    <h2 id="waiting-heading" class="list-heading"><span>${t("waiting.heading")} <span class="tally">${ones.length || ""}</span></span>${alike && html`<span>${t("waiting.promise", { time: span(promise) })}</span>`}</h2>
    ${places.map((id) =>
      left.includes(id)
        ? html`<${Taken} key=${id} conversation=${conversations.value[id]} />`
        : html`<${Card} key=${id} conversation=${conversations.value[id]} first=${id === ids[0]} alike=${alike} />`,
    )}
  </section>`;
}

/**
 * Those who wait, with those just served still in their places; whoever came last stands last.
 *
 * @param {string[]} shown
 * @param {string[]} ids
 * @param {string[]} left
 */
function merged(shown, ids, left) {
  const kept = shown.filter((id) => ids.includes(id) || left.includes(id));
  return [...kept, ...ids.filter((id) => !kept.includes(id))];
}

/** @param {string} id */
function greet(id) {
  const c = conversations.value[id];
  if (c)
    announce(t("announce.waits", { name: visitorName(c), department: c.department?.name ?? t("department.none") }));
}

/** The strip on a phone while a conversation is open: it can only be served. */
export function WaitingStrip() {
  const longest = waitingOnes.value[0];
  if (!longest) return null;
  const phase = phaseOf(secondsSince(waitsSince(longest)), promiseOf(longest));
  if (phase === "calm") return null;
  return html`<div class="waiting-strip ${phase}">
    <${Timer} since=${waitsSince(longest)} class="large" />
    <span class="grow">${t("strip.waits", { name: visitorName(longest) })}</span>
    ${mayAnswer() && html`<button type="button" class="button" onClick=${() => take(longest.id)}>${t("take")}</button>`}
  </div>`;
}

/** The only badge there is: the longest wait itself. */
export function WaitBadge() {
  const longest = waitingOnes.value[0];
  if (!longest) return null;
  const since = waitsSince(longest);
  return html`<${Timer} since=${since} class="badge ${phaseOf(secondsSince(since), promiseOf(longest))}" />`;
}
