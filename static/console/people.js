/** How people are called and drawn. Only the team has portraits: a face always means a colleague. */

import { html } from "preact";
import { icon } from "./icon.js";
import { t } from "./texts.js";

/** @typedef {import("./types.js").Author} Author */
/** @typedef {import("./types.js").Conversation} Conversation */

/** @param {Conversation} c the name for lists and headings */
export function visitorName(c) {
  if (c.visitor.name) return c.visitor.name;
  if (c.visitor.email) return c.visitor.email;
  return c.page?.title ? t("visitor.on_page", { page: c.page.title }) : t("visitor.unknown");
}

/** @param {Conversation} c the name a sentence begins with */
export function shortName(c) {
  return c.visitor.name ? firstName(c.visitor.name) : t("visitor.the");
}

/** @param {Conversation} c the name inside a sentence */
export function innerName(c) {
  return c.visitor.name ? firstName(c.visitor.name) : t("visitor.the_inside");
}

/**
 * @param {{id: string|null, name: string|null}|null|undefined} person
 * @param {string|null} me
 */
export function agentName(person, me) {
  if (!person) return t("agent.nobody");
  return person.id === me ? t("agent.you") : (person.name ?? t("agent.somebody"));
}

/** @param {string} name */
export function firstName(name) {
  return name.split(/\s+/)[0];
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/[\s@.]+/).filter(Boolean);
  return [words[0], words.length > 1 ? words[words.length - 1] : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toLocaleUpperCase();
}

/** @param {string} text one of six grounds, always the same for the same person */
function groundOf(text) {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}

/** @param {{conversation: Conversation, size?: number}} props decoration beside a name */
export function VisitorAvatar({ conversation, size = 32 }) {
  const { name, email, id } = conversation.visitor;
  const known = name || email;
  const look = known ? `ground-${groundOf(id ?? known)}` : "unknown";
  return html`<span class="avatar size-${size} ${look}" aria-hidden="true">
    ${known ? initials(known) : icon("footprints", Math.round(size / 2))}
  </span>`;
}

/** @param {{agent: {name: string|null, avatar: string|null}, size?: number, title?: string}} props */
export function Portrait({ agent, size = 28, title }) {
  const name = agent.name ?? "";
  const face = agent.avatar
    ? html`<img src=${agent.avatar} alt="" width=${size} height=${size} />`
    : html`<span>${initials(name)}</span>`;
  return html`<span class="avatar portrait size-${size}" title=${title} aria-hidden="true">${face}</span>`;
}

/** The reasons that have words in every language; any other is the agent's own. */
const REASONS = ["lunch", "meeting", "break"];

/** @param {{status: string, reason: string, online?: boolean}} agent "away, lunch": what the dot says, in words */
export function statusWords({ status, reason, online = true }) {
  const word = t(`status.${online || status !== "online" ? status : "offline"}`);
  if (!reason || status === "offline") return word;
  return t("status.why", { status: word, reason: REASONS.includes(reason) ? t(`reason.${reason}`) : reason });
}

/** @param {{status: string, online?: boolean}} props a dot that is never alone: the word stands beside it */
export function Presence({ status, online = true }) {
  return html`<span class="presence ${online ? status : "offline"}" aria-hidden="true"></span>`;
}
