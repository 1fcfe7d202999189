/** What the team writes down about a person. It looks like every note: nobody but the team sees it. */

import { html, signal, useLayoutEffect, useRef, useSignal } from "preact";
import { ask } from "./desk.js";
import { draftOf, keepDraft } from "./drafts.js";
import { icon } from "./icon.js";
import { linked } from "./linkify.js";
import { mayAnswer } from "./may.js";
import { Menu } from "./menu.js";
import { firstName, innerName } from "./people.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";
import { exact, stamp } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").About} About */
/** @typedef {About["notes"][number]} PersonNote */

const UNDO_MS = 5000;

/** @type {import("./types.js").Signal<{conversation: string, text: string}|null>} what was just removed, to be taken back */
const removed = signal(null);

/** @param {{conversation: Conversation, about: About}} props */
export function PersonNotes({ conversation, about: { notes } }) {
  const { id } = conversation;
  const writing = useSignal(Boolean(draftOf(id, "person")));
  const title = t("person.notes", { name: innerName(conversation) });
  const undo = removed.value?.conversation === id ? removed.value : null;
  const shut = () => {
    keepDraft(id, "person", "");
    writing.value = false;
  };
  return html`<section class="context-part person-notes" aria-label=${title}>
    ${notes.map((note) => html`<${One} key=${note.id} note=${note} conversation=${id} />`)}
    ${undo && html`<p class="context-line" role="status">${t("person.removed")}${" "}<button type="button" class="link" onClick=${() => bringBack(undo)}>${t("closed.undo")}</button></p>`}
    ${
      !mayAnswer()
        ? null
        : writing.value
        ? html`<${Field} label=${title} was="" first=${draftOf(id, "person")} keep=${(/** @type {string} */ text) => keepDraft(id, "person", text)} save=${(/** @type {string} */ text) => ask("note.add", id, { text })} shut=${shut} />`
        : html`<button type="button" class="link small-link" onClick=${() => (writing.value = true)}>${icon("plus", 14)} ${t("person.add", { name: innerName(conversation) })}</button>`
    }
  </section>`;
}

/** @param {{note: PersonNote, conversation: string}} props */
function One({ note, conversation }) {
  const editing = useSignal(false);
  const mine = note.author.id === me.value?.id;
  if (editing.value) {
    const save = (/** @type {string} */ text) => ask("note.edit", conversation, { note: note.id, text });
    return html`<${Field} label=${t("mend.field")} was=${note.text} first=${note.text} save=${save} shut=${() => (editing.value = false)} />`;
  }
  const choices = [
    { key: "edit", label: t("mend.edit"), lead: icon("pencil"), run: () => (editing.value = true) },
    { key: "remove", label: t("person.remove"), lead: icon("trash"), run: () => remove(note, conversation) },
  ];
  return html`<div class="person-note">
    <p class="note-head">
      ${icon("lock", 14)}<b>${mine ? t("agent.you") : firstName(note.author.name ?? t("agent.somebody"))}</b>
      <span class="note-by">${note.edited_at && html`${t("mend.edited")} `}<time dateTime=${note.at} title=${exact(note.at)}>${stamp(note.at)}</time></span>
      ${mine && mayAnswer() && html`<${Menu} name="person-${note.id}" title=${t("person.change")} label=${icon("ellipsis", 14)} look="quiet small-icon" end choices=${choices} />`}
    </p>
    <p class="words" dir="auto">${linked(note.text)}</p>
  </div>`;
}

/** @param {PersonNote} note @param {string} conversation */
async function remove(note, conversation) {
  if (await ask("note.delete", conversation, { note: note.id })) return;
  const mine = { conversation, text: note.text };
  removed.value = mine;
  setTimeout(() => removed.value === mine && (removed.value = null), UNDO_MS);
}

/** @param {{conversation: string, text: string}} note */
function bringBack({ conversation, text }) {
  removed.value = null;
  ask("note.add", conversation, { text });
}

/**
 * @param {{label: string, was: string, first: string, keep?: (text: string) => void, save: (text: string) => Promise<string>, shut: () => void}} props
 */
function Field({ label, was, first, keep, save, shut }) {
  const text = useSignal(first);
  const refused = useSignal("");
  const busy = useSignal(false);
  const field = useRef(/** @type {HTMLTextAreaElement|null} */ (null));
  useLayoutEffect(() => field.current?.focus(), []);
  const done = async () => {
    const words = text.value.trim();
    if (!words || busy.value) return;
    busy.value = true;
    refused.value = words === was ? "" : await save(words);
    busy.value = false;
    if (!refused.value) shut();
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === "Escape") shut();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) done();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** @param {any} event */
  const onInput = (event) => {
    text.value = event.target.value;
    keep?.(text.value);
  };
  return html`<div class="person-note">
    <p class="note-head">${icon("lock", 14)}<b>${t("note.label")}</b></p>
    <textarea ref=${field} rows="3" dir="auto" maxlength=${state.value.messageChars} aria-label=${label} value=${text.value} onInput=${onInput} onKeyDown=${onKeyDown}></textarea>
    ${refused.value && html`<p class="danger" role="alert">${refused.value}</p>`}
    <div class="panel-foot">
      <button type="button" class="button small" onClick=${shut}>${t("cancel")}</button>
      <button type="button" class="button small note-button" disabled=${!text.value.trim() || busy.value} onClick=${done}>${t("composer.add_note")}</button>
    </div>
  </div>`;
}
