/** Text with its web and mail addresses as links. Builds nodes, never HTML. */

import { html } from "preact";
import { addressed } from "../shared/addresses.js";

/**
 * @param {string} text
 * @returns {any[]} strings and links
 */
export const linked = (text) => addressed(text, (href, shown) => html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${shown}</a>`);

/**
 * @param {string|null|undefined} url
 * @returns {string|null} the address if it is safe to follow
 */
export function safeUrl(url) {
  return url && /^https?:\/\//i.test(url) ? url : null;
}
