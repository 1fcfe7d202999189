/** What may make itself heard on this device, as its owner chose; kept in this browser. */

import { signal } from "preact";

/** @typedef {"waiting"|"message"|"passed"} What */
/** @typedef {"off"|"sound"|"notification"|"both"} How */
/** @typedef {Record<What, How> & {repeat: boolean}} Choices */

export const WHATS = /** @type {const} */ (["waiting", "message", "passed"]);
export const HOWS = /** @type {const} */ (["off", "sound", "notification", "both"]);

const KEY = "visavis.alerts";

/** @type {Choices} */
const AT_FIRST = { waiting: "sound", message: "sound", passed: "sound", repeat: false };

/** @type {import("./types.js").Signal<Choices>} */
export const choices = signal(read());

/** @returns {Choices} */
function read() {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const known = WHATS.filter((what) => HOWS.includes(saved[what])).map((what) => [what, saved[what]]);
    return { ...AT_FIRST, ...Object.fromEntries(known), repeat: saved.repeat === true };
  } catch {
    return AT_FIRST;
  }
}

/** @param {Partial<Choices>} changes */
export function decide(changes) {
  choices.value = { ...choices.value, ...changes };
  localStorage.setItem(KEY, JSON.stringify(choices.value));
}

/** Another tab of this browser has decided: it holds here too. */
addEventListener("storage", ({ key }) => {
  if (key === KEY) choices.value = read();
});

/** @param {What} what */
export const isHeard = (what) => choices.value[what] === "sound" || choices.value[what] === "both";

/** @param {What} what */
export const isNotified = (what) => choices.value[what] === "notification" || choices.value[what] === "both";
