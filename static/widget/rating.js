/** The question after a conversation that a person answered: one tap is stored, the rest adds to it. */

import { angry, frown, laugh, meh, smile } from "../shared/icons.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { transcriptMail } from "./mailing.js";
import { say } from "./words.js";

const CHANGEABLE = 14 * 864e5;
const FACES = [angry, frown, meh, smile, laugh];
const WRONG = ["slow", "unsolved", "unclear", "unfriendly"];
const GOOD = ["expert", "quick", "friendly", "solved"];

/**
 * What stands below a conversation that is over: the question, unless it is too late or nobody wants it, and what to take along.
 * @param {import("./line.js").Line} line
 * @param {import("./talk.js").Talk} talk
 * @param {string} name of the person who answered
 */
export function afterwards(line, talk, name) {
  const asks = line.preference.contact === "open" && Date.now() - Date.parse(talk.closed_at) < CHANGEABLE;
  const rate = (given) => line.act("conversation.rate", talk.id, given);
  return { question: asks ? [rating(name, talk.rated, rate)] : [], more: transcriptMail(line, talk) };
}

/**
 * @param {string} name of the person who answered
 * @param {{score: number, comment?: string, reasons?: string[]} | undefined} given what was said before
 * @param {(rating: {score: number, comment: string, reasons: string[]}) => void} rate
 */
function rating(name, given, rate) {
  const chosen = new Set(given?.reasons);
  let { score = 0 } = given ?? {};
  const field = el("input", { maxlength: 1000, "aria-label": say("comment"), placeholder: say("comment") });
  field.value = given?.comment ?? "";
  let told = "";
  const tell = () => {
    const said = { score, comment: field.value.trim(), reasons: [...chosen] };
    const before = told;
    told = JSON.stringify(said);
    if (told !== before) rate(said); // one who only presses Send has said it with the face
  };

  const chip = (reason) => el("label.chip", {}, el("input", { type: "checkbox", checked: chosen.has(reason), change: () => chosen.delete(reason) || chosen.add(reason) }), el("span", {}, say(`reason_${reason}`)));
  const reasons = el("fieldset.reasons");
  const why = () => {
    const fitting = score < 3 ? WRONG : GOOD;
    for (const reason of chosen) if (!fitting.includes(reason)) chosen.delete(reason);
    reasons.replaceChildren(el(score < 3 ? "legend" : "legend.unseen", {}, score < 3 ? say("reasons_wrong") : say("reasons_good")), ...fitting.map(chip));
  };
  const choose = (face) => {
    const other = face < 3 !== score < 3;
    score = face;
    if (other || more.hidden) why();
    more.hidden = false;
    tell();
    card.scrollIntoView({ block: "nearest" });
  };
  const face = (glyph, index) =>
    el("label.score", {}, el("input", { type: "radio", name: "score", change: () => choose(index + 1), checked: score === index + 1 }), el("span", {}, icon(glyph, 24), say(`score_${index + 1}`)));

  const skip = el("button.plain", { type: "button", click: () => card.remove() }, say("not_now"));
  const more = el("div.reason", { hidden: true }, reasons, field, el("div.pair", {}, el("button.primary", {}, say("send")), skip));
  const question = el("div", {}, el("fieldset", {}, el("legend", {}, say("how", { name })), el("div.scores", {}, ...FACES.map(face))), more);
  const again = () => {
    card.replaceChildren(question);
    question.querySelector(":checked").focus();
  };
  const send = (event) => {
    event.preventDefault();
    tell();
    const change = el("button.link", { type: "button", click: again }, say("rating_change"));
    card.replaceChildren(el("p", { role: "status" }, say("thanks"), " ", change));
    change.focus();
  };
  const card = el("form.card", { submit: send }, question);
  return card;
}
