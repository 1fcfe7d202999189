/** Text with its web and mail addresses as links. Builds nodes, never HTML. */

import { html } from "preact";

// Of a mailbox as much as there may be: what strangers write must not be looked through from every letter to the end.
const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/giu;

/** What ends a sentence does not belong to the address in front of it. */
const TRAILING = ".,;:!?'’)]}";

/**
 * @param {string} text
 * @returns {any[]} strings and links
 */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    parts.push(text.slice(from, match.index), anchor(address));
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** @param {string} found keeps a closing bracket that was opened inside the address */
function trimmed(found) {
  let end = found.length;
  while (end && TRAILING.includes(found[end - 1])) end--;
  const bare = found.slice(0, end);
  return bare.includes("(") && found[bare.length] === ")" ? found.slice(0, bare.length + 1) : bare;
}

/** @param {string} address */
function anchor(address) {
  const href = /^https?:/i.test(address) ? address : `mailto:${address}`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${address}</a>`;
}

/**
 * @param {string|null|undefined} url
 * @returns {string|null} the address if it is safe to follow
 */
export function safeUrl(url) {
  return url && /^https?:\/\//i.test(url) ? url : null;
}
