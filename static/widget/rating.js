/** The question after a conversation that a person answered: one tap is stored, the rest adds to it. */

import { angry, frown, laugh, meh, smile } from "../shared/icons.js";
import { el, icon } from "./dom.js";
import { say } from "./words.js";

const FACES = [angry, frown, meh, smile, laugh];

/**
 * @param {string} name of the person who answered
 * @param {number} [score] the score already given
 * @param {(rating: {score: number, comment?: string}) => void} rate
 */
export function rating(name, score, rate) {
  const field = el("textarea", { rows: 2, maxlength: 1000, "aria-label": say("comment"), placeholder: say("comment") });
  const done = (text) => card.replaceChildren(el("p", { role: "status" }, text));
  const choose = (chosen) => {
    rate({ score: (score = chosen) });
    more.hidden = false;
    card.scrollIntoView({ block: "end" });
  };
  const face = (glyph, index) =>
    el("label.score", {}, el("input", { type: "radio", name: "score", change: () => choose(index + 1), checked: score === index + 1 }), el("span", {}, icon(glyph, 24), say(`score_${index + 1}`)));
  const send = (event) => {
    event.preventDefault();
    const comment = field.value.trim();
    if (comment) rate({ score, comment });
    done(say("thanks"));
  };
  const more = el("div", { hidden: true }, field, el("div.pair", {}, el("button.primary", {}, say("send"))));
  const skip = el("button.plain", { type: "button", click: () => card.remove() }, say("not_now"));
  more.lastChild.append(skip);
  const card = el("form.card", { submit: send }, el("fieldset", {}, el("legend", {}, say("how", { name })), el("div.scores", {}, ...FACES.map(face))), more);
  return card;
}
