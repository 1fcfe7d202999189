/** Whether what was typed means something, and how well. Pure. */

/** Words shorter than this have to be typed right. */
const FORGIVEN = 4;

/** @param {string} text @returns {string[]} */
export const wordsOf = (text) => text.toLocaleLowerCase().split(/\s+/).filter(Boolean);

/**
 * Every word has to be found, in any order; where a word begins counts more than where it stands within another.
 *
 * @param {string[]} words
 * @param {string} text
 * @returns {number} 0 when it is not meant
 */
export function fit(words, text) {
  const lower = text.toLocaleLowerCase();
  const among = lower.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  let sum = 0;
  for (const word of words) {
    const worth = worthOf(word, lower, among);
    if (!worth) return 0;
    sum += worth;
  }
  return sum + (lower.startsWith(words.join(" ")) ? 2 : 0);
}

/** @param {string} word @param {string} lower @param {string[]} among */
function worthOf(word, lower, among) {
  if (among.some((other) => other.startsWith(word)) || lower.startsWith(word)) return 4;
  if (lower.includes(word)) return 2;
  return word.length >= FORGIVEN && among.some((other) => isNear(word, other)) ? 1 : 0;
}

/** @param {string} word @param {string} other whether one letter is wrong, missing, too many or in the wrong place */
function isNear(word, other) {
  return [-1, 0, 1].some((more) => distance(word, other.slice(0, word.length + more)) <= 1);
}

/** @param {string} a @param {string} b how many letters differ, two as soon as it is more than one */
function distance(a, b) {
  if (Math.abs(a.length - b.length) > 1) return 2;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]) return 1;
  return Math.max(restA.length, restB.length);
}

/**
 * A text cut where the words stand in it, so that they can be shown apart.
 *
 * @param {string} text
 * @param {string[]} words
 * @returns {{text: string, meant: boolean}[]}
 */
export function marked(text, words) {
  if (!words.length) return [{ text, meant: false }];
  const any = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).sort((a, b) => b.length - a.length);
  const pieces = text.split(new RegExp(`(${any.join("|")})`, "giu"));
  return pieces.map((piece, index) => ({ text: piece, meant: index % 2 === 1 })).filter((piece) => piece.text);
}
