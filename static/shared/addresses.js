/** Web and mail addresses in what people write; nothing else becomes a link. */

// Of a mailbox as much as there may be: what strangers write must not be looked through from every letter to the end.
// What turns text around belongs to no address: it would show another one than it leads to.
const ADDRESS = /\bhttps?:\/\/[^\s<>"“”\u202a-\u202e\u2066-\u2069]+|\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/giu;

/** What ends a sentence does not belong to the address in front of it. */
const TRAILING = ".,;:!?'’)]}";

/**
 * Text as its pieces, in order: what is said, and addresses as anchors.
 * @template T
 * @param {string} text
 * @param {(href: string, shown: string) => T} anchor
 * @returns {(string | T)[]}
 */
export function addressed(text, anchor) {
  const pieces = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const shown = trimmed(found);
    pieces.push(text.slice(from, index), anchor(/^https?:/i.test(shown) ? shown : `mailto:${shown}`, shown));
    from = index + shown.length;
  }
  return [...pieces, text.slice(from)];
}

/** @param {string} found keeps a closing bracket that was opened inside the address */
function trimmed(found) {
  let end = found.length;
  while (end && TRAILING.includes(found[end - 1])) end--;
  const bare = found.slice(0, end);
  return bare.includes("(") && found[end] === ")" ? found.slice(0, end + 1) : bare;
}
