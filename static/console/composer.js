/** Where one writes: an answer, or a note that only the team sees. */

import { html, useEffect, useLayoutEffect, useRef, useSignal } from "preact";
import { CannedPanel } from "./canned-panel.js";
import { crossing, mayGoOut, noteWriting } from "./crossing.js";
import { composerCalls, notices, reopen, say, stopTyping, typing, undoable, write } from "./desk.js";
import { draftOf, keepDraft, modeOf, setMode } from "./drafts.js";
import { Emoji } from "./emoji.js";
import { Attach, Tray, addedTo, areComing, areMissing, take, takeAlong } from "./files.js";
import { FollowUp, isFollowedUp } from "./follow-up.js";
import { icon } from "./icon.js";
import { isWaiting } from "./lists.js";
import { mayAnswer } from "./may.js";
import { firstName, shortName } from "./people.js";
import { typists } from "./row.js";
import { beginSaving, lookForSlash, steerSlash } from "./slash.js";
import { Asleep } from "./snooze.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";
import { stamp } from "./time.js";
import { fieldOf, slashing, useGrowth } from "./writing.js";

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./drafts.js").Mode} Mode */

/** @param {{conversation: Conversation}} props */
export function Composer({ conversation }) {
  const { id } = conversation;
  if (!mayAnswer()) {
    return html`<div class="composer-frame" data-region="composer" tabindex="-1"><p class="above">${t("role.reads")}</p></div>`;
  }
  return html`<div class="composer-frame" data-region="composer">
    <${Above} conversation=${conversation} />
    ${conversation.status === "closed" ? html`<${Closed} conversation=${conversation} />` : html`<${Box} key=${id} conversation=${conversation} />`}
  </div>`;
}

/** @param {{conversation: Conversation}} props one line for what matters before sending */
function Above({ conversation }) {
  const notice = notices.value[conversation.id];
  if (notice) {
    return html`<p class="above danger" role="alert">
      ${notice}${" "}<button type="button" class="link" onClick=${() => say(conversation.id, "")}>${t("notice.ok")}</button>
    </p>`;
  }
  const crossed = crossing(conversation.id);
  if (crossed) return crossed;
  const colleague = typists(conversation.id).find(({ author }) => author.kind === "agent");
  if (colleague) {
    const name = firstName(colleague.author.name ?? t("agent.somebody"));
    return html`<p class="above strong">${t(colleague.audience === "agents" ? "typing.note" : "typing.colleague", { name })}</p>`;
  }
  const { agent } = conversation;
  if (isFollowedUp(conversation)) return html`<${FollowUp} conversation=${conversation} />`;
  if (conversation.status === "closed") return null;
  if (conversation.snoozed) return html`<${Asleep} conversation=${conversation} />`;
  if (isWaiting(conversation)) return html`<p class="above">${t("composer.takes")}</p>`;
  return agent && agent.id !== me.value?.id
    ? html`<p class="above">${t("composer.theirs", { name: firstName(agent.name ?? t("agent.somebody")) })}</p>`
    : null;
}

/** @param {{conversation: Conversation}} props */
function Closed({ conversation }) {
  const justNow = undoable.value[conversation.id];
  return html`<div class="closed">
    <span>${justNow ? t("closed.just_now") : t("closed.at", { time: stamp(conversation.closed_at ?? conversation.opened_at) })}</span>
    <button type="button" class="button" onClick=${() => reopen(conversation.id)}>${justNow ? t("closed.undo") : t("reopen")}</button>
  </div>`;
}

