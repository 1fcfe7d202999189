/** What stands where in the list of visitors: pure selections over those who are here. */

import { fit, wordsOf } from "./finding.js";
import { isOpen, isWaiting, waitsSince } from "./lists.js";
import { onPage, onSite, pageKey } from "./live.js";

/** @typedef {import("./types.js").Visit} Visit */
/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {"all"|"waiting"|"talking"|"alone"} Tab */
/** @typedef {"page"|"source"|"country"|"none"} Grouping */
/** @typedef {"name"|"title"|"page"|"visit"|"source"|"visits"|"basket"|"with"} Column */
/** @typedef {{site: string, page: string, country: string, agent: string, again: ""|"new"|"returning"}} Narrowing empty where anything goes */
/** @typedef {{visit: Visit, talk: Conversation|null, standing: Exclude<Tab, "all">, words: string}} Entry one who is here, with the conversation they have */
/** @typedef {{key: string, entries: Entry[], size: number, due: number}} Group */

/** By how many a group has to lead, and for how long, before it moves. */
const LEAD = 2;
const LEAD_MS = 10_000;

/**
 * @param {Record<string, Conversation>} conversations
 * @returns {Map<string, Conversation>} the one that matters now by visitor: who waits before who is served
 */
export function talksOf(conversations) {
  const talks = new Map();
  for (const c of Object.values(conversations)) {
    if (!isOpen(c)) continue;
    const known = talks.get(c.visitor.id);
    if (!known || rank(c) > rank(known) || (rank(c) === rank(known) && goesBefore(c, known))) talks.set(c.visitor.id, c);
  }
  return talks;
}

/** Of those who wait it is the longest wait that counts, of all else the newest. */
const goesBefore = (/** @type {Conversation} */ c, /** @type {Conversation} */ other) => c.opened_at > other.opened_at !== isWaiting(c);

/** @param {Conversation} c */
const rank = (c) => (isWaiting(c) ? 2 : c.agent ? 1 : 0);

/**
 * @param {Visit} visit
 * @param {Map<string, Conversation>} talks
 * @param {Record<string, {name: string|null, email: string|null}>} names of visitors this agent may know
 * @param {(visit: Visit) => string} wordsFor what they are found by
 * @returns {Entry}
 */
export function entryOf(visit, talks, names, wordsFor) {
  const talk = (visit.visitor && talks.get(visit.visitor)) || null;
  const known = named(named(visit, names[visit.visitor ?? ""] ?? {}), talk?.visitor ?? {});
  return { visit: known, talk, standing: !talk ? "alone" : isWaiting(talk) ? "waiting" : "talking", words: wordsFor(known) };
}

/** @type {WeakMap<Visit, Visit>} */
const called = new WeakMap();

/**
 * A line says no name: it is the same for all who watch, and not everybody may know it.
 *
 * @param {Visit} visit
 * @param {{name?: string|null, email?: string|null}} visitor
 */
export function named(visit, { name, email }) {
  if (!name && !email) return visit;
  const known = called.get(visit);
  if (known && known.name === name && known.email === email) return known;
  const anew = { ...visit, name, email };
  called.set(visit, anew);
  return anew;
}

/** @param {Entry[]} entries @returns {Record<Tab, number>} how many of each are here; who has left is not */
export function countsOf(entries) {
  const counts = { all: 0, waiting: 0, talking: 0, alone: 0 };
  for (const { visit, standing } of entries) {
    if (visit.left !== undefined) continue;
    counts.all += 1;
    counts[standing] += 1;
  }
  return counts;
}

/**
 * @param {Entry[]} entries
 * @param {Tab} tab
 * @param {Narrowing} narrowing
 * @param {string} typed
 */
export function chosenOf(entries, tab, narrowing, typed) {
  const words = wordsOf(typed);
  return entries.filter((entry) => (tab === "all" || entry.standing === tab) && isWithin(entry, narrowing) && (!words.length || fit(words, entry.words) > 0));
}

/** @param {Entry} entry @param {Narrowing} narrowing */
function isWithin({ visit, talk }, { site, page, country, agent, again }) {
  return (
    (!site || visit.site === site) &&
    (!page || pageKey(visit) === page) &&
    (!country || visit.country === country) &&
    (!agent || talk?.agent?.id === agent) &&
    (!again || (visit.visits > 1) === (again === "returning"))
  );
}

/** @type {Record<Column, (entry: Entry, now: number) => string|number>} what a column is ordered by */
const VALUES = {
  name: ({ words }) => words.toLocaleLowerCase(),
  title: ({ visit }) => (visit.page?.title || visit.page?.url || "").toLocaleLowerCase(),
  page: ({ visit }, now) => onPage(visit, now),
  visit: ({ visit }, now) => onSite(visit, now),
  source: ({ visit }) => `${visit.source_name || visit.source}`.toLocaleLowerCase(),
  visits: ({ visit }) => visit.visits,
  basket: ({ visit }) => Number(visit.basket?.value ?? 0),
  with: ({ talk }) => (talk?.agent?.name ?? "").toLocaleLowerCase(),
};

/**
 * @param {Entry[]} entries
 * @param {{column: Column, down: boolean}|null} sorting without one, in the order of their coming
 * @param {(talk: Conversation) => number} dueOf when somebody's promise is over
 * @param {number} now
 * @returns {Entry[]} who waits before everybody else, the one who is first over the promise first
 */
