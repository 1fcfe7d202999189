/** The rail: where one can go, and oneself. On a phone it is the bar at the foot. */

import { html } from "preact";
import { setStatus } from "./desk.js";
import { icon } from "./icon.js";
import { sheetOpen } from "./keysheet.js";
import { away } from "./line.js";
import { mayAnswer } from "./may.js";
import { Menu } from "./menu.js";
import { Portrait, Presence } from "./people.js";
import { leave } from "./places.js";
import { colleagues, me } from "./store.js";
import { t } from "./texts.js";
import { WaitBadge } from "./waiting.js";

const STATUSES = /** @type {const} */ (["online", "away", "invisible", "offline"]);

export function Rail() {
  return html`<nav class="rail" aria-label=${t("rail")} data-region="rail">
    <svg class="mark" width="24" height="24" viewBox="0 0 16 16" aria-hidden="true"><path d="M1.25 2.25a5.75 5.75 0 0 1 0 11.5z" /><path d="M14.75 2.25a5.75 5.75 0 0 0 0 11.5z" /></svg>
    <button type="button" class="rail-item active" aria-current="page" title=${t("inbox")} onClick=${leave}>
      ${icon("inbox", 20)}<span class="rail-word">${t("inbox")}</span><${WaitBadge} />
    </button>
    <span class="grow"></span>
    <button type="button" class="rail-item wide-only" aria-label=${t("keys.open")} title=${t("keys.open")} onClick=${() => (sheetOpen.value = true)}>${icon("keyboard", 20)}</button>
    <${Myself} />
  </nav>`;
}

function Myself() {
  const mine = me.value;
  if (!mine) return null;
  const status = mayAnswer() ? (colleagues.value[mine.id]?.status ?? mine.status) : "offline";
  const face = html`<span class="with-dot"><${Portrait} agent=${mine} size=${32} /><${Presence} status=${status} online=${!away.value} /></span><span class="rail-word">${t("you")}</span>`;
  const choices = (mayAnswer() ? STATUSES : []).map((one) => ({
    key: one,
    label: html`${t(`status.${one}`)} <span class="secondary">${t(`status.${one}.more`)}</span>`,
    lead: html`<${Presence} status=${one} />`,
    checked: status === one,
    run: () => setStatus(one),
  }));
  const foot = html`<hr /><a href="/accounts/2fa/" class="menu-item" role="menuitem">${icon("lock", 16)}<span class="grow">${t("account")}</span></a><button type="submit" form="sign-out" class="menu-item" role="menuitem">${icon("logOut", 16, "flips")}<span class="grow">${t("sign_out")}</span></button>`;
  return html`<${Menu} name="myself" title=${t("myself", { name: mine.name, status: t(`status.${status}`) })} label=${face} look="rail-me" up choices=${choices} foot=${foot} />`;
}
