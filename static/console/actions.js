/**
 * Everything that can be done here, each once: its words, its key and what it does.
 * The keys, the sheet of keys and the palette read this list and nothing else.
 */

import { turn } from "./composer.js";
import { close, open, reopen, shutTab, take } from "./desk.js";
import { choose } from "./inbox.js";
import { isOpen } from "./lists.js";
import { mayAnswer, mayHandle } from "./may.js";
import { openMenu } from "./menu.js";
import { step } from "./moves.js";
import { openPalette, overlay } from "./overlay.js";
import { contextOpen, current, home, leave, toVisitors } from "./places.js";
import { beginSaving } from "./slash.js";
import { conversationOf, departments, me, state, waitingOnes } from "./store.js";
import { openOnes } from "./tabs.js";

/**
 * @typedef {object} Action
 * @property {string} name its words
 * @property {() => string} [now] its words as things stand
 * @property {string} [also] other words it is found by
 * @property {string} key what is pressed: "e", "shift+t", "ctrl+k", "g m"
 * @property {"here"|"list"|"go"|"you"} group
 * @property {string} icon
 * @property {() => unknown} run
 * @property {() => unknown} [when] whether there is something to do it with
 * @property {string} [asks] the question that is asked first
 * @property {boolean} [inside] a key of the field one writes in, which listens itself
 */

const front = () => conversationOf(current.value);

/** Whether this person may answer here, or only reads along. */
const answers = () => {
  const conversation = front();
  return conversation !== null && isOpen(conversation) && mayAnswer();
};

/** Whether it is theirs to pass on, to put aside and to end. */
const handles = () => {
  const conversation = front();
  return conversation !== null && mayHandle(conversation);
};

const handlesOpen = () => handles() && answers();

/** @param {string} name opens one of the menus around the conversation in front */
const menu = (name) => () => (openMenu.value = name);

/** @param {string} name the button that does it, where the place itself has one */
const button = (name) => /** @type {HTMLElement|null} */ (document.querySelector(`[data-act="${name}"]`));

/** @param {"reply"|"note"} mode */
const write = (mode) => () => current.value && turn(current.value, mode);

/** @param {import("./lists.js").View} name */
const list = (name) => () => {
  leave();
  choose(name);
};

function endOrReopen() {
  const conversation = front();
  if (conversation) (isOpen(conversation) ? close : reopen)(conversation.id);
}

/** The newest message of one's own that can still be put better. */
function ownWords() {
  const mine = me.value?.id;
  const entries = state.value.threads[current.value ?? ""]?.entries ?? [];
  return entries.findLast(({ type, message }) => type === "message.created" && message?.author.id === mine && !message?.deleted_at);
}

function keepReply() {
  const field = /** @type {HTMLTextAreaElement|null} */ (document.querySelector(".composer textarea"));
  if (current.value && field) beginSaving(current.value, field);
}

const signOut = () => /** @type {HTMLFormElement} */ (document.getElementById("sign-out")).submit();

/** @type {Omit<Action, "group">[]} */
const HERE = [
  { name: "keys.reply", key: "r", icon: "messageCircle", run: write("reply"), when: answers },
  { name: "keys.note", key: "n", icon: "lock", run: write("note"), when: answers },
  { name: "keys.canned", key: "/", inside: true, icon: "squareSlash", run: () => button("canned")?.click(), when: () => button("canned") },
  { name: "keys.keep", key: "ctrl+s", inside: true, icon: "archive", run: keepReply, when: answers },
  { name: "files.add", key: "u", icon: "paperclip", run: () => button("file")?.click(), when: () => button("file") },
  { name: "emoji.title", key: "alt+j", icon: "smile", run: menu("emoji"), when: answers },
  { name: "keys.assign", key: "a", icon: "user", run: menu("assign"), when: handlesOpen },
  { name: "keys.department", key: "d", icon: "users", run: menu("department"), when: handlesOpen },
  { name: "keys.transfer", also: "also.transfer", key: "shift+t", icon: "transfer", run: menu("transfer"), when: handlesOpen },
  { name: "keys.snooze", key: "s", icon: "alarmClock", run: menu("snooze"), when: () => handlesOpen() && front()?.agent },
  { name: "keys.tag", also: "also.tag", key: "l", icon: "tag", run: menu("tags"), when: () => front() && mayAnswer() },
  { name: "keys.mend", key: "m", icon: "pencil", run: () => menu(`mend-${ownWords()?.seq}`)(), when: ownWords },
  { name: "keys.transcript", key: "p", icon: "fileText", run: () => button("transcript")?.click(), when: () => button("transcript") },
  { name: "keys.context", also: "also.context", key: "i", icon: "panelRight", run: () => (contextOpen.value = !contextOpen.value), when: front },
  {
    name: "keys.close",
    also: "also.close",
    now: () => (answers() ? "close" : "reopen"),
    key: "e",
    icon: "check",
    run: endOrReopen,
    when: handles,
  },
  { name: "keys.shut", key: "x", icon: "cross", run: () => current.value && shutTab(current.value), when: front },
];

