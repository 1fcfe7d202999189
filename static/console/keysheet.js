/** The sheet that lists every key, as the actions have them. */

import { html } from "preact";
import { ACTIONS, GESTURES } from "./actions.js";
import { icon } from "./icon.js";
import { Caps } from "./keycaps.js";
import { singleKeys, switchSingleKeys } from "./keys.js";
import { useDialog } from "./overlay.js";
import { t } from "./texts.js";

const GROUPS = ["here", "list", "go", "you"];
const ALL = [...ACTIONS, ...GESTURES];

export function KeySheet() {
  const { box, shown, shut } = useDialog("keys");
  return html`<dialog class="sheet" ref=${box} aria-labelledby="keys-title" onClose=${shut}>
    ${shown && html`<header>
      <h2 id="keys-title">${t("keys.title")}</h2>
      <button type="button" class="quiet" aria-label=${t("keys.hide")} onClick=${shut}>${icon("cross")}</button>
    </header>
    <div class="sheet-body" tabindex="0" role="group" aria-labelledby="keys-title">${GROUPS.map((group) => html`<${Group} key=${group} group=${group} />`)}</div>
    <label class="sheet-foot"><input type="checkbox" checked=${singleKeys.value} onChange=${(/** @type {any} */ e) => switchSingleKeys(e.target.checked)} /><span>${t("keys.single")}</span></label>`}
  </dialog>`;
}

/** @param {{group: string}} props */
function Group({ group }) {
  return html`<section>
    <h3>${t(`keys.group.${group}`)}</h3>
    <dl>
      ${ALL.filter((one) => one.group === group).map((one) => html`<div key=${one.name}><dt><${Caps} of=${one.key} /></dt><dd>${t(one.name)}</dd></div>`)}
    </dl>
  </section>`;
}
