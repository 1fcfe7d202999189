/** Own messages put better or removed, and what a message said before. */

import { html, signal, useEffect, useRef, useSignal } from "preact";
import { uuid } from "../shared/uuid.js";
import { act } from "./desk.js";
import { icon } from "./icon.js";
import { request } from "./line.js";
import { linked } from "./linkify.js";
import { Menu, usePopover } from "./menu.js";
import { state } from "./store.js";
import { t } from "./texts.js";
import { clock, exact } from "./time.js";

/** @typedef {import("./types.js").Entry} Entry */

/** @type {import("./types.js").Signal<Entry|null>} the message being put better */
const editing = signal(null);

/** @param {Entry|undefined} entry @param {string|null} me */
const isOwn = (entry, me) => Boolean(me && entry?.message?.author.id === me && entry.actor?.kind === "agent");

/** @param {Entry|null} a @param {Entry|undefined} b */
const same = (a, b) => Boolean(a && b && a.conversation === b.conversation && a.seq === b.seq);

/** @param {{entry: Entry|undefined, text: string}} props the words, or the field in which they are put better */
export function Words({ entry, text }) {
  return same(editing.value, entry) ? html`<${Field} entry=${/** @type {Entry} */ (entry)} />` : linked(text);
}

/** @param {{entry: Entry}} props */
function Field({ entry }) {
  const text = useSignal(entry.message?.text ?? "");
  const field = useRef(/** @type {HTMLTextAreaElement|null} */ (null));
  useEffect(() => field.current?.focus(), []);
  const most = state.value.messageChars;
  const save = () => {
    const words = text.value.trim();
    if (!words || words.length > most) return;
    editing.value = null;
    if (words !== entry.message?.text) act("message.edit", entry.conversation, { of: entry.seq, text: words });
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === "Escape") editing.value = null;
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<span class="mending">
    <textarea ref=${field} rows="3" dir="auto" maxlength=${most} aria-label=${t("mend.field")} value=${text.value} onInput=${(/** @type {any} */ e) => (text.value = e.target.value)} onKeyDown=${onKeyDown}></textarea>
    <span class="panel-foot">
      <button type="button" class="button small" onClick=${() => (editing.value = null)}>${t("cancel")}</button>
      <button type="button" class="button small primary" disabled=${!text.value.trim()} onClick=${save}>${t("mend.save")}</button>
    </span>
  </span>`;
}

/** @param {{entry: Entry|undefined, me: string|null}} props what can be done with a message of one's own */
export function Mend({ entry, me }) {
  if (!entry || !isOwn(entry, me)) return null;
  const edit = { key: "edit", label: t("mend.edit"), lead: icon("pencil"), run: () => (editing.value = entry) };
  const choices = [
    ...(entry.message?.data ? [] : [edit]),
    { key: "remove", label: t("mend.remove"), lead: icon("trash"), run: () => act("message.delete", entry.conversation, { of: entry.seq }) },
  ];
  return html`<span class="mend"><${Menu} name="mend-${entry.seq}" title=${t("mend.title")} label=${icon("ellipsis", 14)} look="quiet small-icon" end choices=${choices} /></span>`;
}

/** @param {{entry: Entry|undefined}} props says that a message was edited, and on a click what it said before */
export function Edited({ entry }) {
  const { open, box, toggle } = usePopover(`before-${entry?.seq}`);
  if (!entry?.message?.edited_at) return null;
  return html`<span class="popover" ref=${box}>
    <button type="button" class="link edited" data-toggle aria-haspopup="dialog" aria-expanded=${open} onClick=${toggle}>${t("mend.edited")}</button>
    ${open && html`<${Before} entry=${entry} />`}
  </span>`;
}

/** @param {{entry: Entry}} props */
function Before({ entry }) {
  /** @type {{value: {text: string, until: string}[]|null}} */
  const said = useSignal(/** @type {any} */ (null));
  const failed = useSignal(false);
  useEffect(() => {
    request({ type: "message.history", id: uuid(), conversation: entry.conversation, of: entry.seq }).then(
      ({ revisions }) => (said.value = revisions),
      () => (failed.value = true),
    );
  }, []);
  return html`<div class="floating before to-end" data-panel role="dialog" aria-label=${t("mend.before")} tabindex="0">
    ${failed.value && html`<p class="danger" role="alert">${t("mend.failed")}</p>`}
    ${said.value?.map(({ text, until }) => html`<p key=${until}><span class="secondary" title=${exact(until)}>${t("mend.until", { time: clock(until) })}</span><span class="words" dir="auto">${text}</span></p>`)}
  </div>`;
}
