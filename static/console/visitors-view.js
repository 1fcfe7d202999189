/** How this person looks at the visitors: which of them, found by what, in which order. Grouping outlasts a reload. */

import { signal } from "preact";

const KEPT = "visavis.visitors.grouping";
export const GROUPINGS = /** @type {const} */ (["page", "source", "country", "none"]);

/** @type {import("./live-order.js").Narrowing} */
export const WIDE = { site: "", page: "", country: "", agent: "", again: "" };

/** @type {import("./types.js").Signal<import("./live-order.js").Tab>} */
export const tab = signal("all");

/** @type {import("./types.js").Signal<import("./live-order.js").Grouping>} */
export const grouping = signal(GROUPINGS.find((one) => one === localStorage.getItem(KEPT)) ?? "page");

/** @type {import("./types.js").Signal<import("./live-order.js").Narrowing>} */
export const narrowing = signal(WIDE);

/** @type {import("./types.js").Signal<{column: import("./live-order.js").Column, down: boolean}|null>} */
export const sorting = signal(null);

/** @type {import("./types.js").Signal<string>} */
export const typed = signal("");

/** @param {import("./live-order.js").Grouping} by */
export function groupBy(by) {
  grouping.value = by;
  localStorage.setItem(KEPT, by);
}

/** @param {import("./live-order.js").Column} column up, down, and as they came */
export function sortBy(column) {
  const before = sorting.value;
  if (before?.column !== column) sorting.value = { column, down: false };
  else sorting.value = before.down ? null : { column, down: true };
}

/** Looks at everybody again. */
export function widen() {
  tab.value = "all";
  narrowing.value = WIDE;
  typed.value = "";
}
