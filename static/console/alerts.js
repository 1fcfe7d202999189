/** What makes itself heard: somebody new waits, writes to oneself, or was passed on. */

import { computed, effect } from "preact";
import { choices, isHeard, isNotified } from "./alert-choices.js";
import { claim } from "./claims.js";
import { open } from "./desk.js";
import { isOpen, lastWords, unreadFor } from "./lists.js";
import { visitorName } from "./people.js";
import { current } from "./places.js";
import { blocked, play, watchSound } from "./sounds.js";
import { conversationOf, conversations, loaded, me, waitingOnes } from "./store.js";
import { t } from "./texts.js";

/** @typedef {import("./alert-choices.js").What} What */

/** How often those who wait are called out again. */
const AGAIN_MS = 20_000;

/** Several things at once make one sound. */
const LULL_MS = 1500;

/** @type {Record<string, number>} */
const soundedAt = {};

/** @param {string} id whether somebody looks at this conversation now */
const isLookedAt = (id) => document.hasFocus() && document.visibilityState === "visible" && current.value === id;

/** @param {What} what @param {string} id @param {string|number} which tells one alert from the next, on every tab */
async function alert(what, id, which) {
  if (choices.value[what] === "off") return;
  if (!(await claim(`${what}.${id}.${which}`, !blocked.value))) return;
  if (isLookedAt(id)) return;
  if (isHeard(what)) sound(what);
  if (isNotified(what) && !document.hasFocus()) notify(what, id);
}

/** @param {What} what */
function sound(what) {
  if (Date.now() - (soundedAt[what] ?? 0) < LULL_MS) return;
  soundedAt[what] = Date.now();
  play(what);
}

/** @param {What} what @param {string} id */
function notify(what, id) {
  const c = conversationOf(id);
  if (!c || globalThis.Notification?.permission !== "granted") return;
  try {
    const title = t(`alert.${what}.title`, { name: visitorName(c) });
    const shown = new Notification(title, { body: lastWords(c), tag: `${what}.${id}`, silent: true });
    shown.onclick = () => {
      window.focus();
      open(id);
      shown.close();
    };
  } catch {
    // Phones show them through a service worker only.
  }
}

/** @param {import("./types.js").Entry} entry an entry has arrived, live or after an absence */
export function heard(entry) {
  const mine = me.value?.id;
  const c = conversationOf(entry.conversation);
  if (!mine || !c || entry.actor?.id === mine) return;
  const ours = c.agent?.id === mine;
  if (entry.type === "message.created" && entry.actor?.kind === "visitor" && ours) alert("message", c.id, entry.seq);
  const given = entry.type === "conversation.assigned" || entry.type === "conversation.transferred";
  if (given && entry.agent?.id === mine) alert("passed", c.id, entry.seq);
}

/** Looks who has come to wait since the desk was loaded, over absences too. */
function watchWaiting() {
  /** @type {Set<string>|null} */
  let known = null;
  effect(() => {
    const now = waitingOnes.value;
    if (!loaded.value) return;
    const fresh = known ? now.filter(({ id }) => !known?.has(id)) : [];
    known = new Set(now.map(({ id }) => id));
    for (const c of fresh) alert("waiting", c.id, c.queued_at ?? c.opened_at);
  });
  setInterval(() => {
    if (!choices.value.repeat || !waitingOnes.value.length) return;
    const longest = waitingOnes.value[0].id;
    alert("waiting", longest, `again ${Math.floor(Date.now() / AGAIN_MS)}`);
  }, AGAIN_MS);
}

/** The number of those who want something from oneself, in the tab's title and on the app's icon. */
function watchTitle() {
  const title = document.title;
  const count = computed(() => {
    const mine = me.value?.id ?? null;
    const unread = Object.values(conversations.value).filter((c) => isOpen(c) && c.agent?.id === mine && unreadFor(c, mine) > 0);
    return waitingOnes.value.length + unread.length;
  });
  effect(() => {
    document.title = count.value ? `(${count.value}) ${title}` : title;
    /** @type {any} */ (navigator).setAppBadge?.(count.value).catch(() => null);
  });
}

export function watchAlerts() {
  watchTitle();
  watchWaiting();
  effect(() => {
    if (["waiting", "message", "passed"].some((what) => isHeard(/** @type {What} */ (what)))) watchOnce();
  });
}

let watching = false;

/** Without a chosen sound the browser is not even asked. */
function watchOnce() {
  if (!watching) watchSound();
  watching = true;
}
