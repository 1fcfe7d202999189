/** What this person did and whom they looked at lately, so that it is found first. Kept in this browser. */

const MOST = 40;

let key = "";

/** @type {string[]} the newest first */
let kept = [];

/** @param {string} agent */
export function restoreRecent(agent) {
  key = `visavis.recent.${agent}`;
  try {
    const saved = JSON.parse(localStorage.getItem(key) ?? "[]");
    if (Array.isArray(saved)) kept = saved.filter((one) => typeof one === "string").slice(0, MOST);
  } catch {
    kept = [];
  }
}

/** @param {string} what */
export function remember(what) {
  kept = [what, ...kept.filter((other) => other !== what)].slice(0, MOST);
  localStorage.setItem(key, JSON.stringify(kept));
}

/** @param {string} what @returns {number} between 0, never or long ago, and 1, just now */
export function recency(what) {
  const at = kept.indexOf(what);
  return at < 0 ? 0 : 1 - at / MOST;
}
