/** What the palette has to offer: actions, people, lists and replies, in the order in which they are wanted. */

import { html } from "preact";
import { ACTIONS } from "./actions.js";
import { joinedUp, piecesOf } from "./canned.js";
import { assign, composerCalls, open, take, transfer } from "./desk.js";
import { draftOf, keepDraft, setMode } from "./drafts.js";
import { fit, wordsOf } from "./finding.js";
import { icon } from "./icon.js";
import { choose as chooseView } from "./inbox.js";
import { isOpen, isWaiting, lastWords, phaseOf, waitsSince } from "./lists.js";
import { mayAnswer, mayHandle } from "./may.js";
import { Portrait, Presence, VisitorAvatar, visitorName } from "./people.js";
import { current, department, leave, tagged } from "./places.js";
import { recency } from "./recent.js";
import { hitsFor } from "./search.js";
import { valuesOf } from "./slash.js";
import { sought } from "./sought.js";
import { CHOICES, choose } from "./status.js";
import { load, others, recipientsOf, standing } from "./recipients.js";
import { conversationOf, conversations, departments, dispatch, promiseOf, state, waitingOnes } from "./store.js";
import { openOnes } from "./tabs.js";
import { t } from "./texts.js";
import { secondsSince, stamp } from "./time.js";
import { Timer } from "./waiting.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/**
 * @typedef {object} Offer
 * @property {string} key
 * @property {string} words what it is called
 * @property {any} lead a picture beside it
 * @property {string} [more] further words it is found by
 * @property {any} [end] what stands at the far side
 * @property {string} [press] its key
 * @property {string} [asks] the question to answer first
 * @property {boolean} [stays] whether the palette stays open
 * @property {() => unknown} run
 */
/** @typedef {{name: string, title: string, offers: Offer[]}} Group */

/** So many of a kind are shown of what was typed, and of people when nothing was. */
const OF_A_KIND = 5;

/** @param {import("./actions.js").Action} action @returns {Offer} */
export function offerOf(action) {
  const { name, also, key, run, asks } = action;
  return {
    key: `do ${name}`,
    words: t(action.now ? action.now() : name),
    more: also ? `${t(name)} ${t(also)}` : t(name),
    lead: icon(/** @type {any} */ (action.icon)),
    press: key,
    asks,
    run,
  };
}

/** @param {(action: import("./actions.js").Action) => boolean} which */
const actions = (which) => ACTIONS.filter((action) => which(action) && (!action.when || action.when())).map(offerOf);

/** @param {Conversation} c @returns {Offer} */
function person(c) {
  const waits = isWaiting(c);
  const end = waits
    ? html`<${Timer} since=${waitsSince(c)} class="strong ${phaseOf(secondsSince(waitsSince(c)), promiseOf(c))}" /> <span>${mayAnswer() ? t("palette.take") : ""}</span>`
    : stamp(c.last?.at ?? c.opened_at);
  return {
    key: `open ${c.id}`,
    words: visitorName(c),
    more: [lastWords(c), c.visitor.email, c.department?.name, ...c.tags].filter(Boolean).join(" · "),
    lead: html`<${VisitorAvatar} conversation=${c} size=${20} />`,
    end,
    run: () => (waits && mayAnswer() ? take(c.id) : open(c.id)),
  };
}

/** @param {import("./search.js").Hit} hit @returns {Offer} what the server found; only now does the desk get to know it */
export function hitOffer({ conversation: c, line }) {
  return {
    key: `open ${c.id}`,
    words: visitorName(c),
    more: line?.text ?? c.visitor.email ?? "",
    lead: html`<${VisitorAvatar} conversation=${c} size=${20} />`,
    end: html`${line?.audience === "agents" ? icon("lock", 14) : null}${stamp(line?.at ?? c.last?.at ?? c.opened_at)}`,
    run: () => {
      dispatch({ type: "inbox.page", conversations: [c] });
      open(c.id);
      if (line) sought.value = { id: c.id, seq: line.seq };
    },
  };
}

/** @param {Conversation} c @returns {Offer[]} to whom it can be given, at once */
function receivers(c) {
  const found = recipientsOf(c.id);
  const people = others(found.agents).filter(({ id }) => id !== c.agent?.id);
  const groups = found.departments.filter(({ id }) => id !== c.department?.id);
  return [
    ...people.map((agent) => ({
      key: `give ${agent.id}`,
      words: t("palette.give", { name: agent.name }),
      more: load(agent),
      lead: html`<${Portrait} agent=${agent} size=${20} />`,
      run: () => assign(c.id, agent.id),
    })),
    ...groups.map((place) => ({
      key: `pass ${place.id}`,
      words: t("palette.pass", { name: place.name }),
      more: standing(place),
      lead: icon("transfer"),
      run: () => transfer(c.id, { department: place.id }),
    })),
  ];
}

