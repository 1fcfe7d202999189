/** While the pointer or the focus is in the list, nothing in it may move. */

import { signal } from "preact";

const AFTER_LEAVING_MS = 3000;

/** @type {import("./types.js").Signal<boolean>} */
export const held = signal(false);

let inside = false;
let focused = false;

/** @type {number|undefined} */
let timer;

function weigh() {
  clearTimeout(timer);
  if (inside || focused) held.value = true;
  else if (held.value) timer = window.setTimeout(letGo, AFTER_LEAVING_MS);
}

/** Applies what waits, at once. */
export function letGo() {
  clearTimeout(timer);
  held.value = false;
}

/** Holds again, now that what waited has been applied. */
function renew() {
  letGo();
  queueMicrotask(weigh);
}

/** Holds nothing: what was held is no longer there. */
export function forget() {
  inside = focused = false;
  letGo();
}

export const holding = {
  onPointerEnter: () => void ((inside = true), weigh()),
  onPointerLeave: () => void ((inside = false), weigh()),
  onFocusIn: () => void ((focused = true), weigh()),
  onFocusOut: () => void ((focused = false), weigh()),
  apply: renew,
};
