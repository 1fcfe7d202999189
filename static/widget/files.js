/** Files the visitor sends: on their way, not arrived, or in a message. */

import { cross, fileText } from "../shared/icons.js";
import { uuid } from "../shared/delivery.js";
import { reasonFor, upload } from "../shared/upload.js";
import { el, icon, iconButton } from "./dom.js";
import { config, say, weight } from "./words.js";

const KEPT = `visavis:${config.key}:files`;
const ERRORS = {
  too_large: (n) => say("file_too_large", { n }),
  kind: () => say("file_kind"),
  infected: () => say("file_infected"),
  away: () => say("file_away"),
  lost: () => say("file_lost"),
};
const STALE = 50 * 60_000; // addresses are good for an hour

export class Files {
  /** @type {any[]} what is on its way, in order */
  items;

  /** @param {any} line the line of this visitor */
  constructor(line) {
    this.line = line;
    this.items = this.#left();
  }

  of(conversation) {
    return this.items.filter((item) => item.conversation === conversation);
  }

  /** Starts to send; a file that can never be taken says so at once. */
  add(conversation, file) {
    const item = { key: uuid(), conversation, file, name: file.name, size: file.size, part: 0 };
    if (file.type.startsWith("image/")) item.preview = URL.createObjectURL(file);
    this.items.push(item);
    if (file.size > this.line.fileLimit) item.error = "too_large";
    else this.send(item);
    this.#tell();
  }

  async send(item) {
    item.error = "";
    this.#tell();
    try {
      const progress = (part) => {
        item.part = part;
        this.#tell();
      };
      item.id ??= (await upload(`/w/${config.key}/files`, item.file, { token: this.line.token, progress, started: (stop) => (item.stop = stop) })).id;
      item.part = 1;
      this.#tell();
      await this.line.hand(item.conversation, item.id, item.key);
      this.drop(item);
    } catch (code) {
      if (code === "stopped") return;
      this.line.socket.discard(item.key);
      item.error = reasonFor(code);
      this.#tell();
    }
  }

  drop(item) {
    if (!item.id) item.stop?.();
    if (item.preview) URL.revokeObjectURL(item.preview);
    this.items = this.items.filter((one) => one !== item);
    this.#tell();
  }

  rename(from, to) {
    for (const item of this.items) if (item.conversation === from) item.conversation = to;
    this.#tell();
  }

  /** What the page before a reload was still sending is gone: it is told, by name. */
  #left() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]").map((item) => ({ ...item, error: "lost" }));
    } catch {
      return [];
    }
  }

  #tell() {
    try {
      const list = this.items.filter(({ id }) => !id).map(({ key, conversation, name, size }) => ({ key, conversation, name, size }));
      sessionStorage.setItem(KEPT, JSON.stringify(list));
    } catch {} // blocked: what is under way lives as long as this page
    this.line.dispatchEvent(new Event("files"));
  }

  /** The cards of what is on its way. */
  cards(conversation) {
    return this.of(conversation).map((item) => {
      const { error, part, name, size, preview } = item;
      const mb = Math.round(this.line.fileLimit / 1e6);
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

const picture = (src) => el("span.thumb", {}, src ? el("img", { src, alt: "" }) : icon(fileText));

/** The card of a file in a message. An address that has grown old is asked for anew. */
export function fileCard(file, renew) {
  let got = Date.now();
  const link = el(
    "a.file",
    {
      href: file.url,
      target: "_blank",
      rel: "noopener",
      click: async (event) => {
        if (Date.now() - got < STALE) return;
        event.preventDefault();
        const fresh = await renew(file.id);
        if (!fresh) return;
        got = Date.now();
        link.href = fresh.url;
        link.click();
      },
    },
    picture(file.thumbnail),
    el("div", {}, el("bdi", {}, file.name), el("small", {}, weight(file.size))),
  );
  return link;
}
