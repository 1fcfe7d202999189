/** Fields to fill in: each says what is wrong with it when it is left, beside itself. */

import { circleAlert } from "../shared/icons.js";
import { el, icon } from "./dom.js";
import { say } from "./words.js";

// What the browser looks over itself, as the server will.
const KINDS = {
  text: { maxlength: 500 },
  email: { type: "email", maxlength: 254, pattern: ".+@.+\\..+" },
  phone: { type: "tel", pattern: "[+\\(0-9][\\(\\)0-9 .\\/\\-]{2,39}" },
  number: { type: "number", step: "any", min: -1e14, max: 1e14 },
  checkbox: { type: "checkbox" },
};
let made = 0;

export class Field {
  /** @param {{name?: string, kind?: string, label: string, required?: boolean, options?: any[]}} asked further ones are attributes */
  constructor({ name, kind = "text", label, required = true, options, why, ...more }) {
    const id = `field${++made}`;
    const wrong = `${id}-wrong`;
    const given = { id, required, dir: "auto", blur: () => this.check(), input: () => this.#told && this.check(), "aria-describedby": wrong, ...(KINDS[kind] ?? { type: kind }), ...more };
    const option = (one) => el("option", { value: one.value ?? one }, one.label ?? one);
    Object.assign(this, { name, label, required, kind, why });
    this.input = kind === "select" ? el("select", given, el("option", { value: "" }, say("choose")), ...options.map(option)) : el("input", given);
    this.error = el("span.wrong", { id: wrong });
    const title = el("label", { for: id, dir: "auto" }, label, !required && el("small", {}, say("optional")));
    this.element = el(`div.field.${kind}`, {}, title, this.input, this.error);
  }

  #told = false;

  get value() {
    const { checked, valueAsNumber, value } = this.input;
    return this.kind === "checkbox" ? checked : this.kind === "number" && value ? valueAsNumber : value.trim();
  }

  /** What was chosen, as it is read. */
  get shown() {
    const { input, value } = this;
    return this.kind === "select" ? input.selectedOptions[0].label : `${value}`;
  }

  /** Whether it may stay as it is; says so beside the field if not. */
  check() {
    const { valid, badInput } = this.input.validity;
    const { kind, required, value } = this;
    const empty = (value === "" || value === false) && !badInput;
    const fine = empty ? !required : valid;
    const wrong = this.why ?? (kind === "email" && !value.includes("@") ? say("no_at") : say("wrong"));
    const why = empty ? say("missing") : required ? wrong : `${wrong} ${say("or_empty")}`;
    this.#told ||= !fine;
    this.input.setAttribute("aria-invalid", !fine);
    this.error.replaceChildren(...(fine ? [] : [icon(circleAlert, 16), why]));
    return fine;
  }
}

/** A form of fields; `done` hears of it once nothing is wrong, else the first wrong one has the focus. */
export function formOf(fields, name, done) {
  const submit = (event) => {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) wrong[0].input.focus();
    else done();
  };
  // Pressed with the field not left: what that field would say pushed the button away from under the finger.
  const press = el("button.primary", { mousedown: (event) => event.preventDefault() }, say("send"));
  return el("form.fields", { novalidate: true, "aria-label": name, submit }, ...fields.map(({ element }) => element), press);
}
