/** What every field has in which somebody writes to a visitor: it grows, and a slash in it offers canned replies. */

import { useLayoutEffect } from "preact";
import { lookForSlash, offered, slash } from "./slash.js";

/** @typedef {import("./slash.js").Aim} Aim */

const TEN_LINES = 200;

/**
 * What the panels beside the field may do with it.
 *
 * @param {string} id
 * @param {(text: string) => void} keep
 * @param {{current: HTMLTextAreaElement|null}} field
 * @param {() => void} send
 */
export function fieldOf(id, keep, field, send) {
  /** @param {string} text @param {number} from @param {number} to @param {[number, number]|null} selected */
  const replace = (text, from, to, selected) => {
    const el = field.current;
    if (!el) return;
    el.value = el.value.slice(0, from) + text + el.value.slice(to);
    keep(el.value);
    el.focus({ preventScroll: true });
    const [start, end] = selected ?? [text.length, text.length];
    el.setSelectionRange(from + start, from + end);
  };
  return {
    send,
    /** @param {string} text @param {[number, number]|null} gap puts a reply in the place of the slash */
    insert: (text, gap) => slash.value && replace(text, slash.value.from, slash.value.to, gap),
    /** @param {string} text types at the cursor, as a word of its own */
    type: (text) => {
      const el = field.current;
      if (!el) return;
      const before = el.value.slice(0, el.selectionStart);
      replace(/(^|\s)$/.test(before) ? text : ` ${text}`, el.selectionStart, el.selectionEnd, null);
      lookForSlash(id, el);
    },
  };
}

/** @param {Aim} aim @returns what a field says and hears because of the panel of replies above it */
export function slashing(aim) {
  const open = slash.value?.conversation === aim.id && !slash.value.saving && offered(aim).length > 0;
  return {
    "aria-autocomplete": "list",
    "aria-controls": open ? "canned-list" : undefined,
    "aria-activedescendant": open ? `canned-${slash.value?.chosen}` : undefined,
    /** @param {any} event */
    onSelect: (event) => lookForSlash(aim.id, event.target),
    /** @param {FocusEvent} event into the panel itself, where it is longer than there is room, the focus may go */
    onBlur: (event) => {
      const inside = event.relatedTarget instanceof Element && event.relatedTarget.closest(".canned");
      if (!inside && !slash.value?.saving) slash.value = null;
    },
  };
}

/** @param {{current: HTMLTextAreaElement|null}} field @param {string} text */
export function useGrowth(field, text) {
  useLayoutEffect(() => {
    const el = field.current;
    if (!el) return;
    el.style.blockSize = "auto";
    el.style.blockSize = `${Math.min(el.scrollHeight, TEN_LINES)}px`;
  }, [text]);
}
