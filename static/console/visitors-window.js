/** Of a long list only what is in view is made: where each of its items stands, and which of them are seen. */

import { useLayoutEffect, useRef, useSignal } from "preact";
import { oneColumn } from "./narrow-screen.js";

/** @typedef {import("./live-order.js").Item} Item */

const GROUP = 36;
const ROW = 36;
const PHONE_ROW = 64;

/** How far beyond its edges the view is made. */
const BEYOND = 360;

/** @param {Item} item */
const heightOf = ({ kind }) => (kind === "group" ? GROUP : oneColumn.value ? PHONE_ROW : ROW);

/**
 * @param {Item[]} items
 * @param {string|null} kept the key of one that is made wherever it stands, as it has the focus
 */
export function useWindow(items, kept) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const seen = useSignal({ top: 0, height: 900 });
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    const look = () => (seen.value = { top: el.scrollTop, height: el.clientHeight });
    const sizes = new ResizeObserver(look);
    sizes.observe(el);
    el.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      el.removeEventListener("scroll", look);
    };
  }, []);
  const { top, height } = seen.value;
  const made = [];
  let y = 0;
  items.forEach((item, index) => {
    const tall = heightOf(item);
    if ((y + tall >= top - BEYOND && y <= top + height + BEYOND) || item.key === kept) made.push({ item, y, index });
    y += tall;
  });
  /** @param {string} key brings one into view, no further than it takes */
  const reveal = (key) => {
    const el = box.current;
    if (!el) return;
    let above = 0;
    for (const item of items) {
      const tall = heightOf(item);
      if (item.key === key) {
        if (above < el.scrollTop) el.scrollTop = above;
        else if (above + tall > el.scrollTop + el.clientHeight) el.scrollTop = above + tall - el.clientHeight;
        return;
      }
      above += tall;
    }
  };
  return { box, made, height: y, reveal };
}
