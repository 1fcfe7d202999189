/** Of several tabs of this browser one does a thing: the one that is looked at, else the first that can. */

/** How long a thing counts as done. */
const HELD_MS = 20_000;

/** How long a tab that is less fit waits for a better one. */
const STEP_MS = 150;

/** @param {boolean} able @returns {number} how many tabs may be fitter for it than this one */
function rank(able) {
  if (document.hasFocus()) return 0;
  return 1 + (document.visibilityState === "visible" ? 0 : 1) + (able ? 0 : 2);
}

/**
 * @param {string} what
 * @param {boolean} able
 * @returns {Promise<boolean>} whether it is for this tab to do
 */
export async function claim(what, able) {
  await new Promise((done) => setTimeout(done, rank(able) * STEP_MS));
  // Without a secure context there are no locks: then each tab speaks for itself.
  if (!navigator.locks) return true;
  return new Promise((decided) => {
    navigator.locks
      .request(`visavis.${what}`, { ifAvailable: true }, (lock) => {
        decided(lock !== null);
        return lock ? new Promise((done) => setTimeout(done, HELD_MS)) : undefined;
      })
      .catch(() => decided(true)); // storage is blocked here
  });
}
