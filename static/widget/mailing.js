/** What was said, sent to the visitor by mail: one tap where an address is known, else one field. */

import { mail } from "../shared/icons.js";
import { ask } from "./asking.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { config, say } from "./words.js";

const answered = (talk) => talk.agent ?? talk.entries.some(({ message }) => message?.author.kind === "agent");

/**
 * @param {import("./line.js").Line} line
 * @param {import("./talk.js").Talk} talk
 * @returns {HTMLElement[]} nothing where no mail leaves, nobody has answered, or the site does not want it
 */
export function transcriptMail(line, talk) {
  if (!line.limits.mail || !answered(talk) || config.off?.includes("transcript")) return [];
  const told = el("p.told", { role: "status" });
  const field = el("input", { type: "email", name: "email", required: true, autocomplete: "email", maxlength: 254, "aria-label": say("email"), placeholder: say("email") });
  const post = (email) => {
    told.textContent = say("sending");
    return ask(line, { type: "conversation.request_transcript", conversation: talk.id, email: email ?? "" }).then(
      () => (told.textContent = say("mailed", { email: email ?? line.email })),
      ({ code }) => (told.textContent = code === "too_many" ? say("mailed_enough") : say("failed_now")),
    );
  };
  const form = el("form.extra", { hidden: true, submit: (event) => (event.preventDefault(), (form.hidden = true), row.focus(), post(field.value)) }, field, el("button.plain", {}, say("send")));
  const go = () => {
    if (line.email) return post();
    form.hidden = !form.hidden;
    if (!form.hidden) field.focus();
  };
  const row = el("button.way", { type: "button", click: go }, icon(mail), el("span", {}, say("transcript_mail")));
  return [row, form, told];
}
