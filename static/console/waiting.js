/** Those who wait for a first answer: the loudest thing on the screen. */

import { html, signal, useEffect, useSignal } from "preact";
import { announce } from "./announce.js";
import { open, take } from "./desk.js";
import { held } from "./hold.js";
import { PROMISE_S, phaseOf, waitsSince } from "./lists.js";
import { firstName, visitorName } from "./people.js";
import { conversations, me, waitingOnes } from "./store.js";
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

/** @param {{conversation: Conversation, first: boolean}} props */
function Card({ conversation, first }) {
  const since = waitsSince(conversation);
  const seconds = secondsSince(since);
  const phase = phaseOf(seconds);
  const name = visitorName(conversation);
  useWarnings(conversation, phase);
  return html`<article class="card ${phase}">
    <button type="button" class="card-open" data-row=${conversation.id} onClick=${() => open(conversation.id)}>
      <span class="card-name">${name}</span>
      <${Timer} since=${since} class="large" />
      <span class="card-text">${conversation.last?.text ?? t("card.no_text")}</span>
    </button>
    <p class="card-foot">
      <span>
        <b class="left">${seconds >= PROMISE_S ? t("wait.over", { time: span(seconds - PROMISE_S) }) : t("wait.left", { time: span(PROMISE_S - seconds) })}</b>
        ${" · "}${conversation.department?.name ?? t("department.none")}${" · "}${t("card.nobody")}
      </span>
      <button type="button" class="button small" aria-label=${t("take.named", { name })} onClick=${() => take(conversation.id)}>
        ${t("take")}${first && html`<kbd aria-hidden="true">T</kbd>`}
      </button>
    </p>
    <${Fuse} share=${Math.min(1, seconds / PROMISE_S)} />
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

/** @param {{conversation: Conversation}} props somebody else was quicker */
function Taken({ conversation }) {
  const who = conversation.agent?.name;
  return html`<article class="card taken">
    <p class="card-name">${visitorName(conversation)}</p>
    <p class="card-foot">${who ? t("card.taken", { name: firstName(who) }) : t("card.gone")}</p>
  </article>`;
}

/** @type {import("preact").Signal<string[]>} cards that have just been served by somebody else */
const leaving = signal([]);

export function WaitingCards() {
  const ones = waitingOnes.value;
  const shown = useSignal(/** @type {string[]} */ ([]));
  const ids = ones.map((c) => c.id);

  useEffect(() => {
    const gone = shown.value.filter((id) => !ids.includes(id));
    const mine = me.value?.id;
    const others = gone.filter((id) => conversations.value[id] && conversations.value[id].agent?.id !== mine);
    for (const id of ids.filter((one) => !shown.value.includes(one) && !leaving.value.includes(one))) greet(id);
    shown.value = ids;
    if (others.length) leaving.value = [...leaving.value, ...others];
  }, [ids.join()]);

  useEffect(() => {
    if (!leaving.value.length || held.value) return undefined;
    const timer = setTimeout(() => (leaving.value = []), FAREWELL_MS);
    return () => clearTimeout(timer);
  }, [leaving.value, held.value]);

  const farewells = leaving.value.filter((id) => !ids.includes(id) && conversations.value[id]);
  if (!ones.length && !farewells.length) return null;
  return html`<section class="waiting" aria-labelledby="waiting-heading">
    <h2 id="waiting-heading" class="list-heading"><span>${t("waiting.heading")}</span><span>${t("waiting.promise", { time: span(PROMISE_S) })}</span></h2>
    ${ones.map((c, index) => html`<${Card} key=${c.id} conversation=${c} first=${index === 0} />`)}
    ${farewells.map((id) => html`<${Taken} key=${id} conversation=${conversations.value[id]} />`)}
  </section>`;
}

/** @param {string} id */
function greet(id) {
  const c = conversations.value[id];
  if (c) announce(t("announce.waits", { name: visitorName(c), department: c.department?.name ?? t("department.none") }));
}

/** The strip on a phone while a conversation is open: it can only be served. */
export function WaitingStrip() {
  const longest = waitingOnes.value[0];
  if (!longest) return null;
  const phase = phaseOf(secondsSince(waitsSince(longest)));
  if (phase === "calm") return null;
  return html`<div class="waiting-strip ${phase}">
    <${Timer} since=${waitsSince(longest)} class="large" />
    <span class="grow">${t("strip.waits", { name: visitorName(longest) })}</span>
    <button type="button" class="button" onClick=${() => take(longest.id)}>${t("take")}</button>
  </div>`;
}

/** The only badge there is: the longest wait itself. */
export function WaitBadge() {
  const longest = waitingOnes.value[0];
  if (!longest) return null;
  const since = waitsSince(longest);
  return html`<${Timer} since=${since} class="badge ${phaseOf(secondsSince(since))}" />`;
}
