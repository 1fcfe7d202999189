/** The panel of canned replies. It stands above the composer and pushes the thread up, covering nothing. */

import { html, useSignal } from "preact";
import { piecesOf } from "./canned.js";
import { composerCalls } from "./desk.js";
import { offered, put, saveReply, slash, steerSlash, valuesOf } from "./slash.js";
import { state } from "./store.js";
import { t } from "./texts.js";

/** @typedef {import("./slash.js").Aim} Aim */
/** @typedef {import("./types.js").Canned} Canned */
/** @typedef {{insert: (text: string, gap: [number, number]|null) => void, send: () => void}} Field */

/** @param {{conversation: Aim, field: Field}} props */
export function CannedPanel({ conversation, field }) {
  const open = slash.value;
  if (!open || open.conversation !== conversation.id) return null;
  if (open.saving) return html`<${Saving} conversation=${conversation} field=${field} first=${open.saving} />`;
  const found = offered(conversation);
  if (!found.length) return html`<p class="canned none" role="status">${t("canned.none", { typed: open.typed })}</p>`;
  const chosen = found[open.chosen] ?? found[0];
  return html`<div class="canned">
    <ul id="canned-list" class="canned-list" role="listbox" tabindex="0" aria-label=${t("canned.title")} aria-activedescendant="canned-${found.indexOf(chosen)}" onKeyDown=${(/** @type {KeyboardEvent} */ e) => steerSlash(e, conversation, field)} onBlur=${() => (slash.value = null)}>
      ${found.map((reply, index) => html`<${Option} key=${reply.id} reply=${reply} typed=${open.typed} selected=${reply === chosen} at=${index} pick=${() => put(reply, conversation, field)} />`)}
    </ul>
    <div class="canned-preview">
      <p class="words" dir="auto">
        ${piecesOf(chosen.text, valuesOf(conversation)).map(({ kind, text }) => (kind === "words" ? text : html`<span class=${kind === "value" ? "filled" : "gap"}>${text}</span>`))}
      </p>
      <p class="canned-keys" aria-hidden="true">
        <kbd>↑</kbd><kbd>↓</kbd> ${t("canned.choose")} <kbd>Enter</kbd> ${t("canned.insert")} <kbd>Ctrl</kbd><kbd>Enter</kbd> ${t("canned.send")}
      </p>
    </div>
  </div>`;
}

/** @param {{reply: Canned, typed: string, selected: boolean, at: number, pick: () => void}} props */
function Option({ reply, typed, selected, at, pick }) {
  const begins = reply.shortcut.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase());
  const head = begins ? reply.shortcut.slice(0, typed.length) : "";
  const scope = reply.own ? t("canned.yours") : reply.department?.name;
  /** @param {HTMLElement|null} el keeps what the keys chose in view */
  const seen = (el) => {
    if (selected) el?.scrollIntoView({ block: "nearest" });
  };
  return html`<li
    ref=${seen}
    id="canned-${at}"
    role="option"
    aria-selected=${selected}
    class="canned-option"
    onPointerDown=${(/** @type {Event} */ e) => e.preventDefault()}
    onPointerMove=${() => slash.value && !selected && (slash.value = { ...slash.value, chosen: at })}
    onClick=${pick}
  >
    <span class="canned-name"><span class="typed">/${head}</span>${reply.shortcut.slice(head.length)}</span>
    ${scope && html`<span class="secondary">${scope}</span>`}
  </li>`;
}

/** @param {{conversation: Aim, field: Field, first: {shortcut: string, text: string}}} props */
function Saving({ conversation, field, first }) {
  const shortcut = useSignal(first.shortcut);
  const text = useSignal(first.text);
  const refused = useSignal("");
  const busy = useSignal(false);
  const replaces = state.value.canned.some((reply) => reply.own && reply.shortcut === shortcut.value);
  const shut = () => {
    slash.value = null;
    composerCalls.value += 1;
  };
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    if (busy.value || !text.value.trim()) return;
    busy.value = true;
    refused.value = await saveReply(shortcut.value, text.value.trim());
    busy.value = false;
    if (refused.value) return;
    const reply = { id: "", shortcut: shortcut.value, text: text.value.trim(), locale: "", department: null, own: true };
    put(reply, conversation, field);
    composerCalls.value += 1;
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === "Escape") shut();
    else if ((event.ctrlKey || event.metaKey) && event.key === "s") save(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {HTMLElement|null} el the cursor goes where something is still to be written, once */
  const firstField = (el) => {
    if (el && !el.contains(document.activeElement))
      /** @type {HTMLElement|null} */ (el.querySelector(first.shortcut ? "textarea" : "input"))?.focus();
  };
  return html`<form class="canned saving" ref=${firstField} onSubmit=${save} onKeyDown=${onKeyDown} aria-label=${t("canned.save_title")}>
    <label class="field"><span>${t("canned.shortcut")}</span>
      <input required maxlength="40" pattern="[\\p{L}\\p{N}_\\-]+" title=${t("canned.shortcut_rule")} autocomplete="off" value=${shortcut.value} onInput=${(/** @type {any} */ e) => (shortcut.value = e.target.value)} />
    </label>
    <label class="field"><span>${t("canned.text")}</span>
      <textarea required rows="3" dir="auto" maxlength=${state.value.messageChars} value=${text.value} onInput=${(/** @type {any} */ e) => (text.value = e.target.value)}></textarea>
    </label>
    <p class="secondary">${t("canned.variables", { example: "{name|there}" })}</p>
    ${replaces && html`<p>${t("canned.replaces", { shortcut: shortcut.value })}</p>`}
    ${refused.value && html`<p class="danger" role="alert">${refused.value}</p>`}
    <div class="panel-foot">
      <button type="button" class="button" onClick=${shut}>${t("cancel")}</button>
      <button type="submit" class="button primary" disabled=${busy.value}>${t("canned.save")}</button>
    </div>
  </form>`;
}
