/** Passing a conversation on: to a department or a colleague, with a note for whoever takes it. */

import { html, useSignal } from "preact";
import { transfer } from "./desk.js";
import { icon } from "./icon.js";
import { closeMenu, usePopover } from "./menu.js";
import { innerName } from "./people.js";
import { load, others, standing, useRecipients } from "./recipients.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** @param {{conversation: Conversation}} props */
export function Transfer({ conversation }) {
  const { open, box, toggle } = usePopover("transfer");
  const title = t("transfer.title", { name: innerName(conversation) });
  return html`<div class="popover" ref=${box}>
    <button type="button" class="quiet tool" data-toggle aria-haspopup="dialog" aria-expanded=${open} aria-label=${title} title=${title} onClick=${toggle}>
      ${icon("transfer")}
    </button>
    ${open && html`<${Panel} conversation=${conversation} title=${title} />`}
  </div>`;
}

/** @param {{conversation: Conversation, title: string}} props */
function Panel({ conversation, title }) {
  const to = useSignal("");
  const note = useSignal("");
  const found = useRecipients(conversation.id, true);
  const takers = others(found?.agents ?? []);
  const places = (found?.departments ?? []).filter(({ id }) => id !== conversation.department?.id);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const [kind, id] = to.value.split(/:(.*)/s);
    if (!id) return;
    closeMenu();
    transfer(conversation.id, { [kind]: id, ...(note.value.trim() ? { note: note.value.trim() } : {}) });
  };
  return html`<div class="floating to-end" data-panel role="dialog" aria-label=${title}>
    <form class="panel" onSubmit=${submit}>
    <label class="field">
      <span>${t("transfer.to")}</span>
      <select required value=${to.value} onChange=${(/** @type {any} */ e) => (to.value = e.target.value)}>
        <option value="">${t(found ? "transfer.choose" : "transfer.reading")}</option>
        ${places.length > 0 && html`<optgroup label=${t("transfer.departments")}>${places.map((d) => html`<option key=${d.id} value="department:${d.id}">${d.name} (${standing(d)})</option>`)}</optgroup>`}
        ${takers.length > 0 && html`<optgroup label=${t("transfer.colleagues")}>${takers.map((a) => html`<option key=${a.id} value="agent:${a.id}">${a.name} (${load(a)})</option>`)}</optgroup>`}
      </select>
    </label>
    <label class="field note-field">
      <span class="note-head">${icon("lock", 14)}<b>${t("note.label")}</b></span>
      <textarea rows="3" dir="auto" value=${note.value} onInput=${(/** @type {any} */ e) => (note.value = e.target.value)}></textarea>
    </label>
    <div class="panel-foot">
      <button type="button" class="button" onClick=${closeMenu}>${t("cancel")}</button>
      <button type="submit" class="button primary">${t("transfer.do")}</button>
    </div>
    </form>
  </div>`;
}
