/** A key as it is printed on a keyboard. */

import { html } from "preact";

const NAMES = /** @type {Record<string, string>} */ ({ ctrl: "Ctrl", shift: "Shift", alt: "Alt", enter: "Enter", esc: "Esc" });

/** @param {string} key as an action names it @returns {string[]} */
export function caps(key) {
  return key.split(/[+ ]/).map((one) => NAMES[one] ?? one.toUpperCase());
}

/** @param {{of: string}} props */
export function Caps({ of }) {
  return caps(of).map((one) => html`<kbd key=${one}>${one}</kbd>`);
}
