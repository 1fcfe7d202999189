/**
 * The launcher on the host page. It draws one button in a closed shadow root and creates the chat's
 * document when somebody shows interest; nothing is stored before the chat was used, and no error
 * of ours reaches the page. What it can be told is in `visavis.d.ts`.
 */

import { chevronDown, messageCircle } from "../shared/icons.js";
import { guarded, storage } from "./guest.js";

const SETTLES = 150; // a page may give itself several addresses in a row, and its title last

function put(element, attributes, ...children) {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

const make = (tag, ...given) => put(document.createElement(tag), ...given);
const draw = (tag, ...given) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), ...given);

/**
 * @param {{key: string, css: string, title?: boolean, theme?: string, top?: boolean, waits?: string,
 *          texts: Record<string, string>, rtl?: string[]}} config where it `waits`, nothing is asked of the
 *          server before that command
 */
export const boot = guarded(({ key, css, title, theme, top, waits, texts, rtl }) => {
  const early = window.visavis?.q;
  if (window.visavis && !early) return; // a second snippet on the page
  const { origin } = new URL(document.currentScript.src || location); // a preview has the script inline
  const used = `visavis:${key}`;
  const gone = new AbortController();
  const glyph = draw("path");
  const label = new Text();
  const badge = make("b");
  const button = make("button", { "aria-haspopup": "dialog" }, draw("svg", { viewBox: "0 0 24 24" }, glyph), label, badge);
  const box = make("section", {}, button);
  const host = make("visavis-widget", top && { popover: "manual" });
  let state = { unread: 0 }; // what the chat says of itself
  let waiting = {}; // what the chat is told once it is there
  const listeners = { __proto__: null };
  let opened = false;
  if (storage("getItem", `${used}:${waits}`)) waits = 0; // said on an earlier page
  let lang, words, frame, ready, focus, full, from, watcher, address, said, pause, more;

  const hear = (target, name, action) => target.addEventListener(name, guarded(action), gone); // for its signal

  function emit(name, detail) {
    for (const listener of listeners[name] ?? []) guarded(listener)(detail);
    document.dispatchEvent(new CustomEvent(`visavis:${name}`, { detail }));
  }

  function tell(type, more) {
    if (ready) frame.contentWindow.postMessage({ visavis: type, ...more }, origin);
    else waiting[type] = more;
  }

  function update() {
    const { unread, name, online } = state;
    put(glyph, { d: opened ? chevronDown : messageCircle });
    if (title) label.data = words;
    put(box, { "aria-label": words, lang, dir: rtl?.includes(lang) ? "rtl" : "ltr" });
    put(button, { "aria-label": unread ? `${words}, ${name}` : words, "aria-expanded": opened });
    badge.textContent = unread > 9 ? "9+" : unread || "";
    badge.hidden = opened || !(unread || online);
  }

  /** Takes the first language that is asked for and that the site speaks, else the site's own. */
  function speak(asked = "") {
    const tags = [asked, document.documentElement.lang, ...navigator.languages, ...Object.keys(texts)];
    lang = tags.flatMap((tag) => [tag, tag.split("-")[0]]).find((tag) => texts[tag]);
    words = texts[lang];
    update();
  }

  /** Makes the chat's document, hidden: the click then only has to show it. */
  function warm() {
    if (frame) return;
    frame = make("iframe", { title: words });
    begin();
    frame.src = `${origin}/w/${key}/chat?lang=${lang}#${frame.style.colorScheme}`;
    box.append(frame);
  }

  /** What the chat has to know each time its document loads. */
  function begin() {
    ready = 0;
    if (!waiting.page) visit({});
    dress();
    if (said) tell("set", said);
  }

  function drop() {
    frame?.remove();
    frame = ready = 0;
  }

  /** Gives frame and chat one scheme, or the browser paints a white box: asked for, the page's or the system's. */
  function dress() {
    const declared = getComputedStyle(document.documentElement).colorScheme;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    frame.style.colorScheme = [theme, declared, system].find((one) => one === "dark" || one === "light");
    tell("theme", { theme: frame.style.colorScheme });
  }

  /** On phones the panel ends where the keyboard begins, which only the page can see. */
  function fit() {
    const { height, offsetTop } = visualViewport;
    box.style.cssText = `--height:${height}px;--top:${offsetTop}px`;
  }

  /** Tells where the visitor is, once for each address; a page may word it itself. */
  function visit(given) {
    place();
    if (!given && address === location.href) return;
    address = location.href;
    tell("page", { page: { url: address, title: document.title, referrer: document.referrer, ...given } });
  }

  /** Stands beside the body, where no swap, no transform and no `inert` of the page's content reaches. */
  function place() {
    if (host.isConnected || gone.signal.aborted) return;
    document.documentElement.append(host);
    if (top) host.showPopover();
    if (frame) begin(); // it loads once more
  }

  function turn(open) {
    if (open === opened) return;
    place();
    warm();
    const focused = document.activeElement;
    opened = open;
    update();
    if (open) {
      box.hidden = false;
      from = focused === host || focused === document.body ? button : focused;
      // Who has done nothing keeps the focus; who uses a pointer wants no ring around anything.
      focus = navigator.userActivation.isActive && from.matches(":focus-visible") + 1;
      if (focus) frame.focus();
      full = !frame.offsetLeft; // on phones
      if (full && window.CloseWatcher) {
        watcher = new CloseWatcher(); // the way back closes, without an entry in the page's history
        watcher.onclose = commands.close;
      }
    } else {
      watcher?.destroy();
      if (focused === host) from.focus({ preventScroll: true });
    }
    const name = open ? "open" : "close";
    if (ready) tell(name, { focus, full });
    else if (!open) drop(); // it never came: the next time is another try
    emit(name);
  }

  const commands = {
    __proto__: null,
    open: (text) => {
      if (text) commands.prefill(text);
      turn(true);
    },
    close: () => turn(false),
    toggle: () => turn(!opened),
    show: () => (box.hidden = false),
    hide: () => {
      turn(false);
      box.hidden = true;
    },
    on: (name, listener) => {
      (listeners[name] ??= new Set()).add(listener);
      if (name === "ready") guarded(listener)();
    },
    off: (name, listener) => listeners[name]?.delete(listener),
    prefill: (text) => tell("prefill", { text: `${text}` }),
    set: (given) => tell("set", (said = { said: structuredClone({ ...said?.said, ...given }) })),
    page: (given = {}) => visit(given),
    reset: () => {
      turn(false);
      said = 0;
      waiting = {};
      if (!frame && !storage("getItem", used)) return;
      storage("removeItem", used);
      warm();
      tell("reset");
    },
    setLocale: (tag) => {
      const spoken = lang;
      speak(tag);
      if (!frame || lang === spoken) return;
      drop();
      warm();
    },
    setTheme: (asked) => {
      theme = asked;
      if (frame) dress();
    },
    destroy: () => {
      gone.abort();
      watcher?.destroy();
      host.remove();
      delete window.visavis;
    },
  };

  function receive({ data, source, origin: sender, isTrusted }) {
    if (!isTrusted || sender !== origin || source !== frame?.contentWindow) return;
    if (data.visavis === "ready") {
      if (ready) begin(); // it began anew by itself
      ready = true;
      frame.className = "ready";
      if (opened) waiting.open = { focus, full };
      for (const type in waiting) tell(type, waiting[type]);
      waiting = {};
    } else if (data.visavis === "event") emit(data.name, data.detail);
    else if (data.visavis === "state") {
      if (data.used) storage("setItem", used, 1);
      if (data.unread !== state.unread) emit("unread", data.unread);
      state = data;
      update();
    } else window.visavis(data.visavis, data.detail); // close, hide, or what was asked in the chat
  }

  window.visavis = guarded((command, ...given) => {
    if (command === waits) waits = 0;
    if (commands[command]) commands[command](...given);
    else if (!waits) (more ??= import(`${origin}/w/${key}/track.js`)).then(({ track }) => track(commands, command, given, box, tell, emit), console.warn);
  });

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const root = host.attachShadow({ mode: "closed" });
  root.adoptedStyleSheets = [sheet];
  root.append(box);
  const moved = () => {
    clearTimeout(pause);
    pause = setTimeout(guarded(visit), SETTLES);
  };
  // Without a Navigation API the page's history is not patched: addresses change after clicks and ways back.
  for (const name of ["currententrychange", "click", "popstate"]) hear(window.navigation ?? window, name, moved);
  if (!waits) for (const name of ["pointerenter", "focus"]) hear(button, name, warm);
  hear(button, "click", commands.toggle);
  hear(window, "message", receive);
  for (const name of ["resize", "scroll"]) hear(visualViewport, name, fit);

  speak();
  fit();
  place();
  emit("ready");
  for (const given of early ?? []) window.visavis(...given);
  // When the page has come to rest, what tells of pages is brought, which has further commands; and somebody who has
  // used the chat before is told of an answer on every page.
  (window.requestIdleCallback ?? setTimeout)(
    guarded(() => {
      window.visavis?.();
      if (storage("getItem", used)) warm();
    }),
  );
});
