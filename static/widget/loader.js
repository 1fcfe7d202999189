/**
 * The launcher on the host page. It draws one button in a closed shadow root and creates the chat's
 * document when somebody shows interest; nothing is stored before the chat was used, and no error
 * of ours reaches the page. What it can be told is in `visavis.d.ts`.
 */

import { chevronDown, messageCircle } from "../shared/icons.js";

const SETTLES = 150; // a page may give itself several addresses in a row, and its title last
const LOOKS = 1000; // where there is no Navigation API; rather than patching the page's history

/** Runs ours without letting its errors out into the page. */
const guarded = (action) => (...given) => {
  try {
    return action(...given);
  } catch (error) {
    console.error("visavis", error);
  }
};

/** Works on the page's storage, which a browser may refuse. */
function storage(verb, ...given) {
  try {
    return localStorage[verb](...given);
  } catch {}
}

function put(element, attributes, ...children) {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

const make = (tag, ...given) => put(document.createElement(tag), ...given);
const draw = (tag, ...given) => put(document.createElementNS("http://www.w3.org/2000/svg", tag), ...given);

/**
 * @param {{key: string, css: string, title?: boolean, theme?: string, top?: boolean, patient?: boolean,
 *          texts: Record<string, {open: string, dir?: string}>}} config
 */
export const boot = guarded(({ key, css, title, theme, top, patient, texts }) => {
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
  let lang, words, frame, ready, focus, full, from, watcher, address, said, pause, looks;

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
    if (title) label.data = words.open;
    put(box, { "aria-label": words.open, lang, dir: words.dir ?? "ltr" });
    put(button, { "aria-label": unread ? `${words.open}, ${name}` : words.open, "aria-expanded": opened });
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
    frame = make("iframe", { title: words.open });
    begin();
    frame.src = `${origin}/w/${key}/chat?lang=${lang}#${frame.style.colorScheme}`;
    box.append(frame);
  }

  /** What the chat has to know each time its document loads. */
  function begin() {
    ready = false;
    visit({});
    dress();
    if (said) tell("set", said);
  }

  function drop() {
    frame?.remove();
    frame = ready = null;
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
    const focused = document.activeElement;
    place();
    warm();
    opened = open;
    update();
    if (open) {
      box.hidden = false;
      focus = navigator.userActivation.isActive; // who has done nothing keeps the focus
      from = focused === host || focused === document.body ? button : focused;
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
      said = null;
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
      clearInterval(looks);
      watcher?.destroy();
      host.remove();
      delete window.visavis;
    },
  };

  function receive({ data, source, origin: sender, isTrusted }) {
    if (!isTrusted || !frame || source !== frame.contentWindow || sender !== origin) return;
    if (data.visavis === "ready") {
      if (ready) begin(); // it began anew by itself
      ready = true;
      frame.className = "ready";
      if (opened) waiting.open = { focus, full };
      for (const type in waiting) tell(type, waiting[type]);
      waiting = {};
    } else if (data.visavis === "close") turn(false);
    else if (data.visavis === "event") emit(data.name, data.detail);
    else if (data.visavis === "state") {
      if (data.used) storage("setItem", used, 1);
      if (data.unread !== state.unread) emit("unread", data.unread);
      state = data;
      update();
    }
  }

  window.visavis = guarded((command, ...given) => {
    if (commands[command]) commands[command](...given);
    else console.warn("visavis?", command);
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
  if (window.navigation) hear(navigation, "currententrychange", moved);
  else looks = setInterval(guarded(visit), LOOKS);
  if (!patient) for (const name of ["pointerenter", "focus"]) hear(button, name, warm);
  hear(button, "click", commands.toggle);
  hear(window, "message", receive);
  for (const name of ["resize", "scroll"]) hear(visualViewport, name, fit);

  speak();
  fit();
  place();
  emit("ready");
  for (const given of early ?? []) window.visavis(...given);
  // Somebody who has used the chat before is told of an answer on every page.
  if (storage("getItem", used)) (window.requestIdleCallback ?? setTimeout)(guarded(warm));
});
