/** Files an agent adds to what is being written, and the cards of those in a record. */

import { html, signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { filesOf } from "../shared/files-of.js";
import { reasonFor, upload } from "../shared/upload.js";
import { icon } from "./icon.js";
import { state } from "./store.js";
import { t } from "./texts.js";

const KEPT = "visavis.files";
const WIDEST = 240;
const HIGHEST = 160;

/**
 * @typedef {object} Added a file beside the words that are being written
 * @property {string} key
 * @property {string} conversation
 * @property {string} name
 * @property {number} size
 * @property {number} part how much has arrived, 0 to 1
 * @property {string} error why it did not, or nothing
 * @property {File} [file]
 * @property {string} [picture] where this page keeps it to be looked at
 * @property {string} [id] once it has arrived
 * @property {() => void} [stop]
 */

/** @type {import("./types.js").Signal<Added[]>} */
const added = signal(left());

/** @returns {Added[]} what had been added before a reload: what had not arrived has to be chosen again */
function left() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]").map((/** @type {any} */ one) => ({
    ...one,
    part: one.id ? 1 : 0,
    error: one.id ? "" : "lost",
  }));
}

/** @param {Added[]} list */
function set(list) {
  added.value = list;
  const kept = list.map(({ key, conversation, name, size, id }) => ({ key, conversation, name, size, id }));
  if (kept.length) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

/** @param {string} key @param {Partial<Added>} more */
const change = (key, more) => set(added.value.map((one) => (one.key === key ? { ...one, ...more } : one)));

/** @param {string} id @returns {Added[]} what goes with the next message */
export const addedTo = (id) => added.value.filter(({ conversation }) => conversation === id);

/** @param {string} id whether something is still on its way */
export const areComing = (id) => addedTo(id).some((one) => !one.id && !one.error);

/** @param {string} id whether something was chosen that will not come by itself */
export const areMissing = (id) => addedTo(id).some((one) => one.error);

/** @param {string} conversation @param {File[]} files adds them; they travel while one still writes */
export function attach(conversation, files) {
  for (const file of files) {
    const { name, size, type } = file;
    const picture = type.startsWith("image/") ? URL.createObjectURL(file) : undefined;
    const one = { key: uuid(), conversation, name, size, part: 0, error: "", file, picture };
    set([...added.value, one]);
    if (size > state.value.fileBytes) change(one.key, { error: "too_large" });
    else bring(one);
  }
}

/** One travels after the other, so that they arrive in the order in which they were chosen. */
let travelling = Promise.resolve();

/** @param {Added} one */
function bring(one) {
  change(one.key, { error: "", part: 0 });
  travelling = travelling.then(() => travel(one));
}

/** @param {Added} one */
async function travel({ key, file }) {
  if (!added.value.some((one) => one.key === key)) return;
  try {
    const options = { progress: (/** @type {number} */ part) => change(key, { part }), started: (/** @type {() => void} */ stop) => change(key, { stop }) };
    const { id, name, size } = await upload("/api/v1/files/", /** @type {File} */ (file), options);
    change(key, { id, name, size, part: 1 });
  } catch (code) {
    if (code !== "stopped") change(key, { error: reasonFor(String(code)) });
  }
}

/** @param {string} id takes what has arrived along with a message @returns {import("./types.js").FileCard[]} */
export function takeAlong(id) {
  const arrived = addedTo(id).filter((one) => one.id);
  for (const one of arrived) drop(one.key);
  return arrived.map((one) => ({ id: /** @type {string} */ (one.id), name: one.name, size: one.size, url: "", thumbnail: null }));
}

/** @param {string} conversation @param {import("./types.js").FileCard[]} [files] the files of a message that is put better before it goes out again */
export function putBack(conversation, files = []) {
  const again = files.map(({ id, name, size }) => ({ key: uuid(), conversation, name, size, id, part: 1, error: "" }));
  set([...added.value, ...again]);
}

/** @param {string} key */
function drop(key) {
  const one = added.value.find((other) => other.key === key);
  if (one && !one.id) one.stop?.();
  if (one?.picture) URL.revokeObjectURL(one.picture);
  set(added.value.filter((other) => other.key !== key));
}

/** @param {{id: string}} props what goes with the next message, below its words */
export function Tray({ id }) {
  const here = addedTo(id);
  if (!here.length) return null;
  return html`<ul class="sending" aria-label=${t("files.sending")}>${here.map((one) => html`<${OnTray} key=${one.key} one=${one} />`)}</ul>`;
}

/** @param {{one: Added}} props */
function OnTray({ one }) {
  const { key, name, size, part, error, picture } = one;
  const most = Math.round(state.value.fileBytes / 1e6);
  return html`<li class=${error ? "file broken" : "file"}>
    ${picture && !error ? html`<img class="thumb" src=${picture} alt="" />` : html`<span class="thumb">${icon(error ? "circleAlert" : "fileText", 20)}</span>`}
    <span class="file-words">${error ? html`<span class="danger" role="alert">${t(`files.${error}`, { name, count: most })}</span>` : html`<bdi>${name}</bdi><small>${weight(size)}</small>`}</span>
    ${error === "away" && html`<button type="button" class="link" onClick=${() => bring(one)}>${t("refused.retry")}</button>`}
    ${!error && !one.id && html`<span class="figures">${t("files.part", { part: Math.round(part * 100) })}</span>`}
    <button type="button" class="quiet" aria-label=${t("files.drop", { name })} onClick=${() => drop(key)}>${icon("cross", 16)}</button>
    ${!error && !one.id && html`<progress value=${part} max="1" aria-label=${name}></progress>`}
  </li>`;
}

/** @param {{id: string}} props the button beside the modes */
export function Attach({ id }) {
  /** @param {any} event */
  const chosen = (event) => {
    attach(id, [...event.target.files]);
    event.target.value = "";
  };
  return html`<label class="attach" title=${t("files.add")}>
    <input type="file" data-act="file" multiple class="unseen" aria-label=${t("files.add")} onChange=${chosen} />${icon("paperclip", 18)}
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

/** @param {import("./types.js").FileCard} file the room a picture takes is known before it is there */
function Picture({ thumbnail, width = WIDEST, height = HIGHEST }) {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return html`<img src=${thumbnail} alt="" loading="lazy" width=${Math.round(width * scale)} height=${Math.round(height * scale)} />`;
}

/** @param {{file: import("./types.js").FileCard}} props one file of a message; without its signature our server renews the address */
export function FileCard({ file }) {
  return html`<a class=${file.thumbnail ? "file picture" : "file"} href=${`/files/${file.id}`} target="_blank" rel="noopener">
    ${file.thumbnail ? html`<${Picture} ...${file} />` : html`<span class="thumb">${icon("fileText", 20)}</span>`}
    <span class="file-words"><bdi>${file.name}</bdi>${file.size > 0 && html`<small>${weight(file.size)}</small>`}</span>
  </a>`;
}
