/**
 * The questions of a form as rows: added, removed and moved by mouse or keyboard. The field below keeps holding
 * the JSON and stays when there is no script, or when it holds something that is no form.
 */

import { chevronDown, cross, plus } from "../shared/icons.js";
import { element as el } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";

function glyph(path) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 16, height: 16, class: "icon", "aria-hidden": true })) svg.setAttribute(key, value);
  svg.append(line);
  return svg;
}

/** What a field holds: when is asked, and what. Nothing for what is no form. */
function read(text) {
  try {
    const { ask, fields = [], ...more } = JSON.parse(text || "{}");
    if (Object.keys(more).length || !Array.isArray(fields)) return null;
    return { ask: ask ?? (text.length > 2 ? "before" : ""), fields: fields.map((field) => ({ ...field, kept: !!field.key })) };
  } catch {
    return null;
  }
}

const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

class Questions {
  constructor(box) {
    this.field = box.querySelector("textarea");
    Object.assign(this, JSON.parse(box.querySelector('script[type="application/json"]').textContent));
    this.state = read(this.field.value);
    if (!this.state) return; // the text and its error say more
    if (!this.state.ask && !this.ways.some(([way]) => way === "")) this.state.ask = "never";
    this.list = el("ol", {});
    this.shape = el("div", {}, this.list, (this.adding = el("p", { class: "adding" })), (this.many = el("p", { class: "many", hidden: true }, this.texts.many)));
    this.live = el("p", { class: "visually-hidden", role: "status" });
    box.querySelector(".raw").hidden = true;
    box.append(this.choice(), this.shape, this.live);
    this.draw();
  }

