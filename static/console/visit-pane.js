/** Who somebody on the site is: what is known and how, the way they took, what was before. */

import { html, useEffect, useRef } from "preact";
import { Ban } from "./ban.js";
import { open, take } from "./desk.js";
import { EarlierOne } from "./earlier.js";
import { Copy, Fact } from "./fact.js";
import { icon } from "./icon.js";
import { named } from "./live-order.js";
import { InviteBox } from "./invite-box.js";
import { placeOf, nameOf, titleOf, valueOf } from "./live-words.js";
import { onSite } from "./live.js";
import { isOpen, isWaiting } from "./lists.js";
import { mayAnswer } from "./may.js";
import { oneColumn } from "./narrow-screen.js";
import { lookAway, visit } from "./places.js";
import { languageName } from "./regions.js";
import { t } from "./texts.js";
import { clockIn, isNightIn, now, exact, span, stamp } from "./time.js";
import { VisitPath } from "./visit-path.js";
import { VisitAvatar } from "./visitors-row.js";
import { WaitingStrip } from "./waiting.js";
import { entries, found, inFront, live, readVisit } from "./watching.js";

/** @typedef {import("./types.js").Visit} Visit */
/** @typedef {import("./types.js").Found} Found */

const GLYPHS = { phone: "smartphone", tablet: "tablet", computer: "monitor" };

export function VisitPane() {
  const line = inFront.value;
  if (!visit.value) return html`<aside class="context visit-pane bare-pane" aria-label=${t("live.pane")}><p class="empty">${t("live.choose")}</p></aside>`;
  if (!line) return html`<aside class="context visit-pane shown" aria-label=${t("live.pane")}><${Back} />${live.value.loaded && html`<p class="empty">${t("live.gone")}</p>`}</aside>`;
  return html`<${Pane} key=${line.id} line=${line} />`;
}

/** Back to the list, where it shares its column with this. */
function Back() {
  const back = () => {
    const id = visit.value;
    lookAway();
    setTimeout(() => /** @type {HTMLElement|null} */ (document.querySelector(`[data-row="${CSS.escape(id ?? "")}"]`))?.focus());
  };
  return html`<button type="button" class="quiet touch narrow-only visit-back" aria-label=${t("live.back")} onClick=${back}>${oneColumn.value ? icon("chevronLeft", 20, "flips") : icon("cross", 16)}</button>`;
}

/** @param {{line: Visit}} props */
function Pane({ line: bare }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    if (oneColumn.value) box.current?.focus();
  }, []);
  const about = found.value?.id === bare.id ? found.value : null;
  const talk = entries.value.find((entry) => entry.visit.id === bare.id)?.talk ?? null;
  const said = (/** @type {string} */ name) => about?.found?.facts.find((fact) => fact.name === name)?.value;
  const line = named(bare, { name: /** @type {string} */ (said("name") ?? talk?.visitor.name), email: /** @type {string} */ (said("email") ?? talk?.visitor.email) });
  return html`<aside class="context visit-pane shown" aria-label=${t("live.pane")} ref=${box} tabindex="-1" data-region="context">
    <div class="visit-pane-parts">
      <div class="phone-only"><${WaitingStrip} /></div>
      ${oneColumn.value && html`<h1 class="unseen">${t("live")}</h1>`}
      <section class="context-part">
        <${Back} />
        <div class="who"><${VisitAvatar} visit=${line} size=${40} /><div><h2 dir="auto">${nameOf(line)}</h2><p class="secondary">${proof(line)}</p></div></div>
        <${Facts} line=${line} facts=${about?.found?.facts ?? []} />
      </section>
      ${about?.failed && html`<p class="context-part" role="alert"><span class="danger">${t("context.unread")}</span>${" "}<button type="button" class="link" onClick=${() => readVisit(line.id)}>${t("refused.retry")}</button></p>`}
      <section class="context-part">
        <h3 class="context-heading"><span>${t(line.left === undefined ? "live.now" : "live.was")}</span><span class="figures">${t("live.visit_number", { count: line.visits, time: span(onSite(line, now.value)) })}</span></h3>
        <${VisitPath} line=${line} found=${about?.found ?? null} />
      </section>
      ${about?.found ? html`<${Past} found=${about.found} />` : !about?.failed && html`<div class="context-part context-skeleton late" role="status"><span class="unseen">${t("context.loading")}</span><span></span><span></span></div>`}
    </div>
    <footer class="visit-foot">
      ${talk && isOpen(talk) ? html`<${Talk} talk=${talk} />` : html`<${InviteBox} line=${line} />`}
      <${Ban} visit=${line} site=${live.value.sites.find(({ id }) => id === line.site)} name=${nameOf(line)} />
    </footer>
  </aside>`;
}

