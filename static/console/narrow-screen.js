/** Whether list and conversation share one column, and which of them is seen then. */

import { signal } from "preact";
import { current } from "./places.js";

const phone = matchMedia("(max-width: 759.98px)");

/** @type {import("./types.js").Signal<boolean>} */
export const oneColumn = signal(phone.matches);
phone.addEventListener("change", () => (oneColumn.value = phone.matches));

/** @param {"list"|"talk"|"visitors"} place @returns {boolean} whether what is to be told once is told here */
export const seenIn = (place) => place === "visitors" || place === (oneColumn.value && !current.value ? "list" : "talk");