/** @returns {Offer[]} the places that come from data: departments and tags the lists can be narrowed to */
function narrowings() {
  const words = [...new Set(Object.values(conversations.value).flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
  const list = (/** @type {() => void} */ narrow) => () => {
    narrow();
    leave();
    chooseView("all");
  };
  return [
    ...departments.value.map(({ id, name }) => ({
      key: `department ${id}`,
      words: name,
      more: t("palette.department"),
      lead: icon("users"),
      run: list(() => ((department.value = id), (tagged.value = null))),
    })),
    ...words.map((word) => ({
      key: `tag ${word}`,
      words: word,
      more: t("palette.tag"),
      lead: icon("tag"),
      run: list(() => ((tagged.value = word), (department.value = null))),
    })),
  ];
}

/** @returns {Offer[]} */
function statuses() {
  return (mayAnswer() ? CHOICES : []).map(({ status, reason }) => ({
    key: `status ${status} ${reason}`,
    words: reason ? t("status.why", { status: t(`status.${status}`), reason: t(`reason.${reason}`) }) : t(`status.${status}`),
    more: t("palette.status"),
    lead: html`<${Presence} status=${status} />`,
    run: () => choose(status, reason),
  }));
}

/** @param {Conversation} c @returns {Offer[]} replies, put behind what is written already */
function replies(c) {
  return state.value.canned.map((reply) => ({
    key: `reply ${reply.id}`,
    words: `/${reply.shortcut}`,
    more: reply.text,
    lead: icon("squareSlash"),
    end: t("canned.insert"),
    run: () => {
      const { text } = joinedUp(piecesOf(reply.text, valuesOf(c)));
      const before = draftOf(c.id, "reply");
      setMode(c.id, "reply");
      keepDraft(c.id, "reply", before ? `${before.trimEnd()} ${text}` : text);
      composerCalls.value += 1;
    },
  }));
}

/** @param {boolean} here whether the conversation in front is meant @returns {Group[]} what is offered before anything is typed */
function unasked(here) {
  const waits = waitingOnes.value;
  const tabs = openOnes().filter((c) => c.id !== current.value);
  const shown = new Set([...waits, ...tabs].map(({ id }) => id));
  const lately = Object.values(conversations.value)
    .filter((c) => !shown.has(c.id) && recency(`open ${c.id}`) > 0)
    .sort((a, b) => recency(`open ${b.id}`) - recency(`open ${a.id}`));
  return [
    group("waiting", waits.map(person)),
    group("tabs", tabs.map(person)),
    group("people", lately.slice(0, OF_A_KIND).map(person)),
    ...(here ? [group("here", actions((a) => a.group === "here"))] : []),
    group("do", actions((a) => a.group !== "here")),
    group("status", statuses()),
  ];
}

/** @param {string} name @param {Offer[]} offers @param {Record<string, string>} [values] @returns {Group} */
const group = (name, offers, values) => ({ name, title: t(`palette.${name}`, values), offers });

/**
 * @param {string} typed
 * @param {boolean} here whether the conversation in front is meant
 * @returns {Group[]} groups with something in them
 */
export function offered(typed, here) {
  const words = wordsOf(typed);
  const groups = words.length ? asked(words, here) : unasked(here);
  return groups.filter(({ offers }) => offers.length > 0);
}

/** @param {string[]} words @param {boolean} here @returns {Group[]} */
function asked(words, here) {
  const c = here ? conversationOf(current.value) : null;
  const known = best(words, Object.values(conversations.value).filter(isOpen).map(person));
  const shown = new Set(known.map(({ key }) => key));
  const hits = hitsFor(words.join(" ")).map(hitOffer).filter(({ key }) => !shown.has(key));
  return [
    ...(c ? [group("here", best(words, [...actions((a) => a.group === "here"), ...(isOpen(c) && mayHandle(c) ? receivers(c) : [])]))] : []),
    group("conversations", known),
    group("messages", hits.slice(0, OF_A_KIND)),
    group("do", best(words, [...actions((a) => a.group !== "here"), ...statuses()])),
    ...(c && isOpen(c) && mayAnswer() ? [group("replies", best(words, replies(c)))] : []),
    group("places", best(words, narrowings())),
  ];
}

/** @param {string[]} words @param {Offer[]} offers @returns {Offer[]} those that are meant, the nearest first */
function best(words, offers) {
  return offers
    .map((offer) => ({ offer, worth: Math.max(2 * fit(words, offer.words), fit(words, `${offer.words} ${offer.more ?? ""}`)) }))
    .filter(({ worth }) => worth > 0)
    .map(({ offer, worth }) => ({ offer, worth: worth + 3 * recency(offer.key) }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, OF_A_KIND)
    .map(({ offer }) => offer);
}
