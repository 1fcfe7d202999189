/** Icons as nodes of a view. */

import { html } from "preact";
import * as paths from "../shared/icons.js";

/**
 * @param {keyof typeof paths} name
 * @param {number} [size]
 * @param {string} [look]
 */
export function icon(name, size = 16, look = "") {
  return html`<svg class="icon ${look}" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`;
}
