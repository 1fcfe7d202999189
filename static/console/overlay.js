/** What lies over the desk: one dialog at a time, which gives the focus back where it was. */

import { signal, useLayoutEffect, useRef } from "preact";

/** @type {import("./types.js").Signal<"keys"|"palette"|"alerts"|null>} */
export const overlay = signal(null);

/**
 * How the palette opens: for everything or for what was said, and with a question to answer first.
 *
 * @type {import("./types.js").Signal<{mode: "all"|"messages", asking: {offer: any, words: string}|null}>}
 */
export const palette = signal({ mode: "all", asking: null });

/** @param {"all"|"messages"} mode */
export function openPalette(mode) {
  palette.value = { mode, asking: null };
  overlay.value = "palette";
}

/** @param {"keys"|"palette"|"alerts"} name */
export function useDialog(name) {
  const box = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const shown = overlay.value === name;
  // Before the next key arrives: what is typed behind Ctrl K belongs to the field that has just come.
  useLayoutEffect(() => {
    if (shown) box.current?.showModal();
    else box.current?.close();
    if (shown) /** @type {HTMLElement|null} */ (box.current?.querySelector("[data-first]"))?.focus();
  }, [shown]);
  const shut = () => {
    if (overlay.value === name) overlay.value = null;
  };
  return { box, shown, shut };
}
