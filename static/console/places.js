/** Where this person is: open tabs, the one in front, the list's view. Survives a reload. */

import { computed, effect, signal } from "preact";

const MOST = 24;

/** @type {import("./types.js").Signal<string[]>} in the order of opening, which never changes by itself */
export const tabs = signal([]);

/** @type {import("./types.js").Signal<"inbox"|"visitors">} what the desk shows; the address says it after its hash */
export const place = signal("inbox");

/** @type {import("./types.js").Signal<string|null>} whose visit is looked at among the visitors */
export const visit = signal(null);

/** @type {import("./types.js").Signal<string|null>} the tab in front, seen or not */
const front = signal(null);

/** @type {import("./types.js").Signal<string|null>} the conversation before one's eyes */
export const current = computed(() => (place.value === "inbox" ? front.value : null));

/** @type {import("./types.js").Signal<string|null>} the conversation this page's address names, until it is looked up */
export const asked = signal(null);

/** Which list is shown. */
export const view = signal(/** @type {import("./lists.js").View} */ ("all"));

/** What the lists are narrowed to: one department, one tag, both, or neither. */
export const department = signal(/** @type {string|null} */ (null));
export const tagged = signal(/** @type {string|null} */ (null));

/** Whether the context stands open where it is a drawer. */
export const contextOpen = signal(false);

/**
 * Restores what this browser tab had, or else what the last one of this agent had.
 *
 * @param {string} agent
 */
export function restorePlaces(agent) {
  const key = `visavis.places.${agent}`;
  const saved = parsed(sessionStorage.getItem(key)) ?? parsed(localStorage.getItem(key)) ?? {};
  if (Array.isArray(saved.tabs)) tabs.value = saved.tabs.filter((/** @type {any} */ id) => typeof id === "string");
  if (tabs.value.includes(saved.current)) front.value = saved.current;
  if (["mine", "unassigned", "all", "snoozed", "closed"].includes(saved.view)) view.value = saved.view;
  if (typeof saved.department === "string") department.value = saved.department;
  if (typeof saved.tagged === "string") tagged.value = saved.tagged;
  asked.value = new URLSearchParams(location.search).get("conversation");
  readHash();
  addEventListener("popstate", readHash);
  effect(() => {
    const lists = { view: view.value, department: department.value, tagged: tagged.value };
    const text = JSON.stringify({ tabs: tabs.value, current: front.value, ...lists });
    sessionStorage.setItem(key, text);
    localStorage.setItem(key, text);
  });
}

/** @param {string|null} text */
function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** The address leads to the visitors, or to one of them; what it says else is the inbox. */
function readHash() {
  const [, name, id] = /^#(visitors)(?:\/(\w+))?$/.exec(location.hash) ?? [];
  place.value = name ? "visitors" : "inbox";
  visit.value = id ?? null;
}

/** @param {string} hash @param {boolean} [anew] whether the way back leads here */
function go(hash, anew = true) {
  if (location.hash !== hash) history[anew ? "pushState" : "replaceState"](null, "", hash || location.pathname);
  readHash();
}

const toInbox = () => go("");
export const toVisitors = () => go("#visitors");

/** @param {string} id from one to the next there is one way back */
export const lookAt = (id) => go(`#visitors/${id}`, visit.value === null);

/** Looks at nobody any more. */
export const lookAway = () => go("#visitors", false);

/** @param {string} id */
export function show(id) {
  if (!tabs.value.includes(id)) tabs.value = [...tabs.value, id].slice(-MOST);
  toInbox();
  front.value = id;
  contextOpen.value = false;
}

/** @param {string} id takes a tab away and shows its neighbour if it was in front */
export function shut(id) {
  const index = tabs.value.indexOf(id);
  tabs.value = tabs.value.filter((other) => other !== id);
  if (front.value === id) front.value = tabs.value[Math.min(index, tabs.value.length - 1)] ?? null;
}

/** Back to the list, where list and conversation share one column. */
export function leave() {
  toInbox();
  front.value = null;
}

/** To the inbox as it was left; whoever is there already sees its list. */
export const home = () => (place.value === "inbox" ? leave() : toInbox());

/** @param {(id: string) => boolean} exists drops tabs of conversations that are no longer there */
export function prune(exists) {
  const kept = tabs.value.filter(exists);
  if (kept.length !== tabs.value.length) tabs.value = kept;
  if (front.value && !exists(front.value)) front.value = kept[kept.length - 1] ?? null;
}
