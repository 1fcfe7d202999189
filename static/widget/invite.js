/**
 * Shows what an agent offers: a small bubble beside the launcher that takes no focus, moves nothing and says no as
 * easily as yes. It comes with the first offer of a page, and one tab at a time has it.
 */

import { guarded } from "./guest.js";

const SEEN = 1000; // in view for that long
const HALF = 0.5;

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

/** The portrait, or the first letter of the name until it comes: a page may not let pictures of ours in. */
function portrait({ name, avatar }) {
  const face = make("i", { "aria-hidden": true }, [...name][0] ?? "");
  if (!avatar) return face;
  const picture = make("img", { alt: "", src: new URL(avatar, import.meta.url) });
  picture.onload = () => face.replaceChildren(picture);
  return face;
}

/** One scheme with the chat: asked for, the page's or the system's. */
function scheme(asked) {
  const declared = getComputedStyle(document.documentElement).colorScheme;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  return [asked, declared, system].find((one) => one === "dark" || one === "light");
}

/** @param {{key: string, name: string, css: string, theme: string, texts: Record<string, string[]>}} site */
export const inviting = ({ key, name, css, theme, texts }) =>
  guarded((hear, { box, tell, emit, commands }, send) => {
    const launcher = box.querySelector("button");
    const news = make("p", { role: "status", class: "news" }); // there before its words, or nobody hears them
    const sheet = new CSSStyleSheet();
    let shown; // what stands there now
    let over; // the last one that was answered: it may come once more by another way

    function remove() {
      if (!shown) return;
      const { bubble, watcher, others, timer } = shown;
      const focused = bubble.querySelector(":focus-visible");
      shown = undefined;
      clearTimeout(timer);
      watcher.disconnect();
      others?.close();
      bubble.remove();
      news.textContent = "";
      if (focused) launcher.focus({ preventScroll: true });
    }

    const answer = (verb, invitation) => send({ type: `invitation.${verb}`, invitation });

    function accept({ id, text, author }) {
      over = id;
      answer("accept", id);
      tell("invitation", { invitation: { id, text, author } });
      commands.open();
      remove();
    }

    function decline({ id }) {
      over = id;
      answer("decline", id);
      remove();
    }

    function draw(offer) {
      const { text, author } = offer;
      const [yes, no, close] = texts[box.lang];
      const button = (look, words, act, named) => {
        const one = make("button", { type: "button", class: look, ...named }, words);
        hear(one, "click", () => act(offer));
        return one;
      };
      const bubble = make(
        "div",
        { class: "offer", role: "group", "aria-label": author.name },
        portrait(author),
        make("p", { class: "who", dir: "auto" }, make("strong", {}, author.name), make("small", {}, name)),
        make("p", { class: "words", dir: "auto" }, text),
        make("div", { class: "ways" }, button("yes", yes, accept), button("no", no, decline)),
        button("shut", "×", decline, { "aria-label": close }),
      );
      hear(bubble, "keydown", (event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.stopPropagation();
        decline(offer);
      });
      bubble.style.colorScheme = scheme(theme);
      return bubble;
    }

    /** Tells once that it was seen: half of it, for a while, in front of somebody. */
    function look() {
      const { id, half, told, text, author } = shown ?? {};
      clearTimeout(shown?.timer);
      if (!half || told || document.visibilityState !== "visible") return;
      news.textContent ||= `${author.name}: ${text}`;
      shown.timer = setTimeout(() => {
        shown.told = true;
        answer("shown", id);
      }, SEEN);
    }

    function show(offer) {
      const { id } = offer;
      if (id === over || id === shown?.id) return;
      remove();
      const mine = { ...offer, bubble: draw(offer) };
      mine.watcher = new IntersectionObserver((seen) => {
        mine.half = seen.at(-1).intersectionRatio >= HALF;
        look();
      }, { threshold: HALF });
      mine.others = guarded(() => new BroadcastChannel(`visavis:${key}:invitation`))();
      if (mine.others) {
        mine.others.onmessage = ({ data }) => data === id && remove(); // it is in another tab now
        mine.others.postMessage(id);
      }
      shown = mine;
      news.before(mine.bubble);
      mine.watcher.observe(mine.bubble);
      emit("invite", { invitation: id });
    }

    sheet.replaceSync(css);
    box.getRootNode().adoptedStyleSheets.push(sheet);
    launcher.before(news);
    hear(document, "visibilitychange", look);
    hear(window, "pagehide", remove);
    return guarded(({ type, invitation }) => {
      if (type === "invitation.offered") show(invitation);
      else if (type === "invitation.withdrawn" && (!invitation || invitation === shown?.id)) remove();
    });
  });
