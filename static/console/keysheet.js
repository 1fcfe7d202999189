/** The sheet that lists every key. */

import { html, signal, useEffect, useRef } from "preact";
import { icon } from "./icon.js";
import { t } from "./texts.js";

export const sheetOpen = signal(false);

const KEYS = [
  ["J", "K", "keys.step"],
  ["Enter", "keys.enter"],
  ["T", "keys.take"],
  ["R", "keys.reply"],
  ["N", "keys.note"],
  ["A", "keys.assign"],
  ["Shift T", "keys.transfer"],
  ["S", "keys.snooze"],
  ["L", "keys.tag"],
  ["E", "keys.close"],
  ["I", "keys.context"],
  ["Ctrl 1–8", "keys.tabs"],
  ["Shift Enter", "keys.break"],
  ["Alt N", "keys.switch"],
  ["/", "keys.canned"],
  ["Ctrl S", "keys.keep"],
  ["F6", "keys.region"],
  ["Esc", "keys.out"],
];

export function KeySheet() {
  const sheet = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const shown = sheetOpen.value;
  useEffect(() => {
    if (shown) sheet.current?.showModal();
    else sheet.current?.close();
  }, [shown]);
  return html`<dialog class="sheet" ref=${sheet} aria-labelledby="keys-title" onClose=${() => (sheetOpen.value = false)}>
    <header>
      <h2 id="keys-title">${t("keys.title")}</h2>
      <button type="button" class="quiet" aria-label=${t("keys.shut")} onClick=${() => (sheetOpen.value = false)}>${icon("cross")}</button>
    </header>
    <dl>
      ${KEYS.map(
        (row) => html`<div key=${row.at(-1)}>
          <dt>${row.slice(0, -1).map((key) => html`<kbd key=${key}>${key}</kbd>`)}</dt>
          <dd>${t(row[row.length - 1])}</dd>
        </div>`,
      )}
    </dl>
  </dialog>`;
}
