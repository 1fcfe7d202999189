/** Emoji for what one writes: a small set in a grid, found by names in the language of the chat; the glyphs are the system's. */

import { FEW } from "../vendor/emoji-few.js"; // in other languages than English the server puts theirs in its place
import { el } from "./dom.js";
import { popup } from "./popup.js";
import { say } from "./words.js";

const COLUMNS = 8;
// What is written without spaces may begin anywhere; everything else at the beginning of a word.
const unspaced = /^[\u3040-\u9fff]/;
const ALL = FEW.split(",").map((one) => [one.slice(0, one.indexOf(" ")), one]);

/** Opens the picker, or closes it; what is chosen goes where one was writing. */
export const emoji = (button, { field }) =>
  popup(button, field, (close) =>
    picker((glyph) => {
      close();
      field.setRangeText(glyph, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input"));
    }),
  );

/** @param {(glyph: string) => void} choose */
function picker(choose) {
  const across = document.dir === "rtl" ? -1 : 1;
  const steps = { ArrowRight: across, ArrowLeft: -across, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  const grid = el("div.emojis", { role: "grid", "aria-label": say("emoji") });
  const none = el("p", { role: "status" });
  const cells = () => [...grid.querySelectorAll("button")];

  const walk = (to) => {
    const all = cells();
    for (const cell of all) cell.tabIndex = -1;
    all[to].tabIndex = 0;
    return all[to];
  };
  const show = () => {
    const words = search.value.toLowerCase().trim().split(/\s+/);
    const found = ALL.filter(([, names]) => words.every((word) => names.includes(unspaced.test(word) ? word : ` ${word}`)));
    const made = found.map(([glyph]) => el("button", { type: "button", role: "gridcell", click: () => choose(glyph) }, glyph));
    grid.replaceChildren();
    while (made.length) grid.append(el("div", { role: "row" }, ...made.splice(0, COLUMNS)));
    none.textContent = found.length ? "" : say("emoji_none", { words: search.value });
    grid.hidden = !found.length;
    if (found.length) walk(0);
  };
  const search = el("input", { type: "text", autocomplete: "off", maxlength: 40, "aria-label": say("emoji_find"), placeholder: say("emoji_find"), input: show });

  const keydown = (event) => {
    const { key, target } = event;
    const all = cells();
    const at = all.indexOf(target);
    const to = at < 0 ? (key === "ArrowDown" ? 0 : NaN) : key === "Home" ? 0 : key === "End" ? all.length - 1 : at + steps[key];
    if (event.isComposing) return;
    if (key === "Enter" && at < 0) all[0]?.click();
    else if (at >= 0 && to < 0) search.focus();
    else if (to < all.length) walk(to).focus();
    else {
      if (at >= 0 && key.length === 1 && key !== " ") search.focus(); // and the letter goes where the focus is
      return;
    }
    event.preventDefault();
  };
  const box = el("div.emoji", { role: "dialog", "aria-label": say("emoji"), keydown }, search, grid, none);
  show();
  return box;
}
