/** The palette: everything by its name, from anywhere. One field, one list below it; the focus stays in the field. */

import { html, signal, useEffect, useRef, useSignal } from "preact";
import { marked, wordsOf } from "./finding.js";
import { icon } from "./icon.js";
import { Caps } from "./keycaps.js";
import { hitOffer, offered } from "./offers.js";
import { overlay, palette, useDialog } from "./overlay.js";
import { VisitorAvatar, visitorName } from "./people.js";
import { current } from "./places.js";
import { remember } from "./recent.js";
import { forgetLook, hitsFor, look, lookFor, lookFurther } from "./search.js";
import { conversationOf } from "./store.js";
import { t } from "./texts.js";
import { WaitingStrip } from "./waiting.js";

/** @typedef {import("./offers.js").Offer} Offer */
/** @typedef {import("./offers.js").Group} Group */

/** The answer that does nothing, and is not remembered. */
const NO = "no";

/** Whether the conversation in front is meant; the chip that says so can be taken away. */
const here = signal(true);

export function Palette() {
  const { box, shown, shut } = useDialog("palette");
  const onClose = () => {
    shut();
    forgetLook();
    here.value = true;
    palette.value = { ...palette.value, asking: null };
  };
  /** @param {any} event a click beside it */
  const onClick = (event) => event.target === box.current && box.current?.close();
  return html`<dialog class="palette" ref=${box} aria-label=${t("palette.title")} onClose=${onClose} onClick=${onClick}>
    ${shown && html`<${Inside} close=${() => box.current?.close()} />`}
  </dialog>`;
}

/** @param {{close: () => void}} props */
function Inside({ close }) {
  const typed = useSignal("");
  const chosen = useSignal(0);
  const { mode, asking } = palette.value;
  const front = mode === "all" && here.value ? conversationOf(current.value) : null;
  const groups = asking ? question(asking) : mode === "messages" ? messages(typed.value) : all(typed.value, front !== null);
  const offers = groups.flatMap((group) => group.offers);
  const at = Math.min(chosen.value, Math.max(0, offers.length - 1));

  /** @param {Offer} offer */
  const perform = (offer) => {
    if (offer.asks && !asking) {
      palette.value = { ...palette.value, asking: { offer, words: t(offer.asks) } };
      typed.value = "";
      chosen.value = 0;
      return;
    }
    if (offer.stays) return void offer.run();
    if (offer.key !== NO) remember(offer.key);
    close(); // first: it gives the focus back, and what is done may want it elsewhere
    overlay.value = null;
    queueMicrotask(() => offer.run());
  };
  /** @param {any} event */
  const onInput = (event) => {
    typed.value = event.target.value;
    chosen.value = 0;
    lookFor(event.target.value);
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.isComposing) return;
    const next = nextOf(event.key, at, offers.length);
    if (next !== null) chosen.value = next;
    else if (event.key === "Enter" && offers[at]) perform(offers[at]);
    else if (event.key === "Backspace" && !typed.value) stepBack();
    else if (event.key === "?" && !typed.value) overlay.value = "keys";
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const title = t(mode === "messages" ? "palette.search" : "palette.field");
  return html`<${WaitingStrip} />
    <div class="palette-head">
      ${icon("search", 20)}
      <input
        data-first type="text" role="combobox" aria-expanded=${offers.length > 0} aria-controls="palette-list" aria-autocomplete="list"
        aria-activedescendant=${offers.length ? `offer-${at}` : undefined} aria-label=${asking ? asking.words : title} placeholder=${asking ? asking.words : title}
        dir="auto" autocomplete="off" spellcheck=${false} maxlength="200" readonly=${Boolean(asking)} value=${typed.value} onInput=${onInput} onKeyDown=${onKeyDown}
      />
      <${Chip} mode=${mode} front=${front} />
      <button type="button" class="quiet touch phone-only" aria-label=${t("palette.shut")} onClick=${close}>${icon("cross")}</button>
    </div>
    <div class="palette-list" id="palette-list" role="listbox" aria-label=${t("palette.title")} hidden=${offers.length === 0}>
      ${groups.map((group) => html`<${Offers} key=${group.name} group=${group} from=${offers.indexOf(group.offers[0])} at=${at} words=${asking ? [] : wordsOf(typed.value)} perform=${perform} choose=${(/** @type {number} */ to) => (chosen.value = to)} />`)}
    </div>
    <${Told} mode=${mode} typed=${typed.value} count=${offers.length} asking=${Boolean(asking)} />
    <p class="palette-foot wide-only" aria-hidden="true">
      <span><kbd>↑</kbd><kbd>↓</kbd> ${t("palette.choose")}</span><span><kbd>Enter</kbd> ${t("palette.do_it")}</span><span class="grow"></span><span><kbd>?</kbd> ${t("palette.keys")}</span>
    </p>`;
}

/** @param {string} key @param {number} at @param {number} count @returns {number|null} which one is chosen next */
function nextOf(key, at, count) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  const leap = { PageDown: 8, PageUp: -8 }[key];
  if (!count || (!step && !leap)) return null;
  return step ? (at + step + count) % count : Math.max(0, Math.min(count - 1, at + (leap ?? 0)));
}

