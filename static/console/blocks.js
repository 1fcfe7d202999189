/** What a message asks besides its words, as its visitor has it, and what was chosen. */

import { html } from "preact";
import { icon } from "./icon.js";
import { safeUrl } from "./linkify.js";
import { t } from "./texts.js";
import { day } from "./time.js";

/** @typedef {import("./types.js").Message} Message */

/** @param {{message: Message, answer: any}} props `answer` is the data of the visitor's, or nothing yet */
export function Block({ message, answer }) {
  const { choices, cards, fields, slots, first, last } = message.data ?? {};
  if (cards) return html`<div class="asks">${cards.map((/** @type {any} */ card, /** @type {number} */ index) => Card({ card, message, chosen: answer?.card === index ? answer.choice : null }))}</div>`;
  if (choices) return Choices(choices, answer?.choice);
  if (fields) return Fields(fields, Boolean(answer));
  if (slots?.length) return Choices(slots, answer?.date, day);
  return first && html`<p class="asks secondary">${day(first)} – ${day(last)}</p>`;
}

/** @param {string[]} all @param {string|null|undefined} chosen @param {(one: string) => string} [said] */
function Choices(all, chosen, said = String) {
  return html`<ul class="asks asks-choices">
    ${all.map((one) => html`<li key=${one} class=${one === chosen ? "chosen" : ""} dir="auto">${one === chosen && html`${icon("check", 14)}<span class="unseen">${t("block.chosen")} </span>`}${said(one)}</li>`)}
  </ul>`;
}

/** @param {{card: any, message: Message, chosen: string|null}} props */
function Card({ card, message, chosen }) {
  const { title, text, url, picture, choices } = card;
  const file = message.attachments?.find(({ id }) => id === picture);
  const href = safeUrl(url);
  return html`<div class="asked">
    ${file?.thumbnail && html`<img src=${file.thumbnail} alt="" loading="lazy" />`}
    <b dir="auto">${href ? html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${title}</a>` : title}</b>
    ${text && html`<span dir="auto">${text}</span>`} ${choices?.length > 0 && Choices(choices, chosen)}
  </div>`;
}

/** @param {any[]} fields @param {boolean} answered */
function Fields(fields, answered) {
  return html`<ul class="asked">
    ${fields.map(({ name, label, required }) => html`<li key=${name} dir="auto">${label}${!required && html` <small class="secondary">${t("block.optional")}</small>`}</li>`)}
    ${answered && html`<li class="secondary">${icon("check", 14)} ${t("block.answered")}</li>`}
  </ul>`;
}
