/** A conversation that is to begin: whom it is for, and its first words. */

import { el } from "./dom.js";
import { keep } from "./memory.js";
import { part } from "./on-use.js";
import { isHere } from "./people.js";
import { back } from "./times.js";
import { config, say } from "./words.js";

const DRAFT = "draft:";

export class Opening {
  id = "";

  /**
   * @param {import("./room.js").Room} room
   * @param {any} house
   */
  constructor(room, house) {
    Object.assign(this, { room, house, element: room.element });
    this.hint = el("p", {}, say("away_hint"));
    this.ask = el("div.ask", {}, this.hint);
  }

  enter() {
    const { room, house } = this;
    room.scroll.replaceChildren(this.ask);
    room.face.replaceChildren();
    room.menu.hidden = true;
    room.composer.element.hidden = false;
    room.composer.serve(DRAFT, {
      send: (text) => this.#begin((form) => house.line.say("", text, this.place?.id, form)),
      files: (files) => house.whole().then(() => this.#begin((form) => house.line.attach(house.line.say("", "", this.place?.id, form), files))),
      typing: () => house.whole(), // what sends the words is there before they are written
      limits: () => house.line.limits,
    });
  }

  focus() {
    this.room.focus();
  }

  update() {
    const { place, room } = this;
    const { facts, availability } = this.house.line;
    const gone = place && !isHere(place);
    this.chosen ??= place?.id; // nobody is moved to others while they write
    const form = gone ? place.offline_form : place?.form?.ask !== "after" && place?.form?.fields;
    const fields = (form || []).filter(({ key }) => !facts.includes(key));
    room.title.textContent = say(gone ? "leave" : "start");
    room.fact.textContent = gone && !config.contact ? back(place) : "";
    this.hint.hidden = !gone;
    if (this.asking || fields[0] || availability.departments[1]) this.asking = this.#questions(fields);
  }

  /** Shows for whom it may be, and what they want to know. */
  async #questions(fields) {
    const { Questions } = await part("form");
    this.questions ??= new Questions(this);
    this.questions.update(fields);
    return this.questions;
  }

  /** False as long as something that is asked is missing or wrong. */
  async #begin(say) {
    const said = (await this.asking)?.values();
    if (said === null) return false;
    const id = say(said);
    keep(DRAFT, "");
    await this.house.open(id);
  }

  /** The department this will be for, as it stands now: the first who is there, until one is chosen. */
  get place() {
    const { departments } = this.house.line.availability;
    return departments.find(({ id }) => id === this.chosen) ?? departments.find(isHere) ?? departments[0];
  }
}
