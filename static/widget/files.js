/** Sends the files of this visitor. */

import { cross } from "../shared/icons.js";
import { reasonFor, upload } from "../shared/upload.js";
import { iconButton } from "./controls.js";
import { el } from "./dom.js";
import { picture } from "./filecard.js";
import { weight } from "./weight.js";
import { config, say } from "./words.js";

const ERRORS = {
  too_large: (n) => say("file_too_large", { n }),
  kind: () => say("file_kind"),
  infected: () => say("file_infected"),
  away: () => say("file_away"),
  lost: () => say("file_lost"),
};

export class Uploads {
  /** @param {any} line of this visitor, which knows what is on its way */
  constructor(line) {
    this.line = line;
    line.files.unshift(...this.#left());
    line.addEventListener("files", () => this.#keep());
    line.tellFiles();
  }

  /** Starts to send what is not on its way yet; a file that can never be taken says so at once. */
  start() {
    for (const item of this.line.files.filter(({ file, started }) => file && !started)) {
      item.started = true;
      if (item.file.type.startsWith("image/")) item.preview = URL.createObjectURL(item.file);
      if (item.size > this.line.limits.file_bytes) item.error = "too_large";
      else this.send(item);
    }
    this.line.tellFiles();
  }

  async send(item) {
    item.error = "";
    this.line.tellFiles();
    try {
      const progress = (part) => {
        item.part = part;
        this.line.tellFiles();
      };
      item.id ??= (await upload(`/w/${config.key}/files`, item.file, { token: this.line.token, progress, started: (stop) => (item.stop = stop) })).id;
      item.part = 1;
      this.line.tellFiles();
      await this.line.hand(item.conversation, item.id, item.key);
      this.drop(item);
    } catch (code) {
      if (code === "stopped") return;
      this.line.socket.discard(item.key);
      item.error = reasonFor(code);
      this.line.tellFiles();
    }
  }

  drop(item) {
    if (!item.id) item.stop?.();
    if (item.preview) URL.revokeObjectURL(item.preview);
    this.line.files.splice(this.line.files.indexOf(item), 1);
    this.line.tellFiles();
  }

  /** What the page before a reload was still sending is gone: it is told, by name. */
  #left() {
    try {
      return JSON.parse(sessionStorage.getItem(this.line.left) ?? "[]").map((item) => ({ ...item, error: "lost" }));
    } catch {
      return [];
    }
  }

  #keep() {
    try {
      const list = this.line.files.filter(({ id }) => !id).map(({ key, conversation, name, size }) => ({ key, conversation, name, size }));
      if (list.length) sessionStorage.setItem(this.line.left, JSON.stringify(list));
      else sessionStorage.removeItem(this.line.left);
    } catch {} // blocked: what is under way lives as long as this page
  }

  /** The cards of what is on its way. */
  cards(items) {
    return items.map((item) => {
      const { error, part, name, size, preview } = item;
      const mb = Math.round(this.line.limits.file_bytes / 1e6);
      return el(
        `div.file${error ? ".broken" : ""}`,
        {},
        picture(preview),
        el(
          "div",
          {},
          el("bdi", {}, name),
          !error && el("progress", { value: part, max: 1, "aria-label": name }),
          el("small", error ? { role: "alert" } : {}, error ? ERRORS[error](mb) : say("file_part", { part: weight(size * part), size: weight(size) }), " ", error === "away" && el("button.link", { type: "button", click: () => this.send(item) }, say("retry"))),
        ),
        iconButton(cross, say("file_drop", { name }), () => this.drop(item)),
      );
    });
  }
}
