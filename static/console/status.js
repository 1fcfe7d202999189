/** One's own availability and why: chosen in the rail, by key or in the palette, kept by the server. */

import { html, useSignal } from "preact";
import { uuid } from "../shared/uuid.js";
import { icon } from "./icon.js";
import { away, discard, request } from "./line.js";
import { admin, mayAnswer } from "./may.js";
import { Menu, closeMenu, openMenu, usePopover } from "./menu.js";
import { overlay } from "./overlay.js";
import { Portrait, Presence, statusWords } from "./people.js";
import { me } from "./store.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Status} Status */

/** As much as the server keeps of a reason. */
const MOST = 120;

/** What can be chosen; a reason stands below the status it explains. */
export const CHOICES = /** @type {{status: Status, reason: string}[]} */ ([
  { status: "online", reason: "" },
  { status: "away", reason: "" },
  { status: "away", reason: "lunch" },
  { status: "away", reason: "meeting" },
  { status: "away", reason: "break" },
  { status: "invisible", reason: "" },
  { status: "offline", reason: "" },
]);

/** @param {Status} status @param {string} [reason] kept until the server has it, over a lost line too */
export function choose(status, reason = "") {
  const client_id = uuid();
  request({ type: "agent.status", client_id, status, reason }).catch(() => discard(client_id));
}

export function Myself() {
  const mine = me.value;
  if (!mine) return null;
  const chosen = mayAnswer() ? mine.status : "offline";
  const face = html`<span class="with-dot"><${Portrait} agent=${mine} size=${32} /><${Presence} status=${chosen} online=${!away.value} /></span><span class="rail-word">${t("you")}</span>`;
  const own = mine.status === "away" && mine.reason && !CHOICES.some(({ reason }) => reason === mine.reason);
  const choices = [
    ...CHOICES.map(({ status, reason }) => ({
      key: `${status} ${reason}`,
      label: reason ? t(`reason.${reason}`) : html`${t(`status.${status}`)} <span class="secondary">${t(`status.${status}.more`)}</span>`,
      lead: reason ? html`<span class="indent"></span>` : html`<${Presence} status=${status} />`,
      checked: mine.status === status && mine.reason === reason,
      run: () => choose(status, reason),
    })),
    { key: "own", label: own ? html`<bdi>${mine.reason}</bdi>` : t("reason.own"), lead: html`<span class="indent"></span>`, checked: Boolean(own), run: () => (openMenu.value = "reason") },
  ];
  // What is not available comes last, the reasons stay with "away".
  choices.splice(5, 0, ...choices.splice(7, 1));
  const foot = html`<hr /><button type="button" class="menu-item" role="menuitem" onClick=${() => (closeMenu(), (overlay.value = "alerts"))}>${icon("bell", 16)}<span class="grow">${t("alerts.title")}</span></button>${admin.value && html`<a href=${admin.value} class="menu-item" role="menuitem">${icon("building", 16)}<span class="grow">${t("admin")}</span></a>`}<a href="/accounts/2fa/" class="menu-item" role="menuitem">${icon("lock", 16)}<span class="grow">${t("account")}</span></a><button type="submit" form="sign-out" class="menu-item" role="menuitem">${icon("logOut", 16, "flips")}<span class="grow">${t("sign_out")}</span></button>`;
  return html`<${Menu} name="myself" title=${t("myself", { name: mine.name, status: statusWords({ ...mine, status: chosen }) })} label=${face} look="rail-me" up choices=${mayAnswer() ? choices : []} foot=${foot} /><${OwnReason} reason=${own ? mine.reason : ""} />`;
}

/** @param {{reason: string}} props why one is away, in one's own words */
function OwnReason({ reason }) {
  const { open, box } = usePopover("reason");
  const words = useSignal(reason);
  if (!open) return html`<span class="popover" ref=${box}></span>`;
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!words.value.trim()) return;
    closeMenu();
    choose("away", words.value.trim());
  };
  return html`<span class="popover" ref=${box}>
    <div class="floating up" data-panel role="dialog" aria-label=${t("reason.title")}>
      <form class="panel" onSubmit=${submit}>
        <label class="field"><span>${t("reason.title")}</span>
          <input type="text" required dir="auto" maxlength=${MOST} autocomplete="off" placeholder=${t("reason.example")} value=${words.value} onInput=${(/** @type {any} */ e) => (words.value = e.target.value)} />
        </label>
        <div class="panel-foot">
          <button type="button" class="button" onClick=${closeMenu}>${t("cancel")}</button>
          <button type="submit" class="button primary" disabled=${!words.value.trim()}>${t("reason.do")}</button>
        </div>
      </form>
    </div>
  </span>`;
}
