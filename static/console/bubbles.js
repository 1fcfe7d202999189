/** The lines of a thread: bubbles with their ticks, notes, events and days. */

import { Component, html } from "preact";
import { Block } from "./blocks.js";
import { retry, takeBack } from "./desk.js";
import { eventOf } from "./events.js";
import { FileCard, putBack } from "./files.js";
import { icon } from "./icon.js";
import { Edited, Mend, Words } from "./mend.js";
import { Portrait, VisitorAvatar, firstName } from "./people.js";
import { t } from "./texts.js";
import { clock, dayName, exact } from "./time.js";
import { Waited } from "./waited.js";

/** @typedef {import("./record-lines.js").Line} Line */
/** @typedef {{line: Line, conversation: import("./types.js").Conversation, me: string|null}} Props */

/** Draws a line again only when it says something else; a thread may be long. */
export class ThreadLine extends Component {
  /** @param {Props} next */
  shouldComponentUpdate(next) {
    const { line, conversation, me } = /** @type {Props} */ (this.props);
    return next.me !== me || next.conversation.visitor !== conversation.visitor || changed(line, next.line);
  }

  /** @param {Props} props */
  render(props) {
    if (props.line.kind === "day") return html`<p class="day"><span>${dayName(props.line.at)}</span></p>`;
    if (props.line.kind === "note") return Note(props);
    return props.line.kind === "event" ? Event(props) : Bubble(props);
  }
}

/** @param {any} a @param {any} b */
function changed(a, b) {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].some((key) => a[key] !== b[key]);
}

/** @param {{at: string}} props */
function At({ at }) {
  return html`<time dateTime=${at} title=${exact(at)}>${clock(at)}</time>`;
}

/** @param {Props} props */
function Event({ line, conversation, me }) {
  const event = line.entry && eventOf(line.entry, conversation, me);
  if (!event) return null;
  return html`<p class="event">${icon(/** @type {any} */ (event.glyph), 14)}<span dir="auto">${event.text}</span> · ${At({ at: line.at })}</p>`;
}

/** @param {Props} props */
function Note({ line, conversation, me }) {
  const who = line.author?.id === me ? t("agent.you") : firstName(line.author?.name ?? t("agent.somebody"));
  return html`<div class="note" data-seq=${line.entry?.seq}>
    <p class="note-head">
      ${icon("lock", 14)}<b>${t("note.label")}</b>
      <span class="note-by">${who}${" "}<${Edited} entry=${line.entry} /> ${line.pending ? icon("clock", 12) : At({ at: line.at })}<${Mend} entry=${line.entry} me=${me} /></span>
    </p>
    ${line.text && html`<p class="words" dir="auto"><${Words} entry=${line.entry} text=${line.text} /></p>`} ${Files(line)}
    ${line.pending?.error && Refused({ conversation, pending: line.pending })}
  </div>`;
}

/** @param {Props} props */
function Bubble({ line, conversation, me }) {
  const team = line.side === "team";
  const face = team
    ? html`<${Portrait} agent=${line.author} title=${line.author?.name} />`
    : html`<${VisitorAvatar} conversation=${conversation} size=${28} />`;
  return html`<div data-seq=${line.entry?.seq} class="said ${line.side} ${line.first ? "first" : ""} ${line.last ? "last" : ""}">
      <span class="face">${line.last && face}</span>
      <div class="files">
        <p class=${line.text ? "bubble words" : "unseen"} dir="auto">
          <span class="unseen">${team ? (line.author?.id === me ? t("agent.you") : line.author?.name) : (conversation.visitor.name ?? t("visitor.the"))}: </span>
          <${Words} entry=${line.entry} text=${line.text ?? ""} />
        </p>
        ${line.entry?.message?.data && html`<${Block} message=${line.entry.message} answer=${line.answer} />`} ${Files(line)}
      </div>
      ${line.stamped && Beside({ line, conversation, me })}
      <${Mend} entry=${line.entry} me=${me} />
    </div>
    ${line.pending?.error && Refused({ conversation, pending: line.pending })}`;
}

/** @param {Line} line */
const Files = (line) => line.files?.map((file) => html`<${FileCard} key=${file.id} file=${file} />`);

/** @param {Props} props the time, the colleague's name and the ticks at the foot of a bubble */
function Beside({ line, conversation, me }) {
  const other = line.side === "team" && line.author?.id !== me ? firstName(line.author?.name ?? "") : "";
  return html`<span class="beside">
    ${line.tick && Tick({ line })} ${other}${" "}
    ${line.readAt ? html`${t("tick.read_at", { time: clock(line.readAt) })}` : At({ at: line.at })}
    <${Edited} entry=${line.entry} />
    ${line.unanswered && html`${" · "}<${Waited} id=${conversation.id} />`}
  </span>`;
}

const GLYPHS = /** @type {const} */ ({ kept: "clock", stored: "check", received: "checkCheck", read: "checkCheck" });

/** @param {{line: Line}} props */
function Tick({ line }) {
  const tick = line.pending?.error ? "kept" : (line.tick ?? "stored");
  if (line.pending?.error) return html`<span class="danger">${icon("circleAlert", 14)}</span>`;
  return html`<span class="tick ${tick}" title=${t(`tick.${tick}`)}>
    ${icon(GLYPHS[tick], 14)}${!line.readAt && html`<span class="unseen">${t(`tick.${tick}`)}</span>`}
  </span>`;
}

/** @param {{conversation: import("./types.js").Conversation, pending: import("./types.js").Pending}} props */
function Refused({ conversation, pending }) {
  return html`<p class="refused" role="alert">
    <span class="danger">${t("refused", { reason: pending.error ?? "" })}</span>
    <button type="button" class="link" onClick=${() => retry(conversation.id, pending)}>${t("refused.retry")}</button>
    <button type="button" class="link" onClick=${() => (putBack(conversation.id, pending.files), takeBack(conversation.id, pending))}>${t("refused.edit")}</button>
  </p>`;
}
