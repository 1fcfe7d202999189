/** What this browser shares between its tabs: what is unsent, and what was kept. */

import { here, keep, keys, storage } from "./memory.js";

/** Tells when another tab of this visitor has written something. */
export function watch(name, listener) {
  addEventListener("storage", ({ key, newValue }) => {
    if (key === keys.prefix + name) listener((here[name] = newValue ?? ""));
  });
}

/**
 * The outbox of one tab. While the tab lives it holds a lock of the outbox's name, so that another
 * tab adopts only what a closed tab left behind; without locks adopting twice is harmless, because
 * the server folds frames with the same client_id.
 * @param {string} tab
 */
export function outbox(tab) {
  const mine = `out:${tab}`;
  navigator.locks?.request(keys.prefix + mine, () => new Promise(() => {})).catch(() => {});
  return {
    save: (list) => keep(mine, list.length ? JSON.stringify(list) : ""),
    /** @param {(list: any[]) => void} adopt is given what closed tabs left, also those that close later */
    async load(adopt) {
      const take = (key) => {
        const list = JSON.parse(localStorage.getItem(key) ?? "[]");
        localStorage.removeItem(key);
        adopt(list);
      };
      const left = Object.keys(storage() ?? {}).filter((key) => key.startsWith(`${keys.prefix}out:`) && key !== keys.prefix + mine);
      // The page before a reload may still hold its lock for a moment: then its words come when it is gone.
      const wait = (key) => void navigator.locks.request(key, () => take(key)).catch(() => {});
      const now = { ifAvailable: true };
      for (const key of left)
        if (!navigator.locks) take(key);
        else await navigator.locks.request(key, now, (lock) => (lock ? take(key) : wait(key))).catch(() => take(key));
    },
  };
}
