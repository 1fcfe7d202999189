/** Where the visitor writes: a field that grows, a draft that is kept, a limit that is told. */

import { filesOf } from "../shared/files-of.js";
import { arrowUp, paperclip } from "../shared/icons.js";
import { el, iconButton } from "./dom.js";
import { keep, recall } from "./memory.js";
import { count, say } from "./words.js";

const TYPING_EVERY = 3000;

export class Composer {
  #told = 0;

  /**
   * @param {string} draft the name under which what is written is kept
   * @param {{send: (text: string) => void, files: (files: File[]) => void, typing: (type: string) => void, limit: () => number}} doors
   */
  constructor(draft, { send, files, typing, limit }) {
    Object.assign(this, { limit, typing });
    const coarse = matchMedia("(pointer: coarse)");
    this.field = el("textarea", {
      rows: 1,
      placeholder: say("write"),
      "aria-label": say("write"),
      "aria-describedby": "over",
      input: () => this.#written(),
      paste: (event) => {
        const pasted = filesOf(event);
        if (!pasted.length) return;
        event.preventDefault();
        files(pasted);
      },
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || coarse.matches) return;
        event.preventDefault();
        this.element.requestSubmit();
      },
    });
    const chosen = () => {
      files([...this.chooser.files]);
      this.chooser.value = "";
    };
    this.chooser = el("input", { type: "file", multiple: true, hidden: true, change: chosen });
    this.button = iconButton(arrowUp, say("send"), null, { type: "submit" });
    this.over = el("p.over", { id: "over", role: "alert" });
    const submit = (event) => {
      event.preventDefault();
      const text = this.field.value.trim();
      if (!text || this.#excess() > 0) return;
      this.field.value = "";
      this.field.focus();
      this.#written();
      send(text);
    };
    this.element = el("form.composer", { id: "write", submit, "aria-label": say("write") }, el("div.box", {}, this.chooser, iconButton(paperclip, say("file_add"), () => this.chooser.click(), { class: "icon attach" }), this.field, this.button), this.over);
    this.name(draft);
  }

  /** Takes another name for the draft, and what was kept under it if nothing is written here. */
  name(draft) {
    this.draft = draft;
    this.field.value ||= recall(draft);
    requestAnimationFrame(() => this.#fit()); // once it stands on the page and has a height
  }

  #excess() {
    return [...this.field.value.trim()].length - this.limit();
  }

  #written() {
    const { value } = this.field;
    keep(this.draft, value);
    if (value && Date.now() - this.#told > TYPING_EVERY) {
      this.#told = Date.now();
      this.typing("typing.start");
    } else if (!value && this.#told) {
      this.#told = 0;
      this.typing("typing.stop");
    }
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
