/** What the slash in the composer has opened, and what its keys do. */

import { signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { fitting, hasGap, joinedUp, piecesOf, slashAt } from "./canned.js";
import { discard, request } from "./line.js";
import { firstName } from "./people.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Canned} Canned */
/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {Pick<Conversation, "id"|"visitor"|"site"|"page"|"department">} Aim what a reply is written for: a conversation, or a visit before there is one */

/**
 * @typedef {object} Slash
 * @property {string} conversation
 * @property {number} from where the slash stands
 * @property {number} to where the cursor stands
 * @property {string} typed
 * @property {number} chosen
 * @property {{shortcut: string, text: string}|null} saving a reply being written down
 */

/** @type {import("./types.js").Signal<Slash|null>} */
export const slash = signal(null);

/** Where a panel was put away: it stays away while that word is typed on. */
let dismissed = "";

/** @param {string} id @param {HTMLTextAreaElement} field looks whether the cursor stands behind a slash */
export function lookForSlash(id, field) {
  if (slash.value?.saving) return;
  const caret = field.selectionStart === field.selectionEnd ? field.selectionStart : -1;
  const found = caret < 0 ? null : slashAt(field.value, caret);
  const key = found ? `${id}.${found.from}` : "";
  if (key !== dismissed) dismissed = "";
  if (!found || dismissed) {
    slash.value = null;
    return;
  }
  const same = slash.value?.conversation === id && slash.value.typed === found.typed;
  slash.value = { conversation: id, ...found, to: caret, chosen: same ? (slash.value?.chosen ?? 0) : 0, saving: null };
}

/** Puts the panel away and keeps what was typed. */
function dismiss() {
  if (slash.value) dismissed = `${slash.value.conversation}.${slash.value.from}`;
  slash.value = null;
}

/** @param {Aim} conversation @returns {Canned[]} */
export function offered(conversation) {
  return slash.value ? fitting(state.value.canned, slash.value.typed, conversation.visitor.locale) : [];
}

/** @param {Aim} c @returns {Record<string, string>} what may stand in a reply */
export function valuesOf(c) {
  return {
    name: firstName(c.visitor.name ?? ""),
    full_name: c.visitor.name ?? "",
    email: c.visitor.email ?? "",
    agent: firstName(me.value?.name ?? ""),
    site: c.site?.name ?? "",
    page: c.page?.title ?? "",
    department: c.department?.name ?? "",
  };
}

/**
 * @param {KeyboardEvent} event
 * @param {Aim} conversation
 * @param {{insert: (text: string, gap: [number, number]|null) => void, send: () => void}} field
 * @returns {boolean} whether the key belonged to the panel
 */
export function steerSlash(event, conversation, field) {
  const open = slash.value;
  if (!open || open.conversation !== conversation.id || open.saving) return false;
  const found = offered(conversation);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") dismiss();
  else if (step && found.length) slash.value = { ...open, chosen: (open.chosen + step + found.length) % found.length };
  else if (event.key === "Enter" && !event.shiftKey && found.length) put(found[open.chosen] ?? found[0], conversation, field, event.ctrlKey || event.metaKey);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/**
 * @param {Canned} reply
 * @param {Aim} conversation
 * @param {{insert: (text: string, gap: [number, number]|null) => void, send: () => void}} field
 * @param {boolean} [send] a reply with a gap is never sent unseen
 */
export function put(reply, conversation, field, send = false) {
  const pieces = piecesOf(reply.text, valuesOf(conversation));
  const { text, gap } = joinedUp(pieces);
  field.insert(text, gap);
  slash.value = null;
  if (send && !hasGap(pieces)) field.send();
}

/** @param {string} id @param {HTMLTextAreaElement} field begins to write down a reply of one's own */
export function beginSaving(id, field) {
  const at = slash.value?.conversation === id ? slash.value : null;
  const rest = at ? field.value.slice(0, at.from) + field.value.slice(at.to) : field.value;
  // What stands beside the slash becomes the reply, so the whole of it is replaced.
  const place = at && !rest.trim() ? at : { conversation: id, from: 0, to: field.value.length, typed: "", chosen: 0 };
  slash.value = { ...place, saving: { shortcut: at?.typed ?? "", text: rest.trim() } };
}

/** @param {string} shortcut @param {string} text @returns {Promise<string>} why it was refused, or nothing */
export async function saveReply(shortcut, text) {
  const client_id = uuid();
  try {
    await request({ type: "canned.save", client_id, shortcut, text });
    return "";
  } catch (refusal) {
    discard(client_id);
    return /** @type {any} */ (refusal)?.message || t("notice.refused");
  }
}
