/** How it stands with the line: live is silent, an absence is told, and it goes without a word. */

import { html, signal } from "preact";
import { away, late, phase, signedOut } from "./line.js";
import { current } from "./places.js";
import { t } from "./texts.js";

const phone = matchMedia("(max-width: 759.98px)");

/** Whether list and conversation share one column, so that only one of them is seen. */
const narrow = signal(phone.matches);
phone.addEventListener("change", () => (narrow.value = phone.matches));

/** @param {{place: "list"|"talk"}} props it is told once, where somebody looks */
export function Connection({ place }) {
  if (place !== (narrow.value && !current.value ? "list" : "talk")) return null;
  if (signedOut.value) {
    return html`<p class="connection" role="alert">${t("line.signed_out")}${" "}<a href=${location.pathname}>${t("line.sign_in")}</a></p>`;
  }
  if (away.value) return html`<p class="connection" role="status">${t(phase.value === "offline" ? "line.offline" : "line.away")}</p>`;
  return late.value ? html`<p class="connection" role="status">${t("line.catching")}</p>` : null;
}
