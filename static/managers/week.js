/**
 * Opening hours as a week one sees: a bar for every interval, to be drawn, dragged or typed. The field below
 * keeps holding the JSON and stays when there is no script, or when it holds something that is no week.
 */

import { DAY, ending, minutesOf, overlap, read, shown, write } from "./clock.js";
import { differing } from "./days.js";
import { element as el } from "./element.js";

const STEP = 15;
const FIRST = 360;
const OFFICE = [540, 1020];

class Week {
  constructor(box) {
    this.field = box.querySelector("textarea");
    this.raw = box.querySelector(".raw");
    this.box = box;
    Object.assign(this, JSON.parse(box.querySelector('script[type="application/json"]').textContent));
    this.state = read(this.field.value);
    if (!this.state || box.closest(".form-row")?.querySelector(".errorlist")) return; // the text and its error say more
    this.chosen = null;
    this.shape = el("div", { class: "shape" });
    this.raw.hidden = true;
    this.raw.before(this.choice(), this.shape);
    const zone = this.field.form.elements.zone;
    zone?.addEventListener("change", () => this.tell());
    this.draw();
  }

  say(key, gaps) {
    return this.texts[key].replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);
  }

  /** Always open, or hours of one's own. */
  choice() {
    const option = (own, words) => el("label", {}, el("input", { type: "radio", name: `${this.field.id}-own`, checked: this.state.own === own, change: () => this.turn(own) }), words);
    return el("fieldset", { class: "own" }, el("legend", { class: "visually-hidden" }, this.say("choice")), option(false, this.say("always")), option(true, this.say("own")));
  }

  turn(own) {
    this.state.own = own;
    if (own && !this.state.week.flat().length) for (const day of [0, 1, 2, 3, 4]) this.state.week[day] = [[...OFFICE]];
    this.changed();
  }

  /** Writes the field, draws again and keeps the focus where it was. */
  changed() {
    for (const day of this.state.week) day.sort((a, b) => a[0] - b[0]);
    this.field.value = write(this.state);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    const focus = document.activeElement?.dataset?.focus;
    this.draw();
    if (focus) this.shape.querySelector(`[data-focus="${focus}"]`)?.focus();
    this.tell();
  }

  /** Asks the server what these hours mean now: the same code decides what visitors read. */
  tell() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const { elements } = this.field.form;
      const body = new URLSearchParams({ hours: this.field.value, zone: elements.zone?.value || this.zone, inherits: this.inherits ? "1" : "" });
      const headers = { "X-CSRFToken": elements.csrfmiddlewaretoken.value };
      const answer = await fetch(this.ask, { method: "POST", headers, body });
      const line = this.box.querySelector("[data-now]");
      if (answer.ok) line.textContent = (await answer.json()).words;
      line.hidden = !line.textContent;
    }, 300);
  }

  draw() {
    this.shape.hidden = !this.state.own;
    if (!this.state.own) return;
    const all = this.state.week.flat();
    const early = all.some((one) => one[0] < FIRST || ending(one) > DAY);
    this.start = early ? 0 : FIRST;
    const total = all.reduce((sum, one) => sum + ending(one) - one[0], 0);
    this.shape.replaceChildren(
      this.axis(),
      ...this.days.map((name, day) => this.row(name, day)),
      this.strip(),
      el("p", { class: "help" }, this.say("total", { hours: Math.round(total / 6) / 10 })),
      differing(this),
    );
  }

  place = (minutes) => `${((minutes - this.start) / (DAY - this.start)) * 100}%`;

  axis() {
    const hours = [];
    for (let at = this.start; at <= DAY; at += this.start ? 180 : 240) {
      const mark = el("span", {}, shown(at));
      mark.style.insetInlineStart = this.place(at);
      hours.push(mark);
    }
    return el("div", { class: "axis", "aria-hidden": true }, ...hours);
  }

  row(name, day) {
    const own = this.state.week[day];
    const sum = own.reduce((minutes, one) => minutes + ending(one) - one[0], 0);
    const track = el("div", { class: "track", pointerdown: (event) => this.begin(event, day) });
    for (const one of this.state.week[(day + 6) % 7]) if (ending(one) > DAY) track.append(this.rest(ending(one) - DAY));
    own.forEach((one, at) => track.append(this.bar(name, day, one, at)));
    if (!own.length) track.append(el("span", { class: "closed" }, this.say("closed")));
    const add = el("button", { type: "button", class: "glyph", "aria-label": this.say("add", { day: name }), "data-focus": `add-${day}`, click: () => this.add(day) }, "+");
    return el("div", { class: "day" }, el("b", {}, el("span", { class: "whole" }, name), el("abbr", { title: name }, this.brief[day])), track, el("span", { class: "sum" }, sum ? shown(sum) : "–"), add);
  }

  rest(minutes) {
    const made = el("span", { class: "rest" });
    made.style.inlineSize = this.place(minutes);
    return made;
  }

  bar(name, day, one, at) {
    const [from, to] = one;
    const late = ending(one) > DAY;
    const made = el(
      "button",
      {
        type: "button",
        class: `bar${this.chosen?.day === day && this.chosen.at === at ? " chosen" : ""}${overlap(this.state.week[day]) ? " wrong" : ""}`,
        "aria-label": this.say("edit", { day: name, from: shown(from), to: shown(to) }),
        "aria-expanded": String(this.chosen?.day === day && this.chosen.at === at),
        "data-focus": `bar-${day}-${at}`,
        click: () => this.choose(day, at),
        keydown: (event) => this.key(event, day, at),
      },
      el("i", { class: "handle", pointerdown: (event) => this.drag(event, one, 0) }),
      el("span", {}, late ? `${shown(from)} – ${shown(to)} +1` : `${shown(from)} – ${shown(to)}`),
      el("i", { class: "handle", pointerdown: (event) => this.drag(event, one, 1) }),
    );
    made.style.insetInlineStart = this.place(from);
    made.style.inlineSize = `calc(${this.place(Math.min(ending(one), DAY))} - ${this.place(from)})`;
    return made;
  }

  choose(day, at) {
    this.chosen = { day, at };
    const focus = document.activeElement?.dataset?.focus;
    this.draw();
    this.shape.querySelector(`[data-focus="${focus}"]`)?.focus();
  }

  /** One more interval: after the last one, or a morning. */
  add(day, from) {
    const own = this.state.week[day];
    const last = own.at(-1);
    const start = from ?? (last ? Math.min(ending(last) + 60, DAY - 60) : OFFICE[0]);
    const made = [start, Math.min(DAY, last || from !== undefined ? start + 60 : OFFICE[1])];
    own.push(made);
    own.sort((a, b) => a[0] - b[0]);
    this.chosen = { day, at: own.indexOf(made) };
    this.changed();
    return made;
  }

  remove(day, at) {
    this.state.week[day].splice(at, 1);
    this.chosen = null;
    this.changed();
    this.shape.querySelector(`[data-focus="add-${day}"]`).focus();
  }

  /** Arrows move the end, with Shift the start; Delete removes. */
  key(event, day, at) {
    const rtl = getComputedStyle(this.shape).direction === "rtl";
    const way = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1 }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") this.remove(day, at);
    else if (way) {
      const one = this.state.week[day][at];
      const edge = event.shiftKey ? 0 : 1;
      one[edge] = Math.min(edge ? DAY : DAY - STEP, Math.max(edge ? STEP : 0, one[edge] + way * (event.altKey ? 1 : STEP)));
      this.chosen = { day, at };
      this.changed();
    } else return;
    event.preventDefault();
  }

  /** The minutes under the pointer, in steps of five, of one with Alt. */
  under({ clientX, altKey }, track) {
    const { left, right, width } = track.getBoundingClientRect();
    const rtl = getComputedStyle(track).direction === "rtl";
    const share = Math.min(1, Math.max(0, (rtl ? right - clientX : clientX - left) / width));
    const step = altKey ? 1 : 5;
    return Math.round((this.start + share * (DAY - this.start)) / step) * step;
  }

  drag(event, one, edge) {
    event.stopPropagation();
    if (event.button) return;
    const track = event.target.closest(".track");
    const day = [...this.shape.querySelectorAll(".track")].indexOf(track);
    const move = (moved) => {
      const live = this.shape.querySelectorAll(".track")[day];
      const minutes = this.under(moved, live);
      one[edge] = edge ? Math.max(minutes, one[0] + 5) : Math.min(minutes, ending(one) - 5);
      this.chosen = { day, at: this.state.week[day].indexOf(one) };
      this.draw();
    };
    const end = () => {
      removeEventListener("pointermove", move);
      this.changed();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  }

  /** A stretch drawn on empty ground is a new interval; a finger scrolls instead. */
  begin(event, day) {
    if (event.button || event.pointerType !== "mouse" || event.target.closest(".bar")) return;
    event.preventDefault();
    const from = Math.floor(this.under(event, event.currentTarget) / STEP) * STEP;
    this.drag(event, this.add(day, Math.min(from, DAY - 60)), 1);
  }

  /** The chosen interval in figures, and the days it also holds on. */
  strip() {
    if (!this.chosen) return el("p", { class: "strip empty", hidden: true });
    const { day, at } = this.chosen;
    const one = this.state.week[day][at];
    const name = this.days[day];
    const field = (edge, label) =>
      el("input", {
        class: "short",
        type: "text",
        inputmode: "numeric",
        value: shown(one[edge]),
        "aria-label": `${name}, ${label}`,
        "data-focus": `edge-${edge}`,
        change: ({ target }) => this.type(target, one, edge),
        keydown: (event) => event.key === "Enter" && (event.preventDefault(), this.type(event.target, one, edge)),
      });
    const also = this.days.map((other, number) =>
      el("button", { type: "button", class: "also", "aria-pressed": String(this.has(number, one)), "aria-label": other, "data-focus": `also-${number}`, disabled: number === day, click: () => this.copy(number, one) }, other.slice(0, 2)),
    );
    const gone = el("button", { type: "button", class: "plain", click: () => this.remove(day, at), "aria-label": this.say("remove", { day: name, from: shown(one[0]), to: shown(one[1]) }) }, this.say("remove_short"));
    const later = ending(one) > DAY ? el("span", { class: "note" }, this.say("next", { to: shown(one[1]) })) : null;
    const wrong = overlap(this.state.week[day]) ? el("p", { class: "problem", role: "alert" }, this.say("overlap")) : null;
    return el("div", { class: "strip" }, el("b", {}, name), field(0, this.say("from")), el("span", {}, this.say("to")), field(1, this.say("to")), later, el("span", { class: "copy" }, el("span", {}, this.say("copy")), ...also), gone, wrong);
  }

  type(input, one, edge) {
    const minutes = minutesOf(input.value);
    if (minutes === null || (edge === 0 && minutes === DAY)) input.setAttribute("aria-invalid", "true");
    else if (minutes !== one[edge]) {
      one[edge] = minutes;
      this.state.week[this.chosen.day].sort((a, b) => a[0] - b[0]);
      this.chosen.at = this.state.week[this.chosen.day].indexOf(one);
      this.changed();
    }
  }

  has(day, [from, to]) {
    return this.state.week[day].some((one) => one[0] === from && one[1] === to);
  }

  /** Puts the same interval on another day, or takes it off again. */
  copy(day, one) {
    const own = this.state.week[day];
    if (this.has(day, one)) this.state.week[day] = own.filter(([from, to]) => from !== one[0] || to !== one[1]);
    else own.push([...one]);
    this.changed();
  }
}

for (const box of document.querySelectorAll("[data-week]")) new Week(box);
