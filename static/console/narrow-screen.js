/** Whether list and conversation share one column, and which of them is seen then. */

import { signal } from "preact";
import { current } from "./places.js";

const phone = matchMedia("(max-width: 759.98px)");

const narrow = signal(phone.matches);
phone.addEventListener("change", () => (narrow.value = phone.matches));

/** @param {"list"|"talk"} place @returns {boolean} whether what is to be told once is told here */
export const seenIn = (place) => place === (narrow.value && !current.value ? "list" : "talk");
