/** What happened, in plain words. The record keeps types and data; the words are made here. */

import { firstName, innerName, shortName } from "./people.js";
import { t } from "./texts.js";
import { coming } from "./time.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Conversation} Conversation */

/** @typedef {{visitor: string, whom: string, me: string|null, page: string, entry: Entry}} Scene */

/** @type {Record<string, (scene: Scene) => {glyph: string, text: string}>} */
const tellings = {
  "conversation.opened": ({ visitor, page }) => ({
    glyph: "messageCircle",
    text: page ? t("event.opened_from", { visitor, page }) : t("event.opened", { visitor }),
  }),
  "conversation.queued": ({ entry, visitor }) => ({
    glyph: "clock",
    text: t("event.queued", { visitor, department: entry.department?.name ?? t("department.none") }),
  }),
  "conversation.assigned": (scene) => ({ glyph: "userRound", text: assigned(scene) }),
  "conversation.transferred": (scene) => ({ glyph: "transfer", text: passed(scene) }),
  "message.deleted": ({ entry, me }) => ({ glyph: "trash", text: byActor("event.removed", entry, me, {}) }),
  "conversation.snoozed": ({ entry, me }) => ({
    glyph: "alarmClock",
    text: entry.until
      ? byActor("event.snoozed", entry, me, { time: coming(entry.until) })
      : byActor("event.snoozed_reply", entry, me, {}),
  }),
  "conversation.woken": ({ entry, me }) => ({
    glyph: "alarmClock",
    text: entry.actor?.kind === "agent" ? byActor("event.woken", entry, me, {}) : t("event.woke"),
  }),
  "follow_up.sent": ({ entry }) => ({ glyph: "mail", text: t(entry.asked ? "event.link_sent" : "event.mailed") }),
  "follow_up.failed": ({ entry }) => ({ glyph: "mail", text: t(`event.not_mailed.${entry.reason}`) }),
  "follow_up.stopped": ({ visitor }) => ({ glyph: "mail", text: t("event.mail_stopped", { visitor }) }),
  "follow_up.opened": ({ visitor }) => ({ glyph: "mail", text: t("event.link_opened", { visitor }) }),
  "conversation.tagged": ({ entry, me }) => ({
    glyph: "tag",
    text: entry.added?.length
      ? byActor("event.tagged", entry, me, { tags: entry.added.join(", ") })
      : byActor("event.untagged", entry, me, { tags: entry.removed?.join(", ") ?? "" }),
  }),
  "conversation.closed": (scene) => ({ glyph: "circleCheck", text: closed(scene) }),
  "conversation.reopened": ({ entry, visitor, me }) => ({
    glyph: "rotate",
    text:
      entry.actor?.kind === "visitor" ? t("event.wrote_again", { visitor }) : byActor("event.reopened", entry, me, {}),
  }),
  "conversation.rated": (scene) => ({ glyph: "star", text: rated(scene) }),
};

/**
 * @param {Entry} entry
 * @param {Conversation} conversation
 * @param {string|null} me
 */
export function eventOf(entry, conversation, me) {
  if (entry.message) return { glyph: "messageCircle", text: entry.message.text };
  const page = /** @type {any} */ (entry).page?.title ?? "";
  const tell = tellings[entry.type];
  return tell ? tell({ visitor: shortName(conversation), whom: innerName(conversation), me, page, entry }) : null;
}

/** @param {Scene} scene */
function assigned({ entry, me }) {
  const agent = firstName(entry.agent?.name ?? t("agent.somebody"));
  if (entry.actor?.id === entry.agent?.id)
    return entry.agent?.id === me ? t("event.took.you") : t("event.took", { agent });
  if (entry.actor?.kind !== "agent")
    return entry.agent?.id === me ? t("event.given.to_you") : t("event.given", { agent });
  if (entry.agent?.id === me) return t("event.gave.to_you", { actor: nameOf(entry) });
  return byActor("event.gave", entry, me, { agent });
}

/** @param {Scene} scene */
function passed({ entry, whom, me }) {
  const to = entry.agent?.name ? firstName(entry.agent.name) : (entry.department?.name ?? t("department.none"));
  if (entry.agent && entry.agent.id === me) return t("event.passed.to_you", { actor: nameOf(entry), visitor: whom });
  return byActor("event.passed", entry, me, { visitor: whom, to });
}

/** @param {Scene} scene */
function closed({ entry, visitor, whom, me }) {
  if (entry.outcome === "ended_by_visitor") return t("event.ended_by_visitor", { visitor });
  if (entry.outcome === "missed") return t("event.missed");
  if (entry.outcome === "abandoned") return t("event.abandoned", { visitor: whom });
  return byActor("event.closed", entry, me, {});
}

/** @param {Scene} scene */
function rated({ entry, visitor }) {
  const { score = 0, comment, reasons = [] } = entry;
  const telling = comment ? t("event.rated_comment", { visitor, score, comment }) : t("event.rated", { visitor, score });
  return reasons.length ? t("rating.reasons", { rated: telling, reasons: reasons.map((reason) => t(`reason.${reason}`)).join(", ") }) : telling;
}

/** @param {Entry} entry */
const nameOf = (entry) => firstName(entry.actor?.name ?? t("agent.somebody"));

/**
 * @param {string} key
 * @param {Entry} entry
 * @param {string|null} me
 * @param {Record<string, string>} values
 */
function byActor(key, entry, me, values) {
  return entry.actor && entry.actor.id === me ? t(`${key}.you`, values) : t(key, { ...values, actor: nameOf(entry) });
}
