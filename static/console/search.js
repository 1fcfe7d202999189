/** Looking for words in all conversations within reach: the server reads, page by page, the newest first. */

import { effect, signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { fit, wordsOf } from "./finding.js";
import { phase, request } from "./line.js";
import { visitorName } from "./people.js";

/** @typedef {{seq: number, at: string, author: import("./types.js").Author, audience: string, text: string}} Line */
/** @typedef {{conversation: import("./types.js").Conversation, line: Line|null}} Hit */

/**
 * @typedef {object} Look
 * @property {string} words
 * @property {"reading"|"done"|"failed"} state
 * @property {Hit[]} hits
 * @property {number} searched
 * @property {boolean} all whether nothing older was left out
 * @property {string|null} before where to go on
 */

const PAUSE_MS = 250;
const SHORTEST = 2;

/** So many are shown before anybody asks for more. */
const ENOUGH = 10;

/** @type {import("./types.js").Signal<Look|null>} */
export const look = signal(null);

/** @type {number|undefined} */
let pause;

/** @param {string} typed looks once the typing has paused; what was found before stays until then */
export function lookFor(typed) {
  const words = typed.trim();
  clearTimeout(pause);
  if (words.length < SHORTEST) look.value = null;
  else if (words !== look.value?.words) pause = window.setTimeout(() => begin(words), PAUSE_MS);
}

/**
 * @param {string} typed
 * @returns {Hit[]} what was found of it; while the server reads, what was found before and still fits
 */
export function hitsFor(typed) {
  const { words, hits } = look.value ?? { words: "", hits: [] };
  if (words.toLocaleLowerCase() === typed.trim().toLocaleLowerCase()) return hits;
  const wanted = wordsOf(typed);
  return hits.filter(({ conversation, line }) => fit(wanted, `${visitorName(conversation)} ${line?.text ?? ""}`));
}

/** Looks again for what got no answer, as soon as the line is back. */
export function watchSearch() {
  effect(() => {
    if (phase.value === "live" && /** @type {any} */ (look).peek()?.state === "failed") lookFurther();
  });
}

export function forgetLook() {
  clearTimeout(pause);
  look.value = null;
}

/** @param {string} words */
function begin(words) {
  const kept = hitsFor(words);
  look.value = { words, state: "reading", hits: kept, searched: 0, all: true, before: null };
  read(words, null, []);
}

/** Looks further back, or again where it failed. */
export function lookFurther() {
  const now = look.value;
  if (!now || now.state === "reading") return;
  look.value = { ...now, state: "reading" };
  read(now.words, now.before, now.before ? now.hits : []);
}

/**
 * @param {string} words
 * @param {string|null} before
 * @param {Hit[]} had
 */
async function read(words, before, had) {
  const asked = { type: "inbox.search", id: uuid(), words, ...(before ? { before } : {}) };
  const page = await request(asked).catch(() => null);
  const now = look.value;
  if (now?.words !== words) return; // something else is looked for by now
  if (!page) {
    look.value = { ...now, hits: had, before, state: "failed" };
    return;
  }
  const known = new Set(had.map(({ conversation }) => conversation.id));
  const hits = [...had, ...page.found.filter((/** @type {Hit} */ { conversation }) => !known.has(conversation.id))];
  const more = page.before !== null && hits.length - (before ? 0 : had.length) < ENOUGH;
  look.value = { ...now, hits, searched: page.searched, all: page.all, before: page.before, state: more ? "reading" : "done" };
  if (more) read(words, page.before, hits);
}
