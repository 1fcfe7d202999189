/** Where the visitor writes: a field that grows, a draft that is kept, a limit that is told. */

import { keep, recall } from "./memory.js";
import { part } from "./on-use.js";
import { count } from "./words.js";

/**
 * Whom the composer serves.
 * @typedef {object} Writer
 * @property {(text: string) => any} send what is written stays until this is done, and if it says false
 * @property {(files: File[]) => void} files
 * @property {(text: string) => void} typing
 * @property {() => {message_chars: number, file_bytes: number}} limits
 */

export class Composer {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.element = form;
    this.field = form.querySelector("textarea");
    const screen = form.parentElement;
    const [smile, attach] = ([, , this.button] = form.querySelectorAll("button"));
    this.over = form.lastElementChild;
    const coarse = matchMedia("(pointer: coarse)");
    this.field.oninput = () => this.#written();
    screen.onpaste = screen.ondragover = screen.ondrop = (event) => {
      const brought = event.clipboardData ?? event.dataTransfer;
      // A document's words come with a picture of them, and stay words.
      if (!brought.types.includes("Files") || brought.types.includes("text/rtf")) return;
      event.preventDefault(); // a file never takes the place of the chat
      if (event.type === "dragover") part("files").then(({ hover }) => hover(this));
      else this.writer.files([...brought.files]);
    };
    this.field.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || coarse.matches) return;
      event.preventDefault();
      form.requestSubmit();
    };
    smile.onclick = () => part("emoji").then(({ emoji }) => emoji(smile, this));
    attach.onclick = () => part("files").then(({ choose }) => choose(attach, this));
    attach.onpointerenter = () => part("files"); // there in time: a browser opens its chooser only for who has just pressed
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
  }

  /**
   * Writes for somebody else from now on, with what was drafted for them.
   * @param {string} draft the name under which what is written is kept
   * @param {Writer} writer
   */
  serve(draft, writer) {
    this.writer = writer;
    this.field.value = "";
    this.name(draft);
  }

  /** Takes another name for the draft, and what was kept under it if nothing is written here. */
  name(draft) {
    this.draft = draft;
    this.field.value ||= recall(draft);
    requestAnimationFrame(() => this.#fit()); // once it stands on the page and has a height
  }

  /** Puts words in front of the visitor, to send or to change. */
  write(text) {
    this.field.value = text;
    this.#written();
  }

  async #submit() {
    const { field } = this;
    const text = field.value.trim();
    if (!text || field.readOnly || this.#excess() > 0) return;
    field.readOnly = true; // it is on its way
    const kept = (await this.writer.send(text)) === false;
    field.readOnly = false;
    if (kept) return;
    field.focus();
    this.write("");
  }

  #excess() {
    return [...this.field.value.trim()].length - this.writer.limits().message_chars;
  }

  #written() {
    const { value } = this.field;
    keep(this.draft, value);
    this.writer.typing(value);
    this.#fit();
  }

  #fit() {
    const excess = this.#excess();
    this.element.classList.toggle("full", excess > 0);
    this.over.textContent = excess > 0 ? count("too_long", excess) : "";
    this.button.disabled = !this.field.value.trim() || excess > 0;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}
