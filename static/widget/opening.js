/** A conversation that is to begin: whom it is for, and its first words. */

import { el } from "./dom.js";
import { keep, recall } from "./memory.js";
import { part } from "./on-use.js";
import { isHere } from "./people.js";
import { back } from "./times.js";
import { say } from "./words.js";

const DRAFT = "draft:";

export class Opening {
  id = "";

  /**
   * @param {import("./room.js").Room} room
   * @param {any} house
   */
  constructor(room, house) {
    Object.assign(this, { room, house, element: room.element });
    this.choice = el("fieldset.choice", { change: () => this.#head() });
    this.form = el("div.form", { hidden: true });
  }

  enter() {
    const { room, house } = this;
    room.scroll.replaceChildren(el("div.ask", {}, this.choice, this.form));
    room.face.replaceChildren();
    room.menu.hidden = true;
    room.composer.element.hidden = false;
    room.composer.serve(DRAFT, {
      send: (text) => this.#begin((id) => house.line.say(id, text, this.place?.id, this.#said())),
      files: (files) => this.#begin((id) => house.line.attach(house.line.say(id, "", this.place?.id, this.#said()), files)),
      typing: () => house.whole(), // what sends the words is there before they are written
      limit: () => house.line.limits.message_chars,
    });
  }

  focus() {
    this.room.focus();
  }

  update() {
    this.#choose();
    this.#head();
  }

  async #begin(say) {
    if (!this.room.composer.element.reportValidity()) return;
    await this.house.whole();
    const id = say("");
    keep(DRAFT, "");
    await this.house.open(id);
  }

  /** The department this will be for, as it stands now. */
  get place() {
    const { departments } = this.house.line.availability;
    const id = this.choice.querySelector(":checked")?.value;
    return departments.find((one) => one.id === id) ?? departments[0];
  }

  #head() {
    const { place, room, form } = this;
    const gone = place && !isHere(place) && back(place);
    room.title.textContent = say(gone ? "leave" : "start");
    room.fact.textContent = gone || "";
    form.hidden = !gone || !!recall("known");
    if (!form.hidden) part("form").then((found) => form.firstChild || form.append(...found.form()));
  }

  /** What is said where nobody is there to ask. */
  #said() {
    if (this.form.hidden) return undefined;
    const said = Object.fromEntries(new FormData(this.room.composer.element));
    if (said.email) keep("known", "1");
    return said;
  }

  /** A site with several departments asks once, before the first word; the first who is there is chosen. */
  #choose() {
    const { departments } = this.house.line.availability;
    this.choice.hidden = departments.length < 2;
    if (this.choice.hidden) return;
    const chosen = this.choice.querySelector(":checked")?.value ?? (departments.find(isHere) ?? departments[0]).id;
    const focused = this.choice.contains(document.activeElement);
    this.choice.replaceChildren(
      el("legend", {}, say("whom")),
      ...departments.map((one) =>
        el("label", {}, el("input", { type: "radio", name: "department", value: one.id, checked: one.id === chosen }), el("span", { dir: "auto" }, one.name), el("small", {}, isHere(one) ? say("is_here") : one.open ? say("is_away") : back(one))),
      ),
    );
    if (focused) this.choice.querySelector(":checked").focus();
  }
}
