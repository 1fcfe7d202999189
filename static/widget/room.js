/** The screen of a conversation, one that is to begin as well as one that goes on: its header, its middle, its composer. */

import { Composer } from "./composer.js";

const element = document.getElementById("room");

export class Room {
  element = element;
  scroll = element.children[1];
  status = element.lastElementChild;
  face = element.querySelector("span");
  title = element.querySelector("h1");
  fact = element.querySelector("header p");
  menu = element.querySelector(".more");
  composer = new Composer(element.querySelector("form"));

  /** Goes to where one writes; where that would bring up a keyboard, to the name of the room. */
  focus() {
    const { element, field } = this.composer;
    (element.hidden || matchMedia("(pointer: coarse)").matches ? this.title : field).focus();
  }
}
