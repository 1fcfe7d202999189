/** What is said to people who listen: one polite region, never for ticking or moving things. */

import { html, signal } from "preact";

/** @type {import("./types.js").Signal<string>} */
const words = signal("");

/** @param {string} text */
export function announce(text) {
  words.value = text;
}

export function Announcer() {
  return html`<div class="unseen" role="status" aria-live="polite">${words.value}</div>`;
}