/** @param {{conversation: Conversation}} props */
function Box({ conversation }) {
  const { id } = conversation;
  const field = useRef(/** @type {HTMLTextAreaElement|null} */ (null));
  const mode = modeOf(id);
  const text = draftOf(id, mode);
  const note = mode === "note";
  const most = state.value.messageChars;
  const tooLong = text.length > most;
  const waits = useSignal(false); // for the files that are still on their way
  useGrowth(field, text);
  useCalls(field);

  const submit = () => {
    waits.value = false;
    const words = draftOf(id, mode).trim();
    if (!(words || addedTo(id).length) || words.length > most || areMissing(id)) return;
    if (areComing(id)) {
      waits.value = true;
      return;
    }
    if (!note && !mayGoOut(id)) return;
    keepDraft(id, mode, "");
    write(id, words, note ? "agents" : "everyone", takeAlong(id));
    field.current?.focus();
  };
  const coming = areComing(id);
  useEffect(() => {
    if (waits.value && !coming) submit();
  }, [coming]);
  const writing = fieldOf(id, (words) => keepDraft(id, mode, words), field, () => submit());
  const panel = slashing(conversation);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (steerSlash(event, conversation, writing)) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && field.current) {
      event.preventDefault();
      beginSaving(id, field.current);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      turn(id, note ? "reply" : "note");
    }
  };
  /** @param {any} event */
  const onInput = (event) => {
    keepDraft(id, mode, event.target.value);
    lookForSlash(id, event.target);
    if (!note) noteWriting(id, event.target.value);
    if (event.target.value) typing(id, note ? "agents" : "everyone");
    else stopTyping(id);
  };
  const label = note ? t("note.label") : conversation.visitor.name ? t("composer.reply_to", { name: shortName(conversation) }) : t("composer.reply_to_visitor");
  /** @param {FocusEvent} event */
  const onBlur = (event) => {
    stopTyping(id);
    panel.onBlur(event);
  };
  return html`<${CannedPanel} conversation=${conversation} field=${writing} />
  <div class="composer ${note ? "as-note" : ""}">
    ${note && html`<p class="note-head">${icon("lock", 14)}<b>${t("note.label")}</b></p>`}
    <textarea ref=${field} rows="1" dir="auto" aria-label=${label} placeholder=${note ? "" : label} value=${text} ...${panel} onInput=${onInput} onPaste=${(/** @type {any} */ event) => take(id, event)} onKeyDown=${onKeyDown} onBlur=${onBlur}></textarea>
    <${Tray} id=${id} />
    <div class="composer-foot">
      <${Modes} id=${id} mode=${mode} /><${Attach} id=${id} />
      <button type="button" class="quiet" data-act="canned" aria-label=${t("canned.open")} title=${t("canned.open")} onClick=${() => writing.type("/")}>${icon("squareSlash", 18)}</button>
      <${Emoji} type=${writing.type} />
      <span class="grow"></span>
      ${waits.value && html`<span role="status">${t("files.then_sent")}</span>`}
      ${areMissing(id) && html`<span role="status">${t("files.without")}</span>`}
      ${text.length > most * 0.9 && html`<span class=${tooLong ? "danger figures" : "figures"}>${t("composer.length", { count: text.length, most })}</span>`}
      <button type="button" class="button send ${note ? "note-button" : "primary"}" disabled=${!(text.trim() || addedTo(id).length) || tooLong || areMissing(id)} onClick=${submit}>
        <span class="send-word">${note ? t("composer.add_note") : t("composer.send")}</span>${icon("cornerDownLeft", 14, "flips")}
      </button>
    </div>
  </div>`;
}

/** @param {{id: string, mode: Mode}} props */
function Modes({ id, mode }) {
  /** @param {Mode} one */
  const button = (one) =>
    html`<button type="button" class="mode" aria-pressed=${mode === one} onClick=${() => turn(id, one)}>${t(`composer.${one}`)}</button>`;
  return html`<div class="modes" role="group" aria-label=${t("composer.modes")}>${button("reply")}${button("note")}</div>`;
}

/** @param {string} id @param {Mode} mode switching never clears a text: one that has no draft there comes along */
export function turn(id, mode) {
  const other = mode === "note" ? "reply" : "note";
  if (modeOf(id) !== mode && draftOf(id, other) && !draftOf(id, mode)) {
    keepDraft(id, mode, draftOf(id, other));
    keepDraft(id, other, "");
  }
  stopTyping(id);
  setMode(id, mode);
  composerCalls.value += 1;
}

/** @param {{current: HTMLTextAreaElement|null}} field puts the cursor here when somebody asked for it */
function useCalls(field) {
  const calls = composerCalls.value;
  const answered = useRef(0);
  // Before the next key arrives: after N the next letter belongs to the note.
  useLayoutEffect(() => {
    if (calls === answered.current) return;
    answered.current = calls;
    if (calls) field.current?.focus({ preventScroll: true });
  }, [calls]);
}
