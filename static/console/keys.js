/** Every action has a key. Single keys work outside text fields only. */

import { close, composerCalls, open, reopen, take } from "./desk.js";
import { held, letGo } from "./hold.js";
import { closeMenu, openMenu } from "./menu.js";
import { contextOpen, current, leave } from "./places.js";
import { conversationOf, waitingOnes } from "./store.js";
import { openOnes } from "./tabs.js";
import { turn } from "./composer.js";
import { sheetOpen } from "./keysheet.js";

/** @type {Record<string, () => void>} */
const SINGLE = {
  j: () => step(1),
  k: () => step(-1),
  t: () => waitingOnes.value[0] && take(waitingOnes.value[0].id),
  r: () => current.value && turn(current.value, "reply"),
  n: () => current.value && turn(current.value, "note"),
  e: endOrReopen,
  s: () => isOpenInFront() && (openMenu.value = "snooze"),
  a: () => isOpenInFront() && (openMenu.value = "assign"),
  "shift+t": () => isOpenInFront() && (openMenu.value = "transfer"),
  l: () => current.value && (openMenu.value = "tags"),
  i: () => (contextOpen.value = !contextOpen.value),
  "?": () => (sheetOpen.value = true),
};

export function listenToKeys() {
  document.addEventListener("keydown", onKey);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") return stepOut(event);
  if (event.key === "F6") return nextRegion(event);
  if (event.ctrlKey || event.metaKey) return toTab(event);
  if (event.altKey || isWriting(event.target) || sheetOpen.value) return;
  const name =
    event.shiftKey && event.key.length === 1 && /[a-z]/i.test(event.key)
      ? `shift+${event.key.toLowerCase()}`
      : event.key.toLowerCase();
  const run = SINGLE[name];
  if (!run) return;
  event.preventDefault();
  run();
}

/** @param {EventTarget|null} target */
function isWriting(target) {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** @param {number} by moves the focus through the list; what is in front stays there */
function step(by) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.dataset.row === current.value);
  const next = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function isOpenInFront() {
  const conversation = conversationOf(current.value);
  return conversation !== null && conversation.status !== "closed";
}

function endOrReopen() {
  const conversation = conversationOf(current.value);
  if (!conversation) return;
  if (conversation.status === "closed") reopen(conversation.id);
  else close(conversation.id);
}

/** @param {KeyboardEvent} event one step out, never losing a text */
function stepOut(event) {
  event.preventDefault();
  if (sheetOpen.value) sheetOpen.value = false;
  else if (openMenu.value) closeMenu();
  else if (contextOpen.value) contextOpen.value = false;
  else if (isWriting(event.target))
    /** @type {HTMLElement} */ (
      document.querySelector(`[data-row="${CSS.escape(current.value ?? "")}"]`) ??
        document.querySelector("[data-region=list]")
    )?.focus();
  else if (held.value) letGo();
  else leave();
}

/** @param {KeyboardEvent} event */
function toTab(event) {
  const number = Number(event.key);
  if (event.shiftKey || event.altKey || !(number >= 1 && number <= 8)) return;
  const conversation = openOnes()[number - 1];
  if (!conversation) return;
  event.preventDefault();
  open(conversation.id);
}

/** @param {KeyboardEvent} event */
function nextRegion(event) {
  event.preventDefault();
  const regions = /** @type {HTMLElement[]} */ (
    [...document.querySelectorAll("[data-region]")].filter((el) => /** @type {HTMLElement} */ (el).offsetParent)
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + (event.shiftKey ? -1 : 1) + regions.length) % regions.length];
  if (next?.dataset.region === "composer") composerCalls.value += 1;
  else
    (next?.matches("[tabindex]") ? next : /** @type {HTMLElement|null} */ (next?.querySelector("button, a")))?.focus();
}
