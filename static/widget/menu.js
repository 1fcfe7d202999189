/** What a visitor decides: sound, how much of us they want, what they take along, and when it is over. */

import { circleStop, download, smartphone, volume } from "../shared/icons.js";
import { ask } from "./asking.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { transcriptMail } from "./mailing.js";
import { config, say } from "./words.js";

const UNDO = 5000;
const LEVELS = ["open", "quiet", "none"];

const way = (glyph, text, click, given) => el("button.way", { type: "button", click, ...given }, icon(glyph), el("span", {}, text));

/** Sound, on or off, in this browser. */
function sound(line) {
  const turn = () => {
    line.prefer({ muted: !line.preference.muted });
    row.setAttribute("aria-checked", !line.preference.muted);
  };
  const row = way(volume, say("sound"), turn, { role: "switch", "aria-checked": String(!line.preference.muted) });
  row.append(el("i.switch"));
  return row;
}

/** Saves what was said as a file; the token goes along as a header, in no address. */
async function save(line, conversation) {
  const answer = await fetch(`/w/${config.key}/transcript`, { method: "POST", headers: { Authorization: `Bearer ${line.token}` }, body: JSON.stringify({ conversation }) });
  if (!answer.ok) throw answer;
  const href = URL.createObjectURL(await answer.blob());
  const name = /filename="(.+?)"/.exec(answer.headers.get("Content-Disposition"))?.[1];
  el("a", { href, download: name ?? "conversation.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(href), UNDO);
}

/** The squares a camera reads; light ground in the dark as well, or none does. */
function picture({ size, path }) {
  const drawn = icon(path, 132);
  drawn.setAttribute("viewBox", `0 0 ${size} ${size}`);
  return el("div.qr", {}, drawn);
}

/** A link for another device: to be photographed, copied, or sent to the visitor's own address. */
function elsewhere(line, conversation) {
  const box = el("div.extra", { hidden: true });
  const offer = async () => {
    if (!(box.hidden = !box.hidden)) show(box, await ask(line, { type: "device.offer", conversation }, "device.offered").catch(() => null));
    row.setAttribute("aria-expanded", !box.hidden);
  };
  const show = (box, offered) => {
    if (!offered) return box.replaceChildren(el("p", { role: "alert" }, say("failed_now")));
    const field = el("input", { value: offered.link, readonly: true, "aria-label": say("device_link"), dir: "ltr", focus: () => field.select() });
    const told = el("p", { role: "status" }, say("device_hint"));
    const tell = (text) => (told.textContent = text);
    const copy = () => {
      field.select();
      navigator.clipboard.writeText(offered.link).then(() => tell(say("device_copied")), () => document.execCommand("copy") && tell(say("device_copied")));
    };
    const post = () => ask(line, { type: "device.offer", conversation, by: "mail" }).then(() => tell(say("mailed", { email: line.email })), () => tell(say("failed_now")));
    box.replaceChildren(picture(offered.picture), told, field, el("div.pair", {}, el("button.plain", { type: "button", click: copy }, say("device_copy")), line.email && el("button.plain", { type: "button", click: post }, say("device_mail"))));
  };
  const row = way(smartphone, matchMedia("(pointer: coarse)").matches ? say("device_other") : say("device"), offer, { "aria-expanded": "false" });
  return [row, box];
}

/** How much of us is wanted: it holds at once, and can be taken back. */
function contact(line) {
  const told = el("p.told", { role: "status" });
  let { contact: chosen } = line.preference; // what the server tells may be of a choice before this one
  let timer;
  const choose = (level, again) => {
    const before = chosen;
    chosen = level;
    line.prefer({ contact: level });
    clearTimeout(timer);
    told.replaceChildren();
    if (again) return;
    const undo = () => {
      choose(before, true);
      field.querySelector(`[value=${before}]`).checked = true;
      field.querySelector(":checked").focus();
    };
    told.append(`${say("contact_changed", { level: say(`contact_${level}`) })} `, el("button.link", { type: "button", click: undo }, say("undo")));
    told.scrollIntoView({ block: "nearest" });
    timer = setTimeout(() => told.replaceChildren(), UNDO);
  };
  const option = (level) =>
    el("label.way", {}, el("input", { type: "radio", name: "contact", value: level, checked: level === chosen, change: () => choose(level) }), el("span", {}, el("b", {}, say(`contact_${level}`)), el("small", {}, say(`contact_${level}_hint`))));
  const field = el("fieldset", {}, el("legend", {}, say("contact")), ...LEVELS.map(option), told);
  return field;
}

/** Ends a conversation after a moment in which it can be taken back. */
function end(screen) {
  const { id, line, after, scroll, room } = screen;
  const settle = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", close);
    screen.ending = false;
    after.replaceChildren();
  };
  const close = () => {
    if (after.contains(document.activeElement)) room.title.focus(); // before what has it goes
    settle();
    line.act("conversation.close", id);
  };
  const timer = setTimeout(close, UNDO);
  addEventListener("pagehide", close);
  screen.ending = true;
  after.replaceChildren(el("p.line", { role: "status" }, `${say("ending")} `, el("button.link", { type: "button", click: () => (settle(), screen.focus()) }, say("undo"))));
  scroll.scrollTop = scroll.scrollHeight;
  after.querySelector("button").focus();
}

/** Arrows go from one to the next, but not among the levels, where they choose. */
function roam(event, element) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.matches("input")) return;
  const stops = [...element.querySelectorAll("button, :checked")].filter((one) => one.checkVisibility());
  stops.at((stops.indexOf(event.target) + step) % stops.length).focus();
  event.preventDefault();
}

/**
 * @param {import("./line.js").Line} line
 * @param {import("./talk.js").Talk | undefined} talk
 * @param {() => void} stop ends the conversation
 */
export function menu(line, talk, stop) {
  const told = el("p.told", { role: "status" });
  const fail = () => (told.textContent = say("failed_now"));
  const may = (what) => !config.off?.includes(what);
  const kept = talk && !talk.pending && talk;
  const known = kept || [...line.talks.values()].find(({ pending }) => !pending);
  return el(
    "div.menu",
    { role: "dialog", "aria-label": say("menu") },
    sound(line),
    ...(kept && may("transcript") ? [...transcriptMail(line, kept), way(download, say("transcript_save"), () => save(line, kept.id).catch(fail)), told] : []),
    ...(known ? elsewhere(line, known.id) : []),
    el("hr"),
    contact(line),
    ...(kept && !kept.over && may("end") ? [el("hr"), way(circleStop, say("end"), stop, { class: "way danger" })] : []),
  );
}

let shut;

/**
 * Opens the menu of a screen below its button, or closes what stands open; focus goes in and comes back.
 * @param {HTMLElement} button
 * @param {any} house
 */
export function turn(button, { line, screen }) {
  if (shut) return shut();
  const element = menu(line, screen.talk, () => (shut(), end(screen)));
  const left = new AbortController();
  shut = (elsewhere) => {
    shut = undefined;
    left.abort();
    element.remove();
    button.setAttribute("aria-expanded", "false");
    if (!elsewhere) button.focus();
  };
  const beside = ({ target }) => element.contains(target) || button.contains(target) || shut(true);
  const hear = (name, act) => document.addEventListener(name, act, { signal: left.signal });
  hear("pointerdown", beside);
  hear("focusin", beside);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return roam(event, element);
    event.preventDefault();
    shut();
  });
  button.setAttribute("aria-expanded", "true");
  button.after(element);
  element.querySelector("button").focus();
}
