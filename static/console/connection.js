/** How it stands with the line: live is silent, an absence is told, and it goes without a word. */

import { html } from "preact";
import { away, late, phase, signedOut } from "./line.js";
import { seenIn } from "./narrow-screen.js";
import { t } from "./texts.js";

/** @param {{place: "list"|"talk"|"visitors"}} props it is told once, where somebody looks */
export function Connection({ place }) {
  if (!seenIn(place)) return null;
  if (signedOut.value) {
    return html`<p class="connection" role="alert">${t("line.signed_out")}${" "}<a href=${location.pathname}>${t("line.sign_in")}</a></p>`;
  }
  if (away.value) return html`<p class="connection" role="status">${t(phase.value === "offline" ? "line.offline" : "line.away")}</p>`;
  return late.value ? html`<p class="connection" role="status">${t("line.catching")}</p>` : null;
}
