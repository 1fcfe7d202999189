/** The middle of the desk: tabs, bar, record and composer of the conversation in front. */

import { html } from "preact";
import { Nowhere } from "./absent.js";
import { Bar } from "./bar.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { open } from "./desk.js";
import { DropOverlay, dropInto } from "./dropping.js";
import { icon } from "./icon.js";
import { isOpen, unreadFor } from "./lists.js";
import { mayAnswer } from "./may.js";
import { VisitorAvatar, visitorName } from "./people.js";
import { contextOpen, current, leave } from "./places.js";
import { conversationOf, conversations, loaded, me } from "./store.js";
import { Tabs, openOnes } from "./tabs.js";
import { t } from "./texts.js";
import { Thread } from "./thread.js";
import { WaitingStrip } from "./waiting.js";

/** @typedef {import("./types.js").Conversation} Conversation */

export function Talk() {
  const conversation = conversationOf(current.value);
  return html`<section class="talk" aria-label=${t("talk")} ...${dropInto(mayAnswer() ? conversation : null)}>
    ${openOnes().length > 0 && html`<${Tabs} />`} ${conversation && html`<${PhoneHead} conversation=${conversation} />`}
    <${Connection} place="talk" /><${Nowhere} place="talk" />
    ${
      conversation
        ? html`<${Bar} conversation=${conversation} />
          <div class="phone-only"><${WaitingStrip} /></div>
          <${Thread} key=${conversation.id} conversation=${conversation} />
          <${Composer} conversation=${conversation} /><${DropOverlay} conversation=${conversation} />`
        : html`<${Nobody} />`
    }
  </section>`;
}

function Nobody() {
  if (!loaded.value) return null;
  const any = Object.values(conversations.value).some(isOpen);
  return html`<div class="nobody">
    <h2>${t(any ? "nobody.choose" : "nobody.quiet")}</h2>
    <p>${t(any ? "nobody.choose_more" : "nobody.quiet_more")}</p>
  </div>`;
}

/** @param {{conversation: Conversation}} props */
function PhoneHead({ conversation }) {
  const next = openOnes().find((c) => c.id !== conversation.id && unreadFor(c, me.value?.id ?? null) > 0);
  return html`<header class="phone-head phone-only">
    <button type="button" class="quiet touch" aria-label=${t("phone.back")} onClick=${leave}>${icon("chevronLeft", 20, "flips")}</button>
    <h1>
      <button type="button" class="person touch" aria-label=${t("phone.person", { name: visitorName(conversation) })} onClick=${() => (contextOpen.value = true)}>
        <${VisitorAvatar} conversation=${conversation} />
        <span><b>${visitorName(conversation)}</b><small>${conversation.page?.title ?? conversation.department?.name ?? ""}</small></span>
      </button>
    </h1>
    ${
      next &&
      html`<button type="button" class="next touch" aria-label=${t("phone.next", { name: visitorName(next), count: next.unread })} onClick=${() => open(next.id)}>
      <${VisitorAvatar} conversation=${next} size=${28} /><span class="count">${next.unread}</span>
    </button>`
    }
  </header>`;
}
