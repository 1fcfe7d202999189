/** What is written and not sent, per conversation and mode. Kept in this browser until it is sent. */

import { signal } from "preact";

/** @typedef {"reply"|"note"} Mode */
/** @typedef {Mode|"person"} Kept a note about the person is kept like what is written in the conversation */

let prefix = "";

/** @type {import("./types.js").Signal<Record<string, string>>} */
const drafts = signal({});

/** @type {import("./types.js").Signal<Record<string, Mode>>} */
const modes = signal({});

/** @param {string} agent */
export function restoreDrafts(agent) {
  prefix = `visavis.draft.${agent}.`;
  /** @type {Record<string, string>} */
  const found = {};
  for (let i = 0; i < localStorage.length; i += 1) {
    const key = localStorage.key(i);
    if (key?.startsWith(prefix)) found[key.slice(prefix.length)] = localStorage.getItem(key) ?? "";
  }
  drafts.value = found;
  // A note that was being written goes on as one.
  const begun = Object.keys(found).filter((key) => key.endsWith(".note") && !found[key.replace(/note$/, "reply")]);
  modes.value = Object.fromEntries(begun.map((key) => [key.slice(0, -".note".length), "note"]));
}

/**
 * @param {string} id
 * @param {Kept} mode
 */
export const draftOf = (id, mode) => drafts.value[`${id}.${mode}`] ?? "";

/** @param {string} id the text the list shows, the reply before the note */
export const anyDraft = (id) => draftOf(id, "reply") || draftOf(id, "note");

/**
 * @param {string} id
 * @param {Kept} mode
 * @param {string} text
 */
export function keepDraft(id, mode, text) {
  const key = `${id}.${mode}`;
  drafts.value = { ...drafts.value, [key]: text };
  if (text) localStorage.setItem(prefix + key, text);
  else localStorage.removeItem(prefix + key);
}

/** @param {string} id */
export const modeOf = (id) => modes.value[id] ?? "reply";

/**
 * @param {string} id
 * @param {Mode} mode
 */
export function setMode(id, mode) {
  modes.value = { ...modes.value, [id]: mode };
}