/** Backspace in the empty field takes the chip away: what is looked through becomes everything. */
function stepBack() {
  if (palette.value.mode === "messages") palette.value = { mode: "all", asking: null };
  else here.value = false;
}

/** @param {{mode: string, front: import("./types.js").Conversation|null}} props where the palette looks */
function Chip({ mode, front }) {
  if (mode === "messages") return html`<span class="palette-chip">${t("palette.all_messages")}</span>`;
  if (!front) return null;
  return html`<span class="palette-chip"><${VisitorAvatar} conversation=${front} size=${16} /><bdi>${visitorName(front)}</bdi></span>`;
}

/** @param {{offer: Offer, words: string}} asking @returns {Group[]} a question, answered here */
function question({ offer }) {
  const no = { key: NO, words: t("cancel"), lead: icon("cross"), run: () => null };
  return [{ name: "asking", title: "", offers: [{ ...offer, asks: undefined, press: undefined }, no] }];
}

/** @param {string} typed @param {boolean} withFront @returns {Group[]} */
function all(typed, withFront) {
  const groups = offered(typed, withFront);
  const name = withFront ? visitorName(/** @type {any} */ (conversationOf(current.value))) : "";
  for (const group of groups) if (group.name === "here") group.title = t("palette.here", { name });
  if (typed.trim().length < 2) return groups;
  const further = { key: "search", words: t("palette.search_all", { words: typed.trim() }), lead: icon("search"), stays: true, run: () => (palette.value = { mode: "messages", asking: null }) };
  return [...groups, { name: "further", title: "", offers: [further] }];
}

/** @param {string} typed @returns {Group[]} what the server found, and the way on */
function messages(typed) {
  const now = look.value;
  if (!now || typed.trim().length < 2) return [];
  const offers = hitsFor(typed).map(hitOffer);
  const on = { key: "further", words: t(now.state === "failed" ? "refused.retry" : "search.further"), lead: icon("rotate"), stays: true, run: lookFurther };
  if (now.state === "failed" || (now.state === "done" && now.before)) offers.push(/** @type {any} */ (on));
  return offers.length ? [{ name: "hits", title: "", offers }] : [];
}

/** @param {{group: Group, from: number, at: number, words: string[], perform: (offer: Offer) => void, choose: (to: number) => void}} props */
function Offers({ group, from, at, words, perform, choose }) {
  return html`<div role="group" aria-label=${group.title || t("palette.title")}>
    ${group.title && html`<p class="palette-title" aria-hidden="true">${group.title}</p>`}
    ${group.offers.map((offer, index) => html`<${Row} key=${offer.key} offer=${offer} number=${from + index} chosen=${from + index === at} words=${words} perform=${perform} choose=${choose} />`)}
  </div>`;
}

/** @param {{offer: Offer, number: number, chosen: boolean, words: string[], perform: (offer: Offer) => void, choose: (to: number) => void}} props */
function Row({ offer, number, chosen, words, perform, choose }) {
  const row = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const more = offer.more !== offer.words && !offer.press ? offer.more : "";
  return html`<div ref=${row} id="offer-${number}" role="option" aria-selected=${chosen} class="offer" onPointerDown=${(/** @type {Event} */ e) => e.preventDefault()} onPointerMove=${() => chosen || choose(number)} onClick=${() => perform(offer)}>
    <span class="offer-lead">${offer.lead}</span>
    <span class="offer-words"><bdi><${Marked} text=${offer.words} words=${words} />${offer.asks ? "…" : ""}</bdi>${more && html` <bdi class="secondary"><${Marked} text=${more} words=${words} /></bdi>`}</span>
    ${offer.end && html`<span class="offer-end secondary">${offer.end}</span>`}
    ${offer.press && html`<span class="offer-end wide-only"><${Caps} of=${offer.press} /></span>`}
  </div>`;
}

/** @param {{text: string, words: string[]}} props */
function Marked({ text, words }) {
  return marked(text, words).map((piece) => (piece.meant ? html`<b>${piece.text}</b>` : piece.text));
}

/** @param {{mode: string, typed: string, count: number, asking: boolean}} props how it stands with the search, seen and heard */
function Told({ mode, typed, count, asking }) {
  const now = look.value;
  const words = typed.trim();
  if (asking) return null;
  if (mode === "all") {
    const only = count === 1 && words.length > 1;
    return html`<p class=${only ? "palette-told" : "unseen"} role="status">${only && now?.state !== "reading" ? t("palette.nothing", { words }) : t("palette.count", { count })}</p>`;
  }
  if (words.length < 2) return html`<p class="palette-told" role="status">${t("search.type")}</p>`;
  if (now?.state === "failed") return html`<p class="palette-told danger" role="alert">${t("search.failed")}</p>`;
  if (!now || now.words !== words || now.state === "reading") return html`<p class="palette-told late" role="status">${t("search.reading", { count: now?.searched ?? 0 })}</p>`;
  if (now.before) return html`<p class="palette-told" role="status">${t("search.so_far", { count: now.searched })}</p>`;
  const found = now.hits.length ? t("search.end", { count: now.hits.length }) : t("search.nothing", { words });
  return html`<p class="palette-told" role="status">${found}${" "}${now.all ? "" : t("search.newest", { count: now.searched })}</p>`;
}
