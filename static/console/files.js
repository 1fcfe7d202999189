/** Files an agent sends, and the cards of those in a record. */

import { html, signal } from "preact";
import { uuid } from "../shared/delivery.js";
import { filesOf } from "../shared/files-of.js";
import { reasonFor, upload } from "../shared/upload.js";
import { icon } from "./icon.js";
import { discard, request } from "./line.js";
import { takeFirst } from "./desk.js";
import { modeOf } from "./drafts.js";
import { state } from "./store.js";
import { t } from "./texts.js";

const KEPT = "visavis.files";

/**
 * @typedef {object} Sending a file on its way
 * @property {string} key the client_id of its message
 * @property {string} conversation
 * @property {string} name
 * @property {"everyone"|"agents"} audience
 * @property {number} part how much has arrived, 0 to 1
 * @property {string} error why it did not, or nothing
 * @property {File} [file]
 * @property {string} [id] once it has arrived
 * @property {() => void} [stop]
 */

/** @type {import("./types.js").Signal<Sending[]>} */
const sending = signal(left());

/** @returns {Sending[]} what the page before a reload was still sending: told by name, it has to be chosen again */
function left() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]").map((/** @type {any} */ one) => ({ ...one, part: 0, error: "lost" }));
}

/** @param {Sending[]} list */
function set(list) {
  sending.value = list;
  const kept = list.filter(({ id }) => !id).map(({ key, conversation, name, audience }) => ({ key, conversation, name, audience }));
  if (kept.length) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

/** @param {string} key @param {Partial<Sending>} more */
const change = (key, more) => set(sending.value.map((one) => (one.key === key ? { ...one, ...more } : one)));

/** @param {string} conversation @param {File[]} files sends each as a message of its own, to whom one writes just now */
export function attach(conversation, files) {
  const audience = modeOf(conversation) === "note" ? "agents" : "everyone";
  for (const file of files) {
    const one = { key: uuid(), conversation, name: file.name, audience: /** @type {"everyone"|"agents"} */ (audience), part: 0, error: "", file };
    set([...sending.value, one]);
    if (file.size > state.value.fileBytes) change(one.key, { error: "too_large" });
    else send(one);
  }
}

/** @param {Sending} one */
async function send(one) {
  const { key, conversation, audience } = one;
  change(key, { error: "", part: one.id ? 1 : 0 });
  try {
    const options = { progress: (/** @type {number} */ part) => change(key, { part }), started: (/** @type {() => void} */ stop) => change(key, { stop }) };
    const id = one.id ?? (await upload("/api/v1/files/", /** @type {File} */ (one.file), options)).id;
    change(key, { id, part: 1 });
    if (audience === "everyone") takeFirst(conversation);
    const { seq } = await request({ type: "message.send", client_id: key, conversation, text: "", audience, attachments: [id] });
    // The record tells a sender the number alone: the addresses of the file come with the entry.
    await request({ type: "sync", id: uuid(), conversation, before: seq + 1, limit: 1 }).catch(() => null);
    drop(key);
  } catch (code) {
    if (code === "stopped") return;
    discard(key);
    change(key, { error: reasonFor(String(code)) });
  }
}

/** @param {string} key */
function drop(key) {
  const one = sending.value.find((other) => other.key === key);
  if (one && !one.id) one.stop?.();
  set(sending.value.filter((other) => other.key !== key));
}

/** @param {{id: string}} props what is on its way, above where one writes */
export function Sending({ id }) {
  const here = sending.value.filter((one) => one.conversation === id);
  if (!here.length) return null;
  return html`<ul class="sending" aria-label=${t("files.sending")}>
    ${here.map(
      (one) => html`<li key=${one.key} class=${one.error ? "file broken" : "file"}>
        <span class="thumb">${icon(one.error ? "circleAlert" : "fileText", 20)}</span>
        <span class="file-words">${one.error ? html`<span class="danger" role="alert">${t(`files.${one.error}`, { name: one.name, count: Math.round(state.value.fileBytes / 1e6) })}</span>` : html`<bdi>${one.name}</bdi>`}</span>
        ${one.error === "away" && html`<button type="button" class="link" onClick=${() => send(one)}>${t("refused.retry")}</button>`}
        ${!one.error && html`<span class="figures">${t("files.part", { part: Math.round(one.part * 100) })}</span>`}
        <button type="button" class="quiet" aria-label=${t("files.drop", { name: one.name })} onClick=${() => drop(one.key)}>${icon("cross", 16)}</button>
        ${!one.error && html`<progress value=${one.part} max="1" aria-label=${one.name}></progress>`}
      </li>`,
    )}
  </ul>`;
}

/** @param {{id: string}} props the button beside the modes */
export function Attach({ id }) {
  /** @param {any} event */
  const chosen = (event) => {
    attach(id, [...event.target.files]);
    event.target.value = "";
  };
  return html`<label class="attach" title=${t("files.add")}>
    <input type="file" multiple class="unseen" aria-label=${t("files.add")} onChange=${chosen} />${icon("paperclip", 18)}
  </label>`;
}

/** @param {string} id @param {any} event takes the files of a paste or a drop; words go where they always go */
export function take(id, event) {
  const files = filesOf(event);
  if (!files.length) return;
  event.preventDefault();
  attach(id, files);
}

/** @param {number} bytes */
const weight = (bytes) => {
  const large = bytes >= 1e6;
  const form = { style: /** @type {const} */ ("unit"), unit: large ? "megabyte" : "kilobyte", maximumFractionDigits: large ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, form).format(large ? bytes / 1e6 : Math.max(1, bytes / 1e3));
};

/** @param {{file: import("./types.js").FileCard}} props one file of a message; without its signature our server renews the address */
export function FileCard({ file }) {
  return html`<a class=${file.thumbnail ? "file picture" : "file"} href=${`/files/${file.id}`} target="_blank" rel="noopener">
    ${file.thumbnail ? html`<img src=${file.thumbnail} alt="" loading="lazy" />` : html`<span class="thumb">${icon("fileText", 20)}</span>`}
    <span class="file-words"><bdi>${file.name}</bdi><small>${weight(file.size)}</small></span>
  </a>`;
}
