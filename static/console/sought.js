/** The line of a record that a search has led to: read back to it, shown in the middle, lit for a moment. */

import { signal, useEffect } from "preact";
import { loadEarlier } from "./desk.js";

const LIT_MS = 2000;

/** @type {import("./types.js").Signal<{id: string, seq: number}|null>} */
export const sought = signal(null);

/**
 * @param {string} id
 * @param {import("./types.js").Entry[]} entries
 * @param {{current: HTMLElement|null}} box
 */
export function useSought(id, entries, box) {
  const seq = sought.value?.id === id ? sought.value.seq : null;
  useEffect(() => {
    if (seq === null || !entries.length) return;
    if (entries[0].seq > seq) {
      loadEarlier(id);
      return;
    }
    sought.value = null;
    const thread = box.current;
    const line = thread?.querySelector(`[data-seq="${seq}"]`);
    if (!thread || !line) return;
    // Not into view by the browser: that would move the frame as well.
    const [around, at] = [thread.getBoundingClientRect(), line.getBoundingClientRect()];
    thread.scrollTop += at.top + at.height / 2 - (around.top + around.height / 2);
    line.animate([{ backgroundColor: "var(--accent-tint)" }, { backgroundColor: "var(--accent-tint)", offset: 0.7 }, {}], LIT_MS);
  }, [seq, entries]);
}
