/** The files of this visitor on their way: made small, looked at, and sent one after the other in the order given. */

import { camera, check, cross, fileText, imageUp } from "../shared/icons.js";
import { reasonFor, upload } from "../shared/upload.js";
import { iconButton } from "./controls.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";
import { likeness } from "./likeness.js";
import { popup } from "./popup.js";
import { shrunk } from "./shrink.js";
import { weight } from "./weight.js";
import { config, reader, say } from "./words.js";

const HEAD = 4096;
const HELD = 500;
let held;

/** How much of a file has travelled, in the unit its size is told in. */
function portion(size, part) {
  const large = size >= 1e6;
  const digits = large ? 1 : 0;
  return new Intl.NumberFormat(reader, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format((size * part) / (large ? 1e6 : 1e3));
}

/** The field says what may be dropped, for as long as files are held over the panel. */
export function hover({ element, writer }) {
  if (element.hidden) return; // what is over takes nothing
  clearTimeout(held);
  const screen = element.parentElement;
  const target = screen.querySelector(".drop") ?? el("div.drop", {}, icon(imageUp, 24), el("b", {}, say("file_drop_here")), el("span", {}, say("file_allowed", { n: Math.round(writer.limits().file_bytes / 1e6) })));
  const end = () => target.remove();
  if (!target.isConnected) screen.addEventListener("drop", end, { once: true });
  screen.append(target);
  held = setTimeout(end, HELD); // told again and again while they are
}

const chooser = (given, change) => el("input.unseen", { type: "file", change, ...given });
const source = (path, text, given) => el("label", {}, chooser(given), icon(path), text);

/**
 * Asks where files come from. On a telephone that is its camera, or what is kept there.
 * @param {HTMLButtonElement} button
 * @param {import("./composer.js").Composer} composer
 */
export function choose(button, { writer }) {
  const change = ({ target }) => writer.files([...target.files]);
  if (!matchMedia("(pointer: coarse)").matches) return chooser({ multiple: true }, change).click();
  popup(button, button, (close) =>
    el("div.sources", { role: "group", "aria-label": say("file_add"), change: (event) => (close(), change(event)) }, source(camera, say("file_camera"), { accept: "image/*", capture: "environment" }), source(fileText, say("file_choose"), { multiple: true })),
  );
}

export class Files {
  #looked = Promise.resolve();
  #sent = Promise.resolve();

  /** @param {any} line of this visitor, which knows what is on its way */
  constructor(line) {
    this.line = line;
    line.files.unshift(...this.#left());
    line.addEventListener("files", () => this.#keep());
    line.tellFiles();
  }

  /** Starts what is not on its way yet. What can never be taken says so before a byte of it has travelled. */
  start() {
    for (const item of this.line.files.filter(({ file, started }) => file && !started)) {
      item.started = true;
      this.#looked = this.#looked.then(() => this.#look(item));
      this.#follow(item, this.#looked);
    }
  }

  /** Shows what is on its way to a conversation; a card stays the same element for as long as it lives. */
  paint(host, conversation) {
    const cards = this.line.files.filter((item) => item.conversation === conversation).map((item) => this.#card(item));
    for (const card of [...host.children]) if (!cards.includes(card)) card.remove();
    cards.forEach((card, at) => card === host.children[at] || host.insertBefore(card, host.children[at]));
  }

  /** The next one sets out when this one has arrived or never will. */
  #follow(item, ready) {
    this.#sent = Promise.all([this.#sent, ready]).then(() => this.#send(item));
  }

  async #look(item) {
    const file = await shrunk(item.file);
    Object.assign(item, { file, name: file.name, size: file.size, error: await this.#fault(file) });
    if (file.type.startsWith("image/")) item.preview = URL.createObjectURL(file);
    this.line.tellFiles();
  }

  /** Why a file cannot be taken, as far as that can be seen from here; the server looks into all of it. */
  async #fault(file) {
    const { file_bytes, file_kinds } = this.line.limits;
    const head = await file.slice(0, HEAD).arrayBuffer().catch(() => null); // none of a folder
    if (!head?.byteLength) return head ? "empty" : "kind";
    if (file.size > file_bytes) return "too_large";
    const suffix = /\.([a-z]\w{0,9})$/i.exec(file.name)?.[1].toLowerCase();
    if (!suffix || !file_kinds || file_kinds.includes(suffix)) return ""; // not told before there was a line
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
      return text.includes("\0") ? "kind" : ""; // text may be called what it likes
    } catch {
      return "kind";
    }
  }

  async #send(item) {
    if (item.error || !this.line.files.includes(item)) return;
    try {
      const progress = (part) => {
        item.part = part;
        this.line.tellFiles();
      };
      item.id ??= (await upload(`/w/${config.key}/files`, item.file, { token: this.line.token, progress, started: (stop) => (item.stop = stop) })).id;
      this.line.tellFiles();
      this.#hand(item); // in turn with those before it, and nobody waits for a line that is away
    } catch (code) {
      if (code !== "stopped") this.#failed(item, reasonFor(code));
    }
  }

  async #hand(item) {
    try {
      await this.line.hand(item.conversation, item.id, item.key);
      this.#drop(item);
    } catch (code) {
      this.line.socket.discard(item.key);
      this.#failed(item, reasonFor(code));
    }
  }

  #failed(item, error) {
    item.error = error;
    this.line.tellFiles();
  }

  #retry(item) {
    item.error = "";
    this.line.tellFiles();
    this.#follow(item);
  }

  #drop(item) {
    item.stop?.();
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

  /** The card of a file, as things stand with it now. */
  #card(item) {
    item.card ??= this.#made(item);
    item.card.show();
    return item.card.element;
  }

  #made(item) {
    const face = el("span");
    const name = el("bdi");
    const bar = el("progress", { max: 1 });
    const fact = el("small");
    const wrong = el("small", { role: "alert" });
    const again = el("button.link", { type: "button", click: () => (this.#retry(item), cancel.focus()) }, say("retry"));
    const cancel = iconButton(cross, "", () => {
      const next = element.nextElementSibling ?? element.previousElementSibling;
      (next?.lastElementChild ?? element.closest(".screen").querySelector("textarea")).focus();
      this.#drop(item);
    });
    const element = el("div.file", {}, face, el("div", {}, name, bar, fact, wrong, again), cancel);
    let said;
    const show = () => {
      const { error, part = 0, size, preview, id } = item;
      bar.value = part;
      bar.hidden = !!(error || id);
      fact.textContent = error ? "" : id ? weight(size) : say("file_part", { part: portion(size, part), size: weight(size) });
      if (id && !error) fact.append(" ", icon(check, 16));
      const stand = [error, preview, item.name, id].join();
      if (said === stand) return;
      said = stand;
      element.classList.toggle("broken", !!error);
      face.replaceChildren(likeness(item.name, preview));
      name.textContent = item.name;
      bar.setAttribute("aria-label", item.name);
      cancel.setAttribute("aria-label", say("file_drop", { name: item.name }));
      cancel.hidden = !!id && !error;
      wrong.textContent = error ? say(`file_${error}`, { n: Math.round(this.line.limits.file_bytes / 1e6) }) : "";
      again.hidden = error !== "away";
    };
    return { element, show };
  }
}
