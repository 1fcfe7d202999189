/**
 * What the buyer wants to take: kept in this browser, shared by its tabs.
 *
 * @typedef {{slug: string, options: Record<string, string>, quantity: number, price?: number}} Line
 */

const KEY = "fjordwood.bag";
const MOST = 20;

/** Used when the browser refuses to store anything. */
let memory = "[]";

/** Tells of every change, also of those made in another tab. */
export const changes = new EventTarget();

/** @returns {Line[]} */
export function lines() {
  try {
    const stored = JSON.parse(read());
    return Array.isArray(stored) ? stored.filter(isLine) : [];
  } catch {
    return [];
  }
}

/** @returns {number} how many pieces there are */
export function pieces() {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/** @returns {number} what it cost when it was put in, in euros */
export function worth() {
  return lines().reduce((sum, { price, quantity }) => sum + (Number.isFinite(price) ? Number(price) : 0) * quantity, 0);
}

/**
 * @param {string} slug
 * @param {Record<string, string>} options
 * @param {number} price of one
 */
export function add(slug, options, price) {
  const all = lines();
  const same = all.find((line) => isSame(line, slug, options));
  if (same) same.quantity = Math.min(MOST, same.quantity + 1);
  else all.push({ slug, options, quantity: 1, price });
  write(all);
}

/**
 * Sets how many; none takes the line out.
 *
 * @param {Line} wanted
 * @param {number} quantity
 */
export function setQuantity(wanted, quantity) {
  const all = lines();
  const line = all.find((candidate) => isSame(candidate, wanted.slug, wanted.options));
  if (line) line.quantity = Math.min(MOST, quantity);
  write(all.filter((candidate) => candidate.quantity > 0));
}

/** @param {unknown} value @returns {value is Line} */
function isLine(value) {
  const line = /** @type {Line} */ (value);
  return (
    typeof line?.slug === "string" && typeof line.options === "object" && line.options !== null &&
    Number.isInteger(line.quantity) && line.quantity > 0
  );
}

/** @param {Line} line @param {string} slug @param {Record<string, string>} options */
function isSame(line, slug, options) {
  const names = Object.keys(options);
  return line.slug === slug && names.every((name) => line.options[name] === options[name]);
}

function read() {
  try {
    return localStorage.getItem(KEY) ?? "[]";
  } catch {
    return memory;
  }
}

/** @param {Line[]} all */
function write(all) {
  memory = JSON.stringify(all);
  try {
    localStorage.setItem(KEY, memory);
  } catch {
    // The bag then lasts as long as the page.
  }
  changes.dispatchEvent(new Event("change"));
}

addEventListener("storage", (event) => {
  if (event.key === KEY) changes.dispatchEvent(new Event("change"));
});
