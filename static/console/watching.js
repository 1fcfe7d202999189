/** Keeps who is on the sites, while somebody looks at the visitors; several frames at once make one change. */

import { computed, effect, signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { NOBODY, parted, told } from "./live.js";
import { dueAt, entryOf, talksOf } from "./live-order.js";
import { askAnew, askNames, forgetNames, hearNames, names } from "./live-names.js";
import { wordsFor } from "./live-words.js";
import { connections, request, send } from "./line.js";
import { place, visit } from "./places.js";
import { conversations, promiseOf } from "./store.js";
import { t } from "./texts.js";
import { now } from "./time.js";

/** The frames of one tick come one right after the other. */
const GATHER_MS = 30;

/** A page change says where somebody is; the whole way is read again a moment later. */
const SETTLE_MS = 300;

/** @type {import("./types.js").Signal<import("./types.js").Live>} */
export const live = signal(NOBODY);

/** @type {import("./types.js").Signal<string>} why the list could not be read */
export const refused = signal("");

/** Everybody here, each with the conversation they have. */
export const entries = computed(() => {
  const talks = talksOf(conversations.value);
  return Object.values(live.value.visits).map((one) => entryOf(one, talks, names.value, wordsFor));
});

/** @param {import("./types.js").Conversation} talk */
export const dueOf = (talk) => dueAt(talk, promiseOf(talk));

/** @type {any[]} */
let heard = [];

/** @param {any} frame */
export function heardOf(frame) {
  if (place.value !== "visitors") return;
  if (!heard.length) setTimeout(apply, GATHER_MS);
  heard.push(frame);
}

function apply() {
  const frames = heard;
  heard = [];
  if (place.value === "visitors") live.value = told(live.value, frames, now.value);
}

/** Asks for the whole list; from then on what changes is told. */
export async function askLive() {
  refused.value = "";
  askAnew();
  await request({ type: "visitors.watch", id: uuid() }).catch((refusal) => {
    if (refusal?.code !== "offline") refused.value = refusal?.message || t("notice.refused");
  });
}

/** @type {import("./types.js").Signal<{id: string, found: import("./types.js").Found|null, failed: boolean}|null>} what was read of the visit that is looked at */
export const found = signal(null);

/** @param {string} id */
export async function readVisit(id) {
  const read = await request({ type: "visit.find", id: uuid(), visit: id }).catch(() => null);
  if (visit.value !== id) return;
  const before = found.value?.id === id ? found.value.found : null;
  found.value = { id, found: read ?? before, failed: read === null };
}

/** @type {import("./types.js").Signal<import("./types.js").Visit|null>} the line of the visit that is looked at, kept when they leave */
export const inFront = signal(null);

export function watchLive() {
  let watches = false;
  effect(() => {
    const wanted = place.value === "visitors";
    if (!connections.value) return;
    if (wanted) askLive();
    else if (watches) {
      send({ type: "visitors.unwatch" });
      live.value = NOBODY;
      forgetNames();
    }
    watches = wanted;
  });
  effect(() => askNames(Object.values(live.value.visits)));
  effect(() => void (live.value.loaded && hearNames(conversations.value)));
  effect(() => {
    const at = now.value;
    live.value = parted(live.value, at);
  });
  effect(() => {
    const line = live.value.visits[visit.value ?? ""];
    if (!visit.value) inFront.value = null;
    else if (line) inFront.value = line;
    else if (inFront.value?.id !== visit.value) inFront.value = null;
    else if (live.value.loaded && inFront.value && inFront.value.left === undefined) inFront.value = { ...inFront.value, left: now.value };
  });
  watchVisit();
}

/** What is looked at is read, and again after a page change or a return of the line. */
function watchVisit() {
  /** @type {number|undefined} */
  let timer;
  let was = "";
  const which = computed(() => JSON.stringify([visit.value, inFront.value?.pages, inFront.value?.visitor, connections.value]));
  effect(() => {
    void which.value;
    clearTimeout(timer);
    const id = visit.value;
    if (!id || !connections.value) return void (found.value = null);
    timer = window.setTimeout(() => readVisit(id), id === was ? SETTLE_MS : 0);
    was = id;
  });
}
