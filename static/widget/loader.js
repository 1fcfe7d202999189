/**
 * The launcher on the host page. It draws one button in a closed shadow root and creates the chat's
 * document when somebody shows interest; nothing is stored before the chat was used, and no error
 * of ours reaches the page.
 */

import { chevronDown, messageCircle } from "../shared/icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** Runs ours without letting its errors out into the page. */
const guarded = (action) => (...given) => {
  try {
    return action(...given);
  } catch (error) {
    console.error("visavis", error);
  }
};

/** The first language of the page or the reader that the site speaks, else the site's first. */
function language(texts) {
  const wanted = [document.documentElement.lang, ...navigator.languages];
  for (const tag of wanted) for (const known of [tag, tag.split("-")[0]]) if (texts[known]) return known;
  return Object.keys(texts)[0];
}

/** The scheme the page declares, else the system's; the site may fix it. */
function scheme(fixed) {
  const declared = getComputedStyle(document.documentElement).colorScheme;
  if (fixed) return fixed;
  if (declared === "dark" || declared === "light") return declared;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Remembers that the chat was used, or tells whether it was; a page may refuse storage. */
function remember(name, value) {
  try {
    return value ? localStorage.setItem(name, value) : localStorage.getItem(name);
  } catch {}
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
}

/**
 * @param {{key: string, css: string, title: string, side: string, theme: string,
 *          texts: Record<string, Record<string, string>>}} config
 */
export const boot = guarded((config) => {
  if (window.visavis?.live) return; // a second snippet on the page
  const early = window.visavis?.q ?? [];
  const script = document.currentScript;
  const { origin } = new URL(script.src || location); // a preview has the script inline
  const { key, texts } = config;
  const lang = language(texts);
  const words = texts[lang];
  const used = `visavis:${key}`;
  const phone = matchMedia("(max-width: 480px)");
  const listeners = {};
  let frame, ready, opened, online;
  let unread = 0;

  const glyph = document.createElementNS(SVG, "path");
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [["viewBox", "0 0 24 24"], ["width", 24], ["height", 24], ["aria-hidden", true]]) svg.setAttribute(name, value);
  svg.append(glyph);
  const dot = element("i", { hidden: "" });
  const count = element("b", { hidden: "" });
  const button = element("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": false, class: config.title && "titled" }, svg, config.title, dot, count);
  const box = element("section", { "aria-label": words.title, lang, dir: words.dir, class: config.side }, button);
  const host = document.createElement("visavis-widget");
  const root = host.attachShadow({ mode: "closed" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(config.css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = element("style", {}, config.css);
    style.nonce = script.nonce;
    root.append(style);
  }
  root.append(box);

  const tell = (type, more) => ready && frame.contentWindow.postMessage({ visavis: type, ...more }, origin);
  const emit = (name, value) => {
    for (const listener of listeners[name] ?? []) guarded(listener)(value);
  };

  function draw() {
    const number = unread && new Intl.PluralRules(lang).select(unread);
    const name = unread ? (words[`unread_${number}`] ?? words.unread_other).replace("{n}", unread) : words.open;
    button.setAttribute("aria-label", opened ? words.close : name);
    button.setAttribute("aria-expanded", !!opened);
    glyph.setAttribute("d", opened ? chevronDown : messageCircle);
    count.textContent = unread > 9 ? "9+" : unread;
    count.hidden = !unread || opened;
    dot.hidden = !online || opened || unread > 0;
    box.classList.toggle("open", !!opened);
  }

  /** Makes the chat's document, hidden: the click then only has to show it. */
  function warm() {
    if (frame) return;
    const theme = scheme(config.theme);
    const query = lang === Object.keys(texts)[0] ? "" : `?lang=${lang}`;
    frame = element("iframe", { title: words.title, src: `${origin}/w/${key}/chat${query}#${theme}` });
    frame.style.colorScheme = theme;
    box.append(frame);
  }

  /** On phones the panel ends where the keyboard begins, which only the page can see. */
  function fit() {
    const view = window.visualViewport;
    if (!frame || !view) return;
    const full = opened && phone.matches;
    frame.style.height = full ? `${view.height}px` : "";
    frame.style.top = full ? `${view.offsetTop}px` : "";
  }

  function turn(open) {
    if (!open === !opened) return;
    const inside = document.activeElement === host;
    warm();
    opened = open;
    draw();
    fit();
    tell(open ? "open" : "close", { page: page() });
    if (open) frame.focus();
    else if (inside) button.focus();
    emit(open ? "open" : "close");
  }

  const page = () => ({ url: location.href, title: document.title, referrer: document.referrer });

  const receive = guarded(({ data, source, origin: from, isTrusted }) => {
    if (!isTrusted || !frame || source !== frame.contentWindow || from !== origin) return;
    if (data.visavis === "ready") {
      ready = true;
      tell("page", { page: page() });
      if (opened) tell("open", { page: page() });
    } else if (data.visavis === "close") turn(false);
    else if (data.visavis === "state") {
      online = data.online;
      if (data.used) remember(used, 1);
      if (data.unread !== unread) emit("unread", data.unread);
      unread = data.unread;
      draw();
    }
  });

  const commands = {
    open: () => turn(true),
    close: () => turn(false),
    toggle: () => turn(!opened),
    show: () => (box.hidden = false),
    hide: () => (box.hidden = true),
    on: (name, listener) => {
      (listeners[name] ??= []).push(listener);
      if (name === "ready") guarded(listener)();
    },
    destroy: () => {
      removeEventListener("message", receive);
      visualViewport?.removeEventListener("resize", fit);
      visualViewport?.removeEventListener("scroll", fit);
      host.remove();
      delete window.visavis;
    },
  };
  window.visavis = guarded((command, ...given) => commands[command](...given));
  window.visavis.live = true;

  for (const name of ["pointerenter", "focus", "touchstart"]) button.addEventListener(name, guarded(warm), { passive: true });
  button.addEventListener("click", guarded(commands.toggle));
  addEventListener("message", receive);
  visualViewport?.addEventListener("resize", fit);
  visualViewport?.addEventListener("scroll", fit);

  draw();
  const place = guarded(() => {
    document.body.append(host);
    for (const given of early) window.visavis(...given);
    // Somebody who has used the chat before is told of an answer on every page.
    if (remember(used)) (window.requestIdleCallback ?? setTimeout)(guarded(warm));
  });
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place, { once: true });
});
