/** Emoji for what one writes: found by name, by keys or by hand. Their names are fetched when first asked for. */

import { html, signal, useEffect, useSignal } from "preact";
import { fit, wordsOf } from "./finding.js";
import { icon } from "./icon.js";
import { closeMenu, usePopover } from "./menu.js";
import { t } from "./texts.js";

/** @typedef {[string, string, string]} One itself, its name, further words */

const LATELY = "visavis.emoji";
const COLUMNS = 8;
const MOST_LATELY = 16;
const MOST_FOUND = 48;

/** What stands for each group of Unicode's. */
const SIGNS = ["😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "🔣", "🏁"];

/** @type {import("./types.js").Signal<One[][]|null>} */
const groups = signal(null);
const failed = signal(false);

/** @type {import("./types.js").Signal<string[]>} */
const lately = signal(restored());

function restored() {
  try {
    const kept = JSON.parse(localStorage.getItem(LATELY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

async function fetchNames() {
  failed.value = false;
  try {
    groups.value = /** @type {any} */ ((await import("../vendor/emoji.js")).GROUPS);
  } catch {
    failed.value = true;
  }
}

/** @param {{type: (text: string) => void}} props the button, and what it opens */
export function Emoji({ type }) {
  const { open, box, toggle } = usePopover("emoji");
  return html`<span class="popover" ref=${box}>
    <button type="button" class="quiet wide-only" data-toggle aria-haspopup="dialog" aria-expanded=${open} aria-label=${t("emoji.open")} title=${t("emoji.key")} onClick=${toggle}>${icon("smile", 18)}</button>
    ${open && html`<${Panel} type=${type} />`}
  </span>`;
}

/** @param {string} typed @param {number} group @returns {One[]} */
function shown(typed, group) {
  const all = groups.value ?? [];
  const words = wordsOf(typed);
  if (!words.length) {
    if (group >= 0) return all[group] ?? [];
    const known = new Map(all.flat().map((one) => [one[0], one]));
    return lately.value.map((emoji) => known.get(emoji)).filter((one) => one !== undefined);
  }
  return all
    .flat()
    .map((one) => ({ one, worth: 2 * fit(words, one[1]) + fit(words, `${one[1]} ${one[2]}`) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MOST_FOUND)
    .map(({ one }) => one);
}

/** @param {{type: (text: string) => void}} props */
function Panel({ type }) {
  const typed = useSignal("");
  const chosen = useSignal(0);
  const group = useSignal(lately.value.length ? -1 : 0);
  useEffect(() => {
    if (!groups.value) fetchNames();
  }, []);
  const found = shown(typed.value, group.value);
  const at = Math.min(chosen.value, found.length - 1);
  /** @param {One} one */
  const put = ([emoji]) => {
    lately.value = [emoji, ...lately.value.filter((other) => other !== emoji)].slice(0, MOST_LATELY);
    localStorage.setItem(LATELY, JSON.stringify(lately.value));
    closeMenu();
    type(emoji);
  };
  /** @param {KeyboardEvent} event the arrows walk the grid; beside it they belong to the text */
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const forward = document.dir === "rtl" ? -1 : 1;
    const across = typed.value ? {} : { ArrowRight: forward, ArrowLeft: -forward };
    const step = { ArrowDown: COLUMNS, ArrowUp: -COLUMNS, ...across }[event.key];
    if (event.key === "Enter" && found[at]) put(found[at]);
    else if (step && found.length) chosen.value = Math.max(0, Math.min(found.length - 1, at + step));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {string} text @param {number} one */
  const turn = (text, one) => {
    typed.value = text;
    group.value = one;
    chosen.value = 0;
  };
  return html`<div class="floating above-field emoji" data-panel role="dialog" aria-label=${t("emoji.title")}>
    <input type="text" role="combobox" aria-label=${t("emoji.find")} placeholder=${t("emoji.find")} aria-expanded=${found.length > 0} aria-controls="emoji-list" aria-autocomplete="list" aria-activedescendant=${found.length ? `emoji-${at}` : undefined} autocomplete="off" maxlength="40" value=${typed.value} onInput=${(/** @type {any} */ e) => turn(e.target.value, group.value)} onKeyDown=${onKeyDown} />
    <div class="emoji-grid" id="emoji-list" role="listbox" aria-label=${t("emoji.title")} hidden=${!found.length}>
      ${found.map((one, index) => html`<${Cell} key=${one[0]} one=${one} number=${index} chosen=${index === at} put=${put} />`)}
    </div>
    <${Told} one=${found[at]} typed=${typed.value} />
    <div class="emoji-groups" role="group" aria-label=${t("emoji.groups")}>
      <button type="button" class="quiet" aria-pressed=${group.value === -1 && !typed.value} aria-label=${t("emoji.lately")} title=${t("emoji.lately")} onClick=${() => turn("", -1)}>${icon("clock", 16)}</button>
      ${SIGNS.map((sign, index) => html`<button key=${sign} type="button" class="quiet" aria-pressed=${group.value === index && !typed.value} aria-label=${t(`emoji.group.${index}`)} title=${t(`emoji.group.${index}`)} onClick=${() => turn("", index)}>${sign}</button>`)}
    </div>
  </div>`;
}

/** @param {{one: One, number: number, chosen: boolean, put: (one: One) => void}} props */
function Cell({ one, number, chosen, put }) {
  /** @param {HTMLElement|null} el */
  const seen = (el) => {
    if (chosen) el?.scrollIntoView({ block: "nearest" });
  };
  return html`<span ref=${seen} id="emoji-${number}" role="option" aria-selected=${chosen} aria-label=${one[1]} title=${one[1]} class="emoji-one" onPointerDown=${(/** @type {Event} */ e) => e.preventDefault()} onClick=${() => put(one)}>${one[0]}</span>`;
}

/** @param {{one: One|undefined, typed: string}} props the name of the chosen one, or why there is none */
function Told({ one, typed }) {
  if (failed.value) return html`<p class="emoji-told" role="alert"><span class="danger">${t("emoji.failed")}</span> <button type="button" class="link" onClick=${fetchNames}>${t("refused.retry")}</button></p>`;
  if (!groups.value) return html`<p class="emoji-told" role="status">${t("emoji.loading")}</p>`;
  return html`<p class="emoji-told" role="status">${one ? one[1] : typed ? t("emoji.nothing", { words: typed }) : t("emoji.none_lately")}</p>`;
}
