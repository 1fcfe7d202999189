/** Who leaves a message where nobody is there to ask. Part of the composer's form: the browser looks it over first. */

import { el } from "./dom.js";
import { say } from "./words.js";

const field = (key, given) => el("label", {}, say(key), el("small", {}, say("optional")), el("input", { form: "write", name: key, autocomplete: key, maxlength: 120, ...given }));

export const form = () => [el("p", {}, say("away_hint")), field("name"), field("email", { type: "email", pattern: ".+@.+\\..+" })];
