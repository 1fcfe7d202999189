/** What lies over the desk: one dialog at a time, which gives the focus back where it was. */

import { signal, useEffect, useRef } from "preact";

/** @type {import("./types.js").Signal<"keys"|"palette"|"alerts"|null>} */
export const overlay = signal(null);

/** @param {"keys"|"palette"|"alerts"} name */
export function useDialog(name) {
  const box = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const shown = overlay.value === name;
  useEffect(() => {
    if (shown) box.current?.showModal();
    else box.current?.close();
  }, [shown]);
  const shut = () => {
    if (overlay.value === name) overlay.value = null;
  };
  return { box, shown, shut };
}
