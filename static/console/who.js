/** Who the person is: name, ways to reach them, what their browser tells; and what they said to an agent. */

import { html, useLayoutEffect, useRef, useSignal } from "preact";
import { ask, composerCalls } from "./desk.js";
import { Copy, Fact } from "./fact.js";
import { icon } from "./icon.js";
import { mayAnswer } from "./may.js";
import { VisitorAvatar, firstName, visitorName } from "./people.js";
import { contextOpen } from "./places.js";
import { languageName } from "./regions.js";
import { me } from "./store.js";
import { t } from "./texts.js";
import { clockIn, isNightIn } from "./time.js";

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").About} About */
/** @typedef {import("./types.js").Known} Known */
/** @typedef {"name"|"email"|"phone"} Said */

const SAID = /** @type {const} */ (["name", "email", "phone"]);

/** @param {About|undefined} about @param {string} name @returns {Known|undefined} */
const fact = (about, name) => about?.facts.find((one) => one.name === name);

/** @param {{conversation: Conversation, about?: About}} props */
export function Who({ conversation: c, about }) {
  const writing = useSignal(false);
  return html`<section class="context-part">
    <button type="button" class="quiet touch narrow-only context-shut" aria-label=${t("context.shut")} onClick=${() => (contextOpen.value = false)}>${icon("cross", 16)}</button>
    <div class="who">
      <${VisitorAvatar} conversation=${c} size=${40} />
      <div><h2 dir="auto">${visitorName(c)}</h2><p class="secondary">${proof(c, fact(about, "name"))}</p></div>
    </div>
    ${c.visitor.test && html`<p class="context-line">${icon("circleAlert", 14)} ${t("context.test")}</p>`}
    ${(c.visitor.contact === "quiet" || c.visitor.contact === "none") && html`<p class="context-line">${icon("info", 14)} ${t(`context.${c.visitor.contact}`)}</p>`}
    ${writing.value ? html`<${Hearing} conversation=${c} about=${about} shut=${() => (writing.value = false)} />` : html`<${Facts} conversation=${c} about=${about} write=${() => (writing.value = true)} />`}
  </section>`;
}

/** @param {Conversation} c @param {Known|undefined} name what stands for the name: nothing is proved yet */
function proof({ visitor }, name) {
  if (name?.to) return name.to.id === me.value?.id ? t("context.name_told_you") : t("context.name_told", { name: firstName(name.to.name ?? t("agent.somebody")) });
  return t(visitor.name ? "context.name_said" : visitor.email ? "context.not_signed_in" : "context.unknown");
}

/** @param {{conversation: Conversation, about?: About, write: () => void}} props */
function Facts({ conversation: c, about, write }) {
  const [name, email, phone] = SAID.map((one) => fact(about, one));
  const address = email?.value ?? c.visitor.email;
  const zone = String(fact(about, "timezone")?.value ?? c.visitor.timezone ?? "");
  const tongue = String(fact(about, "locale")?.value ?? c.visitor.locale ?? "");
  return html`<ul class="facts">
      ${address && html`<${Fact} glyph="mail" known=${email} after=${html`<${Copy} text=${String(address)} label=${t("context.copy_email")} />`}><bdi>${address}</bdi></${Fact}>`}
      ${phone && html`<${Fact} glyph="phone" known=${phone} after=${html`<${Copy} text=${String(phone.value)} label=${t("context.copy_phone")} />`}><bdi>${phone.value}</bdi></${Fact}>`}
      <${LocalTime} zone=${zone} />
      ${tongue && html`<${Fact} glyph="languages" known=${guess(tongue)}>${languageName(tongue)}</${Fact}>`}
    </ul>
    ${about && mayAnswer() && html`<button type="button" class="link small-link" onClick=${write}>${t(name || address || phone ? "context.correct" : "context.write_down")}</button>`}`;
}

/** @param {string} value @returns {Known} */
const guess = (value) => ({ name: "", value, origin: "guessed", to: null, at: null });

/** @param {{zone: string}} props the clock on their wall, and whether they may be asleep */
function LocalTime({ zone }) {
  const there = clockIn(zone);
  if (!there) return null;
  const night = isNightIn(zone);
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return html`<${Fact} glyph=${night ? "moon" : "clock"} known=${guess(zone)}>
    <span title=${zone}>${t("context.local_time", { place, time: there })}</span>${night && html`<br /><b class="night">${t("context.night")}</b>`}
  </${Fact}>`;
}

/** @param {{conversation: Conversation, about?: About, shut: () => void}} props what somebody says in passing is written down as said to oneself */
function Hearing({ conversation: { id }, about, shut }) {
  const form = useRef(/** @type {HTMLFormElement|null} */ (null));
  const refused = useSignal("");
  const busy = useSignal(false);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  const leave = () => {
    shut();
    composerCalls.value += 1;
  };
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    const said = changed(form.current, about);
    if (busy.value || !Object.keys(said).length) return leave();
    busy.value = true;
    refused.value = await ask("visitor.correct", id, said);
    busy.value = false;
    if (!refused.value) leave();
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
  /** @param {Said} name @param {string} type @param {number} most */
  const field = (name, type, most) => html`<label class="field"><span>${t(`context.${name}`)}</span>
    <input name=${name} type=${type} maxlength=${most} dir="auto" autocomplete="off" value=${fact(about, name)?.value ?? ""} />
  </label>`;
  return html`<form class="hearing" ref=${form} aria-label=${t("context.correct")} onSubmit=${save} onKeyDown=${onKeyDown}>
    ${field("name", "text", 120)} ${field("email", "email", 254)} ${field("phone", "tel", 40)}
    <p class="secondary">${t("context.as_told")}</p>
    ${refused.value && html`<p class="danger" role="alert">${refused.value}</p>`}
    <div class="panel-foot">
      <button type="button" class="button small" onClick=${leave}>${t("cancel")}</button>
      <button type="submit" class="button small primary" disabled=${busy.value}>${t("mend.save")}</button>
    </div>
  </form>`;
}

/** @param {HTMLFormElement|null} form @param {About|undefined} about only what reads otherwise than before */
function changed(form, about) {
  const said = new FormData(form ?? undefined);
  const pairs = SAID.map((name) => [name, String(said.get(name) ?? "").trim()]);
  return Object.fromEntries(pairs.filter(([name, value]) => value !== (fact(about, name)?.value ?? "")));
}

/** @param {{about: About}} props what the site's pages say of the person */
export function Attributes({ about }) {
  if (!about.attributes.length) return null;
  return html`<section class="context-part">
    <h3>${t("context.attributes")}</h3>
    <dl class="attributes">
      ${about.attributes.map(({ name, value }) => html`<div key=${name}><dt dir="auto">${name}</dt><dd dir="auto">${typeof value === "boolean" ? t(value ? "yes" : "no") : String(value)}</dd></div>`)}
    </dl>
    <p class="origin">${t("origin.page")}</p>
  </section>`;
}
