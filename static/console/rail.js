/** The rail: where one can go, and oneself. On a phone it is the bar at the foot. */

import { html } from "preact";
import { icon } from "./icon.js";
import { openPalette, overlay } from "./overlay.js";
import { home, place, toVisitors } from "./places.js";
import { Myself } from "./status.js";
import { t } from "./texts.js";
import { WaitBadge } from "./waiting.js";

export function Rail() {
  return html`<nav class="rail" aria-label=${t("rail")} data-region="rail">
    <svg class="mark" width="24" height="24" viewBox="0 0 16 16" aria-hidden="true"><path d="M1.25 2.25a5.75 5.75 0 0 1 0 11.5z" /><path d="M14.75 2.25a5.75 5.75 0 0 0 0 11.5z" /></svg>
    <button type="button" class="rail-item ${place.value === "inbox" ? "active" : ""}" aria-current=${place.value === "inbox" ? "page" : undefined} title=${t("inbox")} onClick=${home}>
      ${icon("inbox", 20)}<span class="rail-word">${t("inbox")}</span><${WaitBadge} />
    </button>
    <button type="button" class="rail-item ${place.value === "visitors" ? "active" : ""}" aria-current=${place.value === "visitors" ? "page" : undefined} title=${t("live")} onClick=${toVisitors}>
      ${icon("footprints", 20)}<span class="rail-word">${t("live")}</span>
    </button>
    <span class="grow"></span>
    <button type="button" class="rail-item" aria-label=${t("palette.open")} title=${t("palette.open_key")} onClick=${() => openPalette("all")}>${icon("search", 20)}<span class="rail-word">${t("palette.word")}</span></button>
    <button type="button" class="rail-item wide-only" aria-label=${t("keys.open")} title=${t("keys.open")} onClick=${() => (overlay.value = "keys")}>${icon("keyboard", 20)}</button>
    <${Myself} />
  </nav>`;
}
