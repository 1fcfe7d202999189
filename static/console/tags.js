/** The words a conversation is sorted by, and the panel that puts them on and takes them off. */

import { html, signal, useEffect, useSignal } from "preact";
import { uuid } from "../shared/uuid.js";
import { tag } from "./desk.js";
import { icon } from "./icon.js";
import { request } from "./line.js";
import { mayAnswer } from "./may.js";
import { usePopover } from "./menu.js";
import { conversations } from "./store.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** How many stand in the bar; the rest is a number with the words on hover. */
const SHOWN = 2;

/** @type {import("./types.js").Signal<string[]>} every tag there is, as the server last said */
const known = signal([]);

/** @param {{conversation: Conversation}} props */
export function Tags({ conversation }) {
  const { open, box, toggle } = usePopover("tags");
  const { tags } = conversation;
  const rest = tags.slice(SHOWN);
  return html`<div class="popover tags" ref=${box}>
    ${tags.slice(0, SHOWN).map((word) => html`<span key=${word} class="tag"><bdi>${word}</bdi></span>`)}
    ${rest.length > 0 && html`<span class="tag" title=${rest.join(", ")}>+${rest.length}<span class="unseen">: ${rest.join(", ")}</span></span>`}
    ${mayAnswer() && html`<button type="button" class="quiet tool" data-toggle aria-haspopup="dialog" aria-expanded=${open} aria-label=${t("tags.title")} title=${t("tags.key")} onClick=${toggle}>${icon("plus", 16)}</button>`}
    ${open && mayAnswer() && html`<${Panel} key=${conversation.id} conversation=${conversation} />`}
  </div>`;
}

/** @param {{conversation: Conversation}} props */
function Panel({ conversation: c }) {
  const typed = useSignal("");
  useEffect(() => {
    request({ type: "tag.list", id: uuid() }).then(({ tags }) => (known.value = tags), () => null);
  }, []);
  const word = typed.value.trim().replace(/\s+/g, " ");
  const all = [...new Set([...c.tags, ...known.value, ...Object.values(conversations.value).flatMap(({ tags }) => tags)])];
  const found = all.filter((one) => one.toLocaleLowerCase().includes(word.toLocaleLowerCase())).sort((a, b) => a.localeCompare(b));
  const isNew = word && !all.some((one) => one.toLocaleLowerCase() === word.toLocaleLowerCase());
  /** @param {string} one */
  const turn = (one) => {
    tag(c.id, c.tags.includes(one) ? { remove: [one] } : { add: [one] });
    typed.value = "";
  };
  /** @param {Event} event Enter means the word that was typed, or the nearest one */
  const submit = (event) => {
    event.preventDefault();
    if (isNew && !found.length) turn(word);
    else if (word && found.length) turn(found.find((one) => one.toLocaleLowerCase() === word.toLocaleLowerCase()) ?? found[0]);
  };
  return html`<div class="floating menu tag-panel" data-panel role="dialog" aria-label=${t("tags.title")}>
    <form onSubmit=${submit}>
      <input type="text" maxlength="40" autocomplete="off" aria-label=${t("tags.find")} placeholder=${t("tags.find")} value=${typed.value} onInput=${(/** @type {any} */ e) => (typed.value = e.target.value)} />
    </form>
    <div class="tag-choices" role="group" aria-label=${t("tags.all")}>
      ${found.map((one) => html`<button key=${one} type="button" class="menu-item" aria-pressed=${c.tags.includes(one)} onClick=${() => turn(one)}><bdi class="grow">${one}</bdi>${c.tags.includes(one) && icon("check", 14)}</button>`)}
      ${isNew && html`<button type="button" class="menu-item" onClick=${() => turn(word)}>${t("tags.make", { word })}</button>`}
      ${!found.length && !isNew && html`<p class="menu-item secondary">${t("tags.none")}</p>`}
    </div>
  </div>`;
}
