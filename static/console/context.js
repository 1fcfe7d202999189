/** Who this is, where they come from, what was said before; every fact with its origin in words. */

import { html } from "preact";
import { readContext, unread } from "./about.js";
import { Earlier } from "./earlier.js";
import { Attributes, Who } from "./who.js";
import { PersonNotes } from "./person-notes.js";
import { Fact } from "./fact.js";
import { contextOpen, current } from "./places.js";
import { conversationOf, state } from "./store.js";
import { t } from "./texts.js";
import { clock, dayName, exact } from "./time.js";
import { WaitingStrip } from "./waiting.js";
import { Where } from "./where.js";

/** @typedef {import("./types.js").Conversation} Conversation */

export function Context() {
  const conversation = conversationOf(current.value);
  if (!conversation) return null;
  const { id } = conversation;
  const about = state.value.contexts[id];
  return html`<section class="context ${contextOpen.value ? "shown" : ""}" aria-label=${t("context")} tabindex="-1" data-region="context">
    <div class="phone-only"><${WaitingStrip} /></div>
    <${Who} key=${`who-${id}`} conversation=${conversation} about=${about} />
    ${unread.value[id] && html`<${Unread} id=${id} />`}
    ${about ? html`<${PersonNotes} key=${`notes-${id}`} conversation=${conversation} about=${about} />` : !unread.value[id] && Skeleton()}
    <${Where} conversation=${conversation} about=${about} />
    ${about && html`<${Earlier} about=${about} /><${Attributes} about=${about} />`}
    <${What} conversation=${conversation} />
  </section>`;
}

/** @param {{id: string}} props what is known is shown; the rest says that it is missing */
function Unread({ id }) {
  return html`<p class="context-part" role="alert"><span class="danger">${t("context.unread")}</span>${" "}<button type="button" class="link" onClick=${() => readContext(id)}>${t("refused.retry")}</button></p>`;
}

/** Reserved height, seen only when it takes long. */
const Skeleton = () =>
  html`<div class="context-part context-skeleton late" role="status"><span class="unseen">${t("context.loading")}</span><span></span><span></span></div>`;

/** @param {{conversation: Conversation}} props */
function What({ conversation: c }) {
  return html`<section class="context-part">
    <h3>${t("context.conversation")}</h3>
    <ul class="facts">
      <${Fact} glyph="messageCircle"><time dateTime=${c.opened_at} title=${exact(c.opened_at)}>${t("context.opened", { day: dayName(c.opened_at), time: clock(c.opened_at) })}</time></${Fact}>
      ${c.site?.name && html`<${Fact} glyph="inbox">${c.site.name}</${Fact}>`}
      <${Fact} glyph="fileText"><a href="/conversations/${encodeURIComponent(c.id)}/transcript/" target="_blank" rel="noopener">${t("bar.transcript")}</a></${Fact}>
    </ul>
  </section>`;
}
