/** The words of the console, as the server translated them. */

/** @type {Record<string, string>} */
let table = {};

/** @type {string} */
export let locale = "en";

/**
 * @param {Record<string, string>} texts
 * @param {string} language
 */
export function setTexts(texts, language) {
  table = texts;
  // The same language as this person's browser writes dates in: 20 Nov, not Nov 20.
  locale = navigator.languages.find((one) => one.split("-")[0] === language) ?? language;
}

/**
 * @param {string} key
 * @param {Record<string, string|number>} [values] what stands for `{name}` in the text
 * @returns {string}
 */
export function t(key, values = {}) {
  const text = table[key];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name] ?? ""));
}