/** @type {Omit<Action, "group">[]} */
const LIST = [
  { name: "keys.take", key: "t", icon: "timer", run: () => take(waitingOnes.value[0].id), when: () => mayAnswer() && waitingOnes.value[0] },
  { name: "keys.next", key: "j", icon: "chevronDown", run: () => step(1) },
  { name: "keys.previous", key: "k", icon: "arrowUp", run: () => step(-1) },
  { name: "narrow.department", key: "g d", icon: "listFilter", run: menu("narrow-department"), when: () => departments.value.length > 1 },
  { name: "narrow.tag", key: "g l", icon: "listFilter", run: menu("narrow-tag"), when: () => document.querySelector("[data-menu=narrow-tag]") },
];

/** @type {Omit<Action, "group">[]} */
const GO = [
  { name: "inbox", key: "g i", icon: "inbox", run: home },
  { name: "live", also: "also.live", key: "g v", icon: "footprints", run: toVisitors },
  { name: "keys.mine", key: "g m", icon: "inbox", run: list("mine") },
  { name: "keys.unassigned", key: "g u", icon: "inbox", run: list("unassigned") },
  { name: "keys.all", key: "g a", icon: "inbox", run: list("all") },
  { name: "keys.snoozed", key: "g s", icon: "alarmClock", run: list("snoozed") },
  { name: "view.closed", key: "g f", icon: "archive", run: list("closed") },
];

/** @type {Omit<Action, "group">[]} */
const YOU = [
  { name: "palette.open", key: "ctrl+k", icon: "listFilter", run: () => openPalette("all") },
  { name: "palette.search", key: "/", icon: "search", run: () => openPalette("messages") },
  { name: "keys.status", key: "o", icon: "user", run: menu("myself") },
  { name: "alerts.title", also: "also.alerts", key: ",", icon: "bell", run: () => (overlay.value = "alerts") },
  { name: "account", key: "g p", icon: "lock", run: () => location.assign("/accounts/2fa/") },
  { name: "sign_out", key: "shift+q", icon: "logOut", asks: "sign_out.ask", run: signOut },
  { name: "keys.sheet", key: "?", icon: "keyboard", run: () => (overlay.value = "keys") },
];

/** @type {Action[]} */
export const ACTIONS = [
  ...HERE.map((action) => ({ ...action, group: /** @type {const} */ ("here") })),
  ...LIST.map((action) => ({ ...action, group: /** @type {const} */ ("list") })),
  ...GO.map((action) => ({ ...action, group: /** @type {const} */ ("go") })),
  ...YOU.map((action) => ({ ...action, group: /** @type {const} */ ("you") })),
];

/** Keys that move about or write: they do nothing a palette could name. */
export const GESTURES = [
  { name: "keys.enter", key: "enter", group: "list" },
  { name: "live.search", key: "/", group: "list" },
  { name: "keys.tabs", key: "ctrl+1–8", group: "go" },
  { name: "keys.region", key: "f6", group: "go" },
  { name: "keys.out", key: "esc", group: "go" },
  { name: "keys.break", key: "shift+enter", group: "here" },
  { name: "keys.switch", key: "alt+n", group: "here" },
];

/** @param {number} number goes to one of the open conversations */
export function toTab(number) {
  const conversation = openOnes()[number - 1];
  if (conversation) open(conversation.id);
  return Boolean(conversation);
}