export function sorted(entries, sorting, dueOf, now) {
  const wait = (/** @type {Entry} */ { talk, standing }) => (talk && standing === "waiting" ? dueOf(talk) : Infinity);
  const value = sorting ? VALUES[sorting.column] : ({ visit }) => visit.since;
  const side = sorting?.down ? -1 : 1;
  return entries
    .map((entry) => ({ entry, wait: wait(entry), value: value(entry, now) }))
    .sort((a, b) => compare(a.wait, b.wait) || side * compare(a.value, b.value) || compare(a.entry.visit.since, b.entry.visit.since) || compare(a.entry.visit.id, b.entry.visit.id))
    .map(({ entry }) => entry);
}

/** @type {Record<Exclude<Grouping, "none">, (visit: Visit) => string>} */
const KEYS = { page: pageKey, source: ({ source, source_name }) => `${source} ${source_name}`, country: ({ country }) => country };

/**
 * @param {Entry[]} entries in their order
 * @param {Exclude<Grouping, "none">} by
 * @param {(talk: Conversation) => number} dueOf
 * @returns {Group[]} as they are met
 */
export function grouped(entries, by, dueOf) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const entry of entries) {
    const key = KEYS[by](entry.visit);
    const group = groups.get(key) ?? { key, entries: [], size: 0, due: Infinity };
    groups.set(key, group);
    group.entries.push(entry);
    if (entry.visit.left === undefined) group.size += 1;
    if (entry.talk && entry.standing === "waiting") group.due = Math.min(group.due, dueOf(entry.talk));
  }
  return [...groups.values()];
}

/** @typedef {{order: string[], led: Map<string, number>}} Standing the order of groups, and since when one leads another that stands above it */

/**
 * The order of groups: first those in which somebody waits; then by size, where one moves up only past
 * those that it has led for a while.
 *
 * @param {Standing} before
 * @param {Group[]} groups
 * @param {number} now
 * @returns {Standing}
 */
export function settled(before, groups, now) {
  const sizes = new Map(groups.map(({ key, size }) => [key, size]));
  const size = (/** @type {string} */ key) => sizes.get(key) ?? 0;
  const order = before.order.filter((key) => sizes.has(key));
  const known = new Set(order);
  for (const { key } of [...groups].sort((a, b) => b.size - a.size)) if (!known.has(key)) insert(order, key, size);
  /** @type {Map<string, number>} */
  const led = new Map();
  for (let at = 1; at < order.length; at++) {
    const key = order[at];
    let to = at;
    for (let above = at - 1; above >= 0 && size(order[above]) <= size(key); above--) {
      if (size(key) - size(order[above]) < LEAD) continue;
      const pair = `${key}\n${order[above]}`;
      const since = before.led.get(pair) ?? now;
      led.set(pair, since);
      if (now - since >= LEAD_MS) to = above;
    }
    if (to < at) order.splice(to, 0, ...order.splice(at, 1));
  }
  return { order, led };
}

/** @param {string[]} order @param {string} key @param {(key: string) => number} size a new one comes behind those that are as large */
function insert(order, key, size) {
  order.splice(order.findLastIndex((other) => size(other) >= size(key)) + 1, 0, key);
}

/**
 * @param {Group[]} groups
 * @param {string[]} order
 * @returns {Group[]} those with somebody who waits in front
 */
export function inOrder(groups, order) {
  const place = new Map(order.map((key, index) => [key, index]));
  return [...groups].sort((a, b) => compare(a.due, b.due) || (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0));
}

/** @typedef {{kind: "group", key: string, group: Group}|{kind: "visit", key: string, entry: Entry}} Item what stands one below the other */

/** @param {Group[]} groups @returns {Item[]} */
export const itemsOf = (groups) =>
  groups.flatMap((group) => [{ kind: /** @type {const} */ ("group"), key: `group ${group.key}`, group }, ...rowsOf(group.entries)]);

/** @param {Entry[]} entries @returns {Item[]} */
export const rowsOf = (entries) => entries.map((entry) => ({ kind: "visit", key: entry.visit.id, entry }));

/**
 * @param {string|number} a
 * @param {string|number} b
 */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {Conversation} talk @param {number} promise_s when the promise is over, or since when nothing was promised */
export const dueAt = (talk, promise_s) => Date.parse(waitsSince(talk)) + (promise_s === Infinity ? 8.64e12 : promise_s * 1000);

/**
 * What stands there while nothing may move: the same rows in the same places, each as it is by now. Who comes
 * waits to be let in, and who is gone stays, greyed.
 *
 * @param {Item[]} shown
 * @param {Item[]} wanted
 * @param {Entry[]} entries
 * @param {number} now
 * @returns {{items: Item[], fresh: number}}
 */
export function heldItems(shown, wanted, entries, now) {
  const here = new Map(entries.map((entry) => [entry.visit.id, entry]));
  const groups = new Map(wanted.map((item) => [item.key, item]));
  const places = new Set(shown.map(({ key }) => key));
  const items = shown.map((item) => {
    if (item.kind === "group") return groups.get(item.key) ?? { ...item, group: { ...item.group, size: 0 } };
    const { visit } = item.entry;
    const entry = here.get(visit.id) ?? { ...item.entry, visit: { ...visit, left: visit.left ?? now } };
    return { ...item, entry };
  });
  return { items, fresh: wanted.filter(({ kind, key }) => kind === "visit" && !places.has(key)).length };
}
