/** Moving about by keys: through the list, from region to region, one step out. */

import { composerCalls } from "./desk.js";
import { held, letGo } from "./hold.js";
import { closeMenu, openMenu } from "./menu.js";
import { overlay } from "./overlay.js";
import { contextOpen, current, leave, lookAway, place, visit } from "./places.js";

/** @param {EventTarget|null} target */
export function isWriting(target) {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** @param {number} by moves the focus through the list; what is in front stays there */
export function step(by) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-row]")]);
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.dataset.row === current.value);
  const next = rows[Math.max(0, Math.min(rows.length - 1, from + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** @param {number} by moves the focus to the next region of the desk */
export function toRegion(by) {
  const regions = /** @type {HTMLElement[]} */ (
    [...document.querySelectorAll("[data-region]")].filter((el) => /** @type {HTMLElement} */ (el).offsetParent)
  );
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + by + regions.length) % regions.length];
  if (next?.dataset.region === "composer") composerCalls.value += 1;
  else
    (next?.matches("[tabindex]") ? next : /** @type {HTMLElement|null} */ (next?.querySelector("button, a")))?.focus();
}

/** @param {EventTarget|null} from one step out, never losing a text */
export function stepOut(from) {
  if (overlay.value) overlay.value = null;
  else if (openMenu.value) closeMenu();
  else if (contextOpen.value) contextOpen.value = false;
  else if (isWriting(from))
    /** @type {HTMLElement} */ (
      document.querySelector(`[data-row="${CSS.escape((place.value === "visitors" ? visit.value : current.value) ?? "")}"]`) ??
        document.querySelector("[data-region=list]")
    )?.focus();
  else if (held.value) letGo();
  else if (place.value === "inbox") leave();
  else if (visit.value) lookAway();
}
