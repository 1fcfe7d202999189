/** Files held over the conversation: where they would go is said before they are let go. */

import { html, signal } from "preact";
import { modeOf } from "./drafts.js";
import { take } from "./files.js";
import { icon } from "./icon.js";
import { innerName } from "./people.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Conversation} Conversation */

const over = signal(false);

/** @param {Conversation|null} conversation what the conversation's column does with what is held over it */
export function dropInto(conversation) {
  const open = conversation && conversation.status !== "closed" ? conversation : null;
  /** @param {any} event */
  const onDragOver = (event) => {
    if (!open || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    over.value = true;
  };
  /** @param {any} event */
  const onDragLeave = (event) => {
    if (!event.currentTarget.contains(event.relatedTarget)) over.value = false;
  };
  /** @param {any} event */
  const onDrop = (event) => {
    over.value = false;
    if (open) take(open.id, event);
  };
  return { onDragOver, onDragLeave, onDrop };
}

/** @param {{conversation: Conversation}} props */
export function DropOverlay({ conversation }) {
  if (!over.value || conversation.status === "closed") return null;
  const note = modeOf(conversation.id) === "note";
  return html`<div class="drop-overlay ${note ? "as-note" : ""}" aria-hidden="true">
    ${icon(note ? "lock" : "imageUp", 20)} ${note ? t("files.into_note") : t("files.into_reply", { name: innerName(conversation) })}
  </div>`;
}
