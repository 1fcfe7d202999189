/** Files on their way: what a line knows of them before the part that sends them is there. */

import { uuid } from "../shared/uuid.js";
import { el } from "./dom.js";
import { part } from "./on-use.js";
import { config } from "./words.js";

export class Carrying extends EventTarget {
  /** @type {any[]} in order, each for one conversation */
  files = [];
  left = `visavis:${config.key}:files`; // where a tab keeps the names of what it has not sent
  #carrier = null;

  /** Tells what was still being sent before a reload. */
  goOnSending() {
    try {
      if (sessionStorage.getItem(this.left)) this.#upload();
    } catch {} // blocked: nothing was kept
  }

  /** Puts files on their way. */
  attach(conversation, files) {
    for (const file of files) this.files.push({ key: uuid(), conversation, file, name: file.name, size: file.size, part: 0 });
    this.tellFiles();
    this.#upload();
    return conversation;
  }

  tellFiles() {
    this.dispatchEvent(new Event("files"));
  }

  /** Shows what is on its way to a conversation: names, until there is more to tell. */
  paintFiles(host, id) {
    if (this.#carrier) return this.#carrier.paint(host, id);
    const items = this.files.filter(({ conversation }) => conversation === id);
    host.replaceChildren(...items.map(({ name }) => el("div.file", {}, el("bdi", {}, name))));
  }

  async #upload() {
    const { Files } = await part("files");
    this.#carrier ??= new Files(this);
    this.#carrier.start();
  }
}