/** @param {Visit} line nothing is proved yet */
function proof({ name, email, visitor }) {
  if (name) return t("context.name_said");
  return t(email ? "context.not_signed_in" : visitor ? "live.wrote" : "live.never_wrote");
}

/** @param {{line: Visit, facts: import("./types.js").Known[]}} props */
function Facts({ line, facts }) {
  const known = (/** @type {string} */ name) => facts.find((one) => one.name === name);
  const [email, phone] = [known("email"), known("phone")];
  const address = String(email?.value ?? line.email ?? "");
  const place = placeOf(line);
  const there = clockIn(line.timezone);
  const night = there && isNightIn(line.timezone);
  const device = line.device && [line.device.kind && t(`live.device.${line.device.kind}`), line.device.browser, line.device.system].filter(Boolean).join(", ");
  const wish = line.contact === "open" ? "" : t(`context.${line.contact}`);
  return html`<ul class="facts">
    ${address && html`<${Fact} glyph="mail" known=${email} after=${html`<${Copy} text=${address} label=${t("context.copy_email")} />`}><bdi>${address}</bdi></${Fact}>`}
    ${phone && html`<${Fact} glyph="phone" known=${phone} after=${html`<${Copy} text=${String(phone.value)} label=${t("context.copy_phone")} />`}><bdi>${phone.value}</bdi></${Fact}>`}
    ${place && html`<${Guess} glyph="mapPin" from=${line.placed_by === "address" ? "live.by_address" : "live.by_clock"}><bdi>${place}</bdi></${Guess}>`}
    ${line.locale && html`<${Guess} glyph="languages" from="live.by_browser">${languageName(line.locale)}</${Guess}>`}
    ${there && html`<${Guess} glyph=${night ? "moon" : "clock"} from="live.by_browser"><span title=${line.timezone}>${t("live.local_time", { time: there })}</span>${night && html`<br /><b class="night">${t("context.night")}</b>`}</${Guess}>`}
    ${device && html`<${Guess} glyph=${GLYPHS[/** @type {keyof typeof GLYPHS} */ (line.device?.kind)] ?? "globe"} from="live.by_browser">${device}</${Guess}>`}
    ${valueOf(line.basket) && html`<${Fact} glyph="shoppingBag" after=${html`<span class="origin">${valueOf(line.basket)}</span>`}>${t("live.in_basket")}</${Fact}>`}
    ${wish && html`<${Fact} glyph="bellOff" after=${html`<span class="origin">${t("live.own_choice")}</span>`}>${wish}</${Fact}>`}
  </ul>`;
}

/** @param {{glyph: any, from: string, children?: any}} props nobody said so: where it was guessed from stands beside it */
function Guess({ glyph, from, children }) {
  return html`<li class="fact guessed">${icon(glyph, 14)}<span class="fact-text">${children}</span><span class="origin" title=${t("origin.guessed.more")}>${t(from)}</span></li>`;
}

/** @param {{found: Found}} props what was before */
function Past({ found: { earlier, earlier_count: count, conversations } }) {
  return html`${
    count > 0 &&
    html`<section class="context-part">
      <h3 class="context-heading"><span>${t("live.earlier")}</span><span>${count}</span></h3>
      <ul class="visit-earlier">${earlier.map(({ id, at, active_ms, landing }) => html`<li key=${id}><span class="visit-landing" dir="auto" title=${landing.url}>${titleOf(/** @type {any} */ ({ page: landing }))}</span><span class="secondary figures"><time dateTime=${at} title=${exact(at)}>${stamp(at)}</time> · ${span(Math.floor(active_ms / 1000))}</span></li>`)}</ul>
    </section>`
  }${
    conversations.length > 0 &&
    html`<section class="context-part">
      <h3 class="context-heading"><span>${t("live.conversations")}</span><span>${conversations.length}</span></h3>
      <ul class="earlier">${conversations.map((one) => html`<${EarlierOne} key=${one.id} one=${one} />`)}</ul>
    </section>`
  }`;
}

/** @param {{talk: import("./types.js").Conversation}} props whoever talks is not invited */
function Talk({ talk }) {
  const takes = isWaiting(talk) && mayAnswer();
  return html`<button type="button" class="button primary" onClick=${() => (takes ? take(talk.id) : open(talk.id))}>${t(takes ? "take" : "live.open")}</button>`;
}
