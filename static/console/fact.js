/** One thing known of a person, with where it is known from: verified, said and guessed look and read apart. */

import { html, useSignal } from "preact";
import { announce } from "./announce.js";
import { icon } from "./icon.js";
import { firstName } from "./people.js";
import { me } from "./store.js";
import { t } from "./texts.js";
import { exact } from "./time.js";

/** @typedef {import("./types.js").Known} Known */

const COPIED_MS = 2000;

/** @param {{glyph: any, children?: any, known?: Known, after?: any}} props */
export function Fact({ glyph, children, known, after }) {
  return html`<li class="fact ${known?.origin ?? ""}">
    ${icon(glyph, 14)}<span class="fact-text">${children}</span>${after}${known && html`<${Origin} known=${known} />`}
  </li>`;
}

/** @param {{known: Known}} props */
function Origin({ known: { origin, to, at } }) {
  const words = to ? (to.id === me.value?.id ? t("origin.told_you") : t("origin.told", { name: firstName(to.name ?? t("agent.somebody")) })) : t(`origin.${origin}`);
  return html`<span class="origin" title=${at ? exact(at) : t(`origin.${origin}.more`)}>${words}</span>`;
}

/** @param {{text: string, label: string}} props takes a value along */
export function Copy({ text, label }) {
  const done = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    done.value = true;
    announce(t("copied"));
    setTimeout(() => (done.value = false), COPIED_MS);
  };
  return html`<button type="button" class="quiet small-icon copy ${done.value ? "done" : ""}" aria-label=${label} title=${done.value ? t("copied") : label} onClick=${copy}>${icon(done.value ? "check" : "copy", 14)}</button>`;
}
