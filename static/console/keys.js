/** Listens for the keys of the actions. Single keys work outside text fields only, and can be switched off. */

import { signal } from "preact";
import { ACTIONS, toTab } from "./actions.js";
import { openMenu } from "./menu.js";
import { isWriting, stepOut, toRegion } from "./moves.js";
import { offerOf } from "./offers.js";
import { overlay, palette } from "./overlay.js";
import { t } from "./texts.js";

const SINGLE_OFF = "visavis.single-keys-off";

/** How long the first of two keys waits for the second. */
const CHORD_MS = 1500;

/** Whether single keys do something; those with Ctrl or Alt always do. */
export const singleKeys = signal(localStorage.getItem(SINGLE_OFF) === null);

/** @type {Map<string, import("./actions.js").Action>} */
const byKey = new Map(ACTIONS.filter(({ inside }) => !inside).map((action) => [action.key, action]));

/** The keys that begin a pair. */
const beginnings = new Set([...byKey.keys()].filter((key) => key.includes(" ")).map((key) => key.split(" ")[0]));

let begun = { key: "", at: 0 };

export function listenToKeys() {
  document.addEventListener("keydown", onKey);
}

/** @param {boolean} on */
export function switchSingleKeys(on) {
  singleKeys.value = on;
  if (on) localStorage.removeItem(SINGLE_OFF);
  else localStorage.setItem(SINGLE_OFF, "1");
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.getModifierState("AltGraph")) return;
  const run = meant(event);
  if (!run) return;
  event.preventDefault();
  run();
}

/** @param {KeyboardEvent} event @returns {(() => unknown)|null} what this key is to do */
function meant(event) {
  if (event.key === "Escape") return () => stepOut(event.target);
  if (event.key === "F6") return () => toRegion(event.shiftKey ? -1 : 1);
  const key = named(event);
  const chorded = /^(ctrl|alt)\+/.test(key);
  if (/^ctrl\+[1-8]$/.test(key) && !overlay.value) return toTab(Number(key.at(-1))) ? () => null : null;
  if (!chorded && (!singleKeys.value || isWriting(event.target) || openMenu.value)) return null;
  if (overlay.value) return null;
  const pair = begun.key && Date.now() - begun.at < CHORD_MS ? `${begun.key} ${key}` : key;
  begun = { key: "", at: 0 };
  const action = byKey.get(pair);
  if (action) return () => !action.when || action.when() ? perform(action) : null;
  if (beginnings.has(key)) begun = { key, at: Date.now() };
  return null;
}

/** @param {import("./actions.js").Action} action what is not easily undone is asked in the palette first */
function perform(action) {
  if (!action.asks) return action.run();
  palette.value = { mode: "all", asking: { offer: offerOf(action), words: t(action.asks) } };
  return (overlay.value = "palette");
}

/** @param {KeyboardEvent} event as the actions name it; where the letters are others, by the place of the key */
function named(event) {
  const plain = event.altKey || !/^[\x20-\x7e]$/.test(event.key);
  const key = (plain && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key).toLowerCase();
  const held = [
    (event.ctrlKey || event.metaKey) && "ctrl",
    event.altKey && "alt",
    event.shiftKey && /^[a-z0-9]$/.test(key) && "shift",
  ];
  return [...held.filter(Boolean), key].join("+");
}