  say(key, gaps) {
    return this.texts[key].replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);
  }

  named({ key, label }) {
    return this.texts[this.isOurs(key) ? key : ""] ?? (label?.[""] || this.texts.new);
  }

  isOurs = (key) => ["name", "email", "phone"].includes(key);

  choice() {
    const way = ([value, words]) => el("label", {}, el("input", { type: "radio", name: `${this.field.id}-ask`, value, checked: this.state.ask === value, change: () => this.turn(value) }), words);
    return el("fieldset", { class: "ways" }, el("legend", { class: "visually-hidden" }, this.texts.when), ...this.ways.map(way));
  }

  turn(ask) {
    this.state.ask = ask;
    if (ask && ask !== "never" && !this.state.fields.length) for (const key of this.usual) this.state.fields.push(this.made(key));
    this.changed();
    this.draw();
  }

  made(key) {
    if (!this.isOurs(key)) return { key: "", label: { "": "" } };
    return { key, kind: { email: "email", phone: "phone" }[key], kept: true };
  }

  /** Writes the field. What agents see an answer under is what the question said when it was first saved. */
  changed() {
    const { ask, fields } = this.state;
    const taken = new Set(["name", "email", "phone", ...fields.filter(({ kept }) => kept).map(({ key }) => key)]);
    for (const field of fields) {
      if (field.kept) continue;
      const words = (field.label[""] ?? "").trim().slice(0, this.longest_key - 3);
      field.key = words;
      for (let n = 2; taken.has(field.key); n++) field.key = `${words} ${n}`;
      taken.add(field.key);
    }
    const written = fields.map(({ kept, ...field }) => field);
    const before = ask === "before" ? {} : { ask };
    this.field.value = ask && (ask !== "never" || written.length || this.ways[0][0] === "") ? JSON.stringify({ ...before, fields: written }) : "{}";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.many.hidden = !(this.few && ask === "before" && fields.length > this.few);
  }

  draw() {
    const asks = this.state.ask && this.state.ask !== "never";
    this.shape.hidden = !asks;
    this.list.replaceChildren(...this.state.fields.map((field, at) => this.row(field, at)));
    this.list.hidden = !this.state.fields.length;
    const there = new Set(this.state.fields.map(({ key }) => key));
    const full = this.state.fields.length >= this.most;
    const add = (key, words) => el("button", { type: "button", class: "plain", disabled: full || there.has(key || null), "aria-label": this.say("add_of", { name: words }), click: () => this.add(key) }, glyph(plus), words);
    this.adding.replaceChildren(...["name", "email", "phone"].map((key) => add(key, this.texts[key])), add("", this.texts.own));
    this.many.hidden = !(this.few && this.state.ask === "before" && this.state.fields.length > this.few);
  }

  add(key) {
    this.state.fields.push(this.made(key));
    this.changed();
    this.draw();
    this.list.lastChild.querySelector("input").focus();
  }

  move(at, by) {
    const { fields } = this.state;
    const [field] = fields.splice(at, 1);
    fields.splice(at + by, 0, field);
    this.changed();
    this.draw();
    const [up, down] = this.list.children[at + by].querySelectorAll(".move");
    (by < 0 ? [up, down] : [down, up]).find((button) => !button.disabled)?.focus();
    this.live.textContent = this.say("moved", { name: this.named(field), n: at + by + 1 });
  }

  remove(at) {
    const [field] = this.state.fields.splice(at, 1);
    this.changed();
    this.draw();
    (this.list.children[Math.min(at, this.state.fields.length - 1)]?.querySelector(".remove") ?? this.adding.querySelector("button:not(:disabled)")).focus();
    this.live.textContent = this.say("removed", { name: this.named(field) });
  }

  row(field, at) {
    const name = this.named(field);
    const button = (kind, path, key, press, off) => el("button", { type: "button", class: `glyph ${kind}`, "data-says": key, "aria-label": this.say(key, { name }), disabled: off, click: press }, glyph(path));
    const required = el("label", { class: "must" }, el("input", { type: "checkbox", checked: field.required, change: ({ target }) => this.set(field, "required", target.checked || undefined) }), this.texts.required);
    const ours = this.isOurs(field.key) && field.kept;
    return el(
      "li",
      {},
      el("div", { class: "head" }, ours ? el("b", {}, name) : this.words(field), ours ? null : this.kind(field), required),
      ours ? null : el("div", { class: "more" }, ...this.translated(field), ...(field.kind === "select" ? this.choices(field) : [])),
      el("div", { class: "acts" }, button("move up", chevronDown, "up", () => this.move(at, -1), at === 0), button("move", chevronDown, "down", () => this.move(at, 1), at === this.state.fields.length - 1), button("remove", cross, "remove", () => this.remove(at))),
    );
  }

  set(field, key, value) {
    if (value === undefined) delete field[key];
    else field[key] = value;
    this.changed();
  }

  words(field, code = "", language = "") {
    const said = code ? this.say("words_in", { language }) : this.texts.words;
    const write = ({ target }) => {
      const { [code]: _gone, ...rest } = field.label;
      this.set(field, "label", code && !target.value.trim() ? rest : { ...rest, [code]: target.value.trim() });
      for (const act of target.closest("li").querySelectorAll("[data-says]")) act.setAttribute("aria-label", this.say(act.dataset.says, { name: this.named(field) }));
    };
    return el("label", { class: "words" }, el("span", {}, said), el("input", { type: "text", maxlength: 120, dir: "auto", lang: code || null, value: field.label?.[code] ?? "", input: write }));
  }

  translated = (field) => this.languages.map(([code, language]) => this.words(field, code, language));

  kind(field) {
    const turn = ({ target }) => {
      if (target.value !== "select") delete field.choices;
      this.set(field, "kind", target.value === "text" ? undefined : target.value);
      const at = this.state.fields.indexOf(field);
      this.draw();
      this.list.children[at].querySelector("select").focus();
    };
    const option = ([value, words]) => el("option", { value, selected: (field.kind ?? "text") === value }, words);
    return el("label", { class: "kind" }, el("span", {}, this.texts.kind), el("select", { change: turn }, ...this.kinds.map(option)));
  }

  choices(field) {
    const area = (code, said) => {
      const write = ({ target }) => {
        const { [code]: _gone, ...rest } = field.choices ?? {};
        const said = lines(target.value);
        this.set(field, "choices", code && !said.length ? rest : { ...rest, [code]: said });
      };
      return el("label", { class: "choices" }, el("span", {}, said), el("textarea", { rows: 3, dir: "auto", lang: code || null, input: write }, (field.choices?.[code] ?? []).join("\n")));
    };
    return [area("", this.texts.choices), ...this.languages.map(([code, language]) => area(code, this.say("choices_in", { language })))];
  }
}

for (const box of document.querySelectorAll("[data-questions]")) new Questions(box);
