/** How long to wait before the next try. */

/**
 * Full jitter: a random wait under a ceiling that doubles with every failed try.
 * @param {number} tries
 * @param {number} chance between 0 and 1
 */
export const backoff = (tries, chance = Math.random()) => chance * Math.min(30_000, 500 * 2 ** tries);
