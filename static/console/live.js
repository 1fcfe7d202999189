/** Who is on the sites now, as a pure function of the frames that tell of it. */

/** @typedef {import("./types.js").Live} Live */
/** @typedef {import("./types.js").Visit} Visit */

/** How long one who has left stays, greyed. */
const FAREWELL_MS = 5000;

/** How long one who has come counts as just come. */
const FRESH_MS = 600;

/** A page that has somebody's attention says so at least every 15 s; after that nothing is made up. */
const TOLD_EVERY_MS = 20_000;

/** @type {Live} */
export const NOBODY = { loaded: false, sites: [], visits: {} };

/** @typedef {Record<string, Visit>} Visits */

/** @type {Record<string, (visits: Visits, one: any, now: number) => void>} what each line of a frame does, to a copy */
const steps = {
  "visitor.arrived": (visits, line, now) => void (visits[line.id] = { ...line, came: visits[line.id]?.came ?? now }),
  "visitor.changed": change,
  "page.viewed": change,
  "visitor.left": (visits, { id }, now) => void (visits[id] && (visits[id] = { ...visits[id], left: now })),
};

/** @param {Visits} visits @param {any} fields */
function change(visits, fields) {
  if (visits[fields.id]) visits[fields.id] = { ...visits[fields.id], ...fields };
}

/**
 * @param {Live} live
 * @param {any[]} frames in the order in which they came; a whole list replaces what was known
 * @param {number} now
 * @returns {Live}
 */
export function told(live, frames, now) {
  let { loaded, sites, visits } = live;
  visits = { ...visits };
  for (const frame of frames) {
    if (frame.type === "visitors.listed") {
      loaded = true;
      sites = frame.sites;
      visits = Object.fromEntries(frame.visitors.map((/** @type {Visit} */ line) => [line.id, line]));
    } else {
      if (frame.count !== undefined) sites = sites.map((site) => (site.id === frame.site && site.count !== frame.count ? { ...site, count: frame.count } : site));
      for (const one of frame.visitors) steps[frame.type]?.(visits, one, now);
    }
  }
  return { loaded, sites, visits };
}

/**
 * @param {Live} live
 * @param {number} now
 * @returns {Live} without those who left a while ago; the same one where there are none
 */
export function parted(live, now) {
  const kept = Object.entries(live.visits).filter(([, { left }]) => left === undefined || now - left < FAREWELL_MS);
  return kept.length === Object.keys(live.visits).length ? live : { ...live, visits: Object.fromEntries(kept) };
}

/** @param {Visit} visit @param {number} now whether they came this moment */
export const isFresh = ({ came }, now) => came !== undefined && now - came < FRESH_MS;

/** @param {Visit} visit @param {number} now milliseconds of attention since the page told of any */
function running({ looking, left, told_at }, now) {
  if (!looking || left !== undefined) return 0;
  return Math.min(TOLD_EVERY_MS, Math.max(0, now - Date.parse(told_at)));
}

/** @param {Visit} visit @param {number} now seconds the present page had their attention */
export const onPage = (visit, now) => Math.floor(((visit.page?.active_ms ?? 0) + running(visit, now)) / 1000);

/** @param {Visit} visit @param {number} now seconds the site had it during this visit */
export const onSite = (visit, now) => Math.floor((visit.active_ms + running(visit, now)) / 1000);

/** @param {string|undefined} url @returns {string} where on its site a page is */
export function pathOf(url) {
  if (!url || !URL.canParse(url)) return url ?? "";
  return new URL(url).pathname;
}

/** @type {WeakMap<object, string>} reading addresses is slow, and most people stay where they are */
const keys = new WeakMap();

/** @param {Visit} visit @returns {string} which page it is, whatever is asked of it */
export function pageKey({ site, page }) {
  if (!page) return "";
  let key = keys.get(page);
  if (key === undefined) {
    key = `${site} ${URL.canParse(page.url) ? new URL(page.url).host : ""}${pathOf(page.url)}`;
    keys.set(page, key);
  }
  return key;
}
