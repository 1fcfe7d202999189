/** Languages and countries by their names in the language of the console. */

import { locale } from "./texts.js";

/** @type {Map<string, Intl.DisplayNames>} */
const made = new Map();

/** @param {"language"|"region"} type @param {string} code */
function named(type, code) {
  let names = made.get(type);
  if (!names) made.set(type, (names = new Intl.DisplayNames([locale], { type })));
  try {
    return names.of(code) ?? code;
  } catch {
    return code; // no such thing
  }
}

/** @param {string} tag */
export const languageName = (tag) => named("language", tag);

/** @param {string} code two letters */
export const countryName = (code) => named("region", code);
