/** To whom a conversation may be passed on, and how they stand: asked whenever somebody is about to choose. */

import { html, signal, useEffect } from "preact";
import { uuid } from "../shared/uuid.js";
import { request } from "./line.js";
import { Portrait, Presence, statusWords } from "./people.js";
import { me } from "./store.js";
import { t } from "./texts.js";
import { coming } from "./time.js";

/** @typedef {import("./types.js").Place} Place */
/** @typedef {import("./types.js").Taker} Taker */
/** @typedef {{departments: Place[], agents: Taker[]}} Recipients */

/** @type {import("./types.js").Signal<Record<string, Recipients>>} the last answer for each conversation */
const answers = signal({});

/**
 * @param {string} conversation
 * @param {boolean} open asked afresh with every opening
 * @returns {Recipients|null} null until the first answer
 */
export function useRecipients(conversation, open) {
  useEffect(() => {
    if (open) ask(conversation);
  }, [conversation, open]);
  return answers.value[conversation] ?? null;
}

/** How long an answer will do where the choice is one among many and nothing is opened for it. */
const FRESH_MS = 30_000;
/** @type {Map<string, number>} */
const askedAt = new Map();

/**
 * @param {string} conversation
 * @returns {Recipients} what is known, and more in a moment
 */
export function recipientsOf(conversation) {
  if (Date.now() - (askedAt.get(conversation) ?? 0) > FRESH_MS) ask(conversation);
  return answers.value[conversation] ?? { departments: [], agents: [] };
}

/** @param {string} conversation */
async function ask(conversation) {
  askedAt.set(conversation, Date.now());
  const answer = await request({ type: "recipient.list", id: uuid(), conversation }).catch(() => null);
  if (answer) answers.value = { ...answers.value, [conversation]: answer };
}

/** @param {Taker[]} agents without oneself, those who are there first */
export function others(agents) {
  return agents
    .filter((agent) => agent.id !== me.value?.id)
    .sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name));
}

/** @param {Place} place */
export function standing({ open, online, next_open_at: at }) {
  if (open) return t(online ? "place.here" : "place.empty");
  return at ? t("place.until", { time: coming(at) }) : t("place.closed");
}

/** @param {Taker} agent */
export function load(agent) {
  return `${statusWords(agent)} · ${t("load", { count: agent.load, most: agent.capacity })}`;
}

/** @param {{agent: Taker}} props */
export function Face({ agent }) {
  return html`<span class="with-dot"><${Portrait} agent=${agent} size=${20} /><${Presence} status=${agent.status} online=${agent.online || agent.status !== "online"} /></span>`;
}
