/** The chat's document on a site that asks: below the first screen, once somebody has opened it, and nowhere else. */

import { el } from "./dom.js";
import { boot } from "./frame.js";
import { config, say } from "./words.js";

/** Asks, or says what holds with the way to change it; both answers look alike. */
class Question {
  element = el("section.consent", { "aria-label": say("consent_ask") });
  #line = el("p", { role: "status" });
  #said = false;

  /** @param {import("./host.js").Host} host */
  constructor(host) {
    this.host = host;
    this.why = el("p.why", {}, say("consent_why"));
    this.buttons = el("div.ways");
    this.element.append(this.#line, this.why, this.buttons);
    this.element.hidden = true;
  }

  /** @param {string} [view] what the page calls itself to us: nothing before a choice, "" where it may not tell of itself */
  hear(view) {
    if (view !== undefined) this.#stand(view ? "granted" : "refused");
    else if (!this.#said) this.#show("consent_ask", ["consent_no", "refused"], ["consent_yes", "granted"]);
  }

  #choose(given) {
    this.host.tell("consent", { detail: given });
    this.#stand(given);
    this.buttons.firstChild.focus();
  }

  #stand(given) {
    this.#said = true;
    if (given === "granted") this.#show("consent_granted", ["consent_stop", "refused"]);
    else this.#show("consent_refused", ["consent_allow", "granted"]);
  }

  #show(line, ...ways) {
    this.element.hidden = false;
    this.why.hidden = ways.length < 2;
    this.#line.textContent = say(line);
    this.buttons.replaceChildren(...ways.map(([text, given]) => el("button", { type: "button", click: () => this.#choose(given) }, say(text))));
  }
}

function ask({ home, host }) {
  const { globalPrivacyControl, doNotTrack } = navigator;
  if (!host.embedded || globalPrivacyControl || (config.dnt && doNotTrack === "1")) return; // that is an answer
  const question = new Question(host);
  home.element.lastElementChild.before(question.element);
  addEventListener("message", ({ isTrusted, source, origin, data }) => {
    if (isTrusted && source === window.parent && config.origins.includes(origin) && data.visavis === "page") question.hear(data.page?.view);
  });
}

export const begin = () => ask(boot());
