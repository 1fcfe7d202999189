/** Fields to fill in: each says what is wrong with it beside itself, when it is left and never while somebody types. */

import { circleAlert } from "../shared/icons.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { say } from "./words.js";

// As the server looks them over; what is not here the browser does.
const FITS = { email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/, phone: /^[\p{Nd}\s()+./-]{4,40}$/u };
const KINDS = {
  email: { type: "email", autocomplete: "email", maxlength: 254, dir: "ltr" },
  phone: { type: "tel", autocomplete: "tel", maxlength: 40, dir: "ltr" },
  number: { type: "number", step: "any", min: -1e14, max: 1e14 },
  long: { rows: 3 },
};
let made = 0;

export class Field {
  /** @param {{name?: string, kind?: string, label: string, required?: boolean, options?: any[], why?: string}} asked further ones are attributes */
  constructor({ name, kind = "text", label, required, options, why, ...more }) {
    const id = `field${++made}`;
    const wrong = `${id}-wrong`;
    const tick = kind === "checkbox";
    const blur = () => (this.value || this.error.firstChild) && this.check();
    const input = () => this.error.firstChild && this.check();
    const given = { id, name, blur, input, dir: "auto", maxlength: 500, "aria-required": required && "true", "aria-describedby": wrong, ...(KINDS[kind] ?? { type: kind }), ...more };
    const option = (one) => el("option", { value: one.value ?? one }, one.label ?? one);
    Object.assign(this, { name, kind, label, required, why });
    this.input = kind === "select" ? el(kind, given, el("option", { value: "" }, say("choose")), ...options.map(option)) : el(kind === "long" ? "textarea" : "input", given);
    this.error = el("p.wrong", { id: wrong });
    const title = el("label", { for: id }, el("bdi", {}, label));
    this.element = el(`div.field.${kind}`, {}, tick && this.input, title, !required && el("small", {}, say("optional")), !tick && this.input, this.error);
  }

  get value() {
    const { checked, valueAsNumber, value } = this.input;
    return this.kind === "checkbox" ? checked : this.kind === "number" && value ? valueAsNumber : value.trim();
  }

  set value(given) {
    this.input[this.kind === "checkbox" ? "checked" : "value"] = given;
  }

  /** Whether there is something to send: a box that is not ticked says no. */
  get says() {
    return this.value !== "" || this.input.validity.badInput;
  }

  get empty() {
    return (this.value === "" || this.value === false) && !this.input.validity.badInput;
  }

  /** Whether it may stay as it is; says so beside the field if not. */
  check() {
    const why = this.#wrong();
    this.input.setAttribute("aria-invalid", !!why);
    this.error.replaceChildren(...(why ? [icon(circleAlert, 16), why] : []));
    return !why;
  }

  #wrong() {
    const { kind, required, value, input } = this;
    if (this.empty) return required ? say({ checkbox: "tick", select: "choose_one" }[kind] ?? "missing") : "";
    if (FITS[kind]?.test(value) ?? input.validity.valid) return "";
    const why = this.why ?? say({ email: value.includes?.("@") ? "address" : "at", phone: "digits" }[kind] ?? "wrong");
    return required ? why : say("or_empty", { why });
  }
}

/** Whether all of them may stay as they are; the first that may not has the focus. */
export function complete(fields) {
  const [wrong] = fields.filter((field) => !field.check());
  wrong?.input.focus();
  return !wrong;
}

/** A form of fields; `done` hears of it once nothing is wrong. What is `beside` its button stands there. */
export function formOf(fields, name, done, ...beside) {
  const submit = (event) => {
    event.preventDefault();
    if (complete(fields)) done();
  };
  // As where one writes: nothing is sent that says nothing. What has to be answered is asked for by pressing.
  const input = () => (press.disabled = !fields.some(({ required, says }) => required || says));
  // Pressed with the field not left: what that field would say pushed the button away from under the finger.
  const press = el("button.primary", { mousedown: (event) => event.preventDefault() }, say("send"));
  input();
  return el("form.fields", { novalidate: true, "aria-label": name, submit, input }, ...fields.map(({ element }) => element), el("div.pair", {}, press, ...beside));
}
