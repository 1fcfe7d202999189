/** Canned replies: which fit what was typed, and how they read with this visitor's values. Pure. */

/** @typedef {import("./types.js").Canned} Canned */
/** @typedef {{kind: "words"|"value"|"missing", text: string}} Piece */

/** A value, with words for when it is not known: {name|there}. */
const VALUE = /\{([a-z_]+)(?:\|([^{}]*))?\}/g;

/**
 * @param {string} text
 * @param {Record<string, string>} values an unknown name is left as it is written
 * @returns {Piece[]}
 */
export function piecesOf(text, values) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const match of text.matchAll(VALUE)) {
    const [whole, name, instead] = match;
    if (!(name in values)) continue;
    if (match.index > at) pieces.push({ kind: "words", text: text.slice(at, match.index) });
    if (values[name]) pieces.push({ kind: "value", text: values[name] });
    else pieces.push({ kind: "missing", text: instead || `{${name}}` });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ kind: "words", text: text.slice(at) });
  return pieces;
}

/** @param {Piece[]} pieces whether something would be sent that nobody meant */
export const hasGap = (pieces) => pieces.some(({ kind, text }) => kind === "missing" && /^\{[a-z_]+\}$/.test(text));

/**
 * The text with the place of the first value that is missing, to be written over.
 *
 * @param {Piece[]} pieces
 * @returns {{text: string, gap: [number, number]|null}}
 */
export function joinedUp(pieces) {
  let text = "";
  /** @type {[number, number]|null} */
  let gap = null;
  for (const piece of pieces) {
    if (piece.kind === "missing") gap ??= [text.length, text.length + piece.text.length];
    text += piece.text;
  }
  return { text, gap };
}

/**
 * @param {string} text
 * @param {number} caret
 * @returns {{from: number, typed: string}|null} the word after a slash in which the cursor stands
 */
export function slashAt(text, caret) {
  const match = /(^|\s)\/([\p{L}\p{N}_-]*)$/u.exec(text.slice(0, caret));
  return match ? { from: match.index + match[1].length, typed: match[2] } : null;
}

/**
 * @param {Canned[]} replies
 * @param {string} typed
 * @param {string|null} locale the visitor's
 * @returns {Canned[]} those any of whose words are meant, the nearest first
 */
export function fitting(replies, typed, locale) {
  const words = typed.toLocaleLowerCase().split(/[-_]+/).filter(Boolean);
  return inLanguage(replies, locale ?? "")
    .map((reply) => ({ reply, rank: rankOf(reply, typed.toLocaleLowerCase(), words) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || Number(b.reply.own) - Number(a.reply.own))
    .map(({ reply }) => reply);
}

/** @param {Canned} reply @param {string} typed @param {string[]} words */
function rankOf(reply, typed, words) {
  const shortcut = reply.shortcut.toLocaleLowerCase();
  if (shortcut.startsWith(typed)) return 0;
  if (words.every((word) => shortcut.includes(word))) return 1;
  const text = reply.text.toLocaleLowerCase();
  return words.every((word) => shortcut.includes(word) || text.includes(word)) ? 2 : 3;
}

/** @param {Canned[]} replies @param {string} locale each in the language nearest to the visitor's */
function inLanguage(replies, locale) {
  /** @type {Map<string, Canned>} */
  const best = new Map();
  for (const reply of replies) {
    const key = `${reply.own ? "own" : (reply.department?.id ?? "")}/${reply.shortcut}`;
    const other = best.get(key);
    if (!other || nearness(reply.locale, locale) > nearness(other.locale, locale)) best.set(key, reply);
  }
  return [...best.values()];
}

/** @param {string} has @param {string} wants */
function nearness(has, wants) {
  if (!has) return 1;
  if (has.toLowerCase() === wants.toLowerCase()) return 3;
  return has.split("-")[0].toLowerCase() === wants.split("-")[0].toLowerCase() ? 2 : 0;
}
