/**
 * Tells the server of the pages somebody looks at, as far as site and visitor allow. It comes after the page has come,
 * adds its commands to the launcher's, and wraps the page's history only where there is no Navigation API.
 */

import { guarded } from "./guest.js";
import { Hits } from "./hits.js";
import { Permission } from "./permission.js";
import { unique } from "./unique.js";
import { Views } from "./views.js";

/** Calls back after each change of the address. */
function follow(hear, moved) {
  if (window.navigation) return hear(navigation, "currententrychange", moved);
  hear(window, "popstate", moved);
  for (const verb of ["pushState", "replaceState"]) {
    const native = history[verb];
    history[verb] = function (...given) {
      native.apply(this, given);
      guarded(moved)();
    };
  }
}

function begin(site, commands, box, launch, emit) {
  const { page, reset, destroy } = commands;
  const gone = new AbortController();
  const hear = (target, name, action) => target.addEventListener(name, guarded(action), { signal: gone.signal, capture: true });
  const permission = new Permission(site);
  const hits = new Hits(new URL("hit", import.meta.url).href, permission, () => commands.hide());
  const views = new Views(hear, hits, (words) => page({ ...words, tracking: permission.token }));
  let cart, more;
  let parted = !permission.given;

  permission.onknown = () => views.say();

  function start(nav) {
    if (!permission.given) return part();
    parted = false;
    views.begin(nav);
  }

  function tell(name, properties = {}) {
    if (parted) return;
    hits.add({ type: "event.track", event_id: unique(), name, properties });
    hits.send();
  }

  function leave() {
    views.end();
    hits.send(true);
  }

  /** Says no more in the name of who has looked at the page until now. */
  function part() {
    parted = true;
    views.end();
    hits.drop();
    page({ view: "" });
  }

  function quit() {
    if (!parted) leave();
    part();
    permission.token = "";
  }

  /** What one tab is told holds for all; who it is now is asked for by that tab alone. */
  function share({ key, newValue }) {
    if (key && !key.startsWith(permission.prefix)) return;
    permission.look();
    if (!permission.given || !newValue) part();
    if (parted && permission.given && (permission.token || !permission.lasts)) start("load");
    permission.onshared?.();
  }

  Object.assign(commands, {
    track: (name, properties) => tell(`${name}`, properties),
    cart: (now) => {
      const before = cart;
      cart = JSON.stringify(now);
      if (cart !== before) tell("cart", now);
    },
    order: (order) => tell("order", order),
    formError: ({ form, field }) => tell("form_error", { form, field }),
    consent: (said) => {
      permission.set(said);
      hits.add({ type: "consent.set", purposes: permission.choice });
      if (permission.given) return views.current ? hits.send() : start("load");
      quit();
    },
    forget: () => {
      hits.add({ type: "visitor.forget", view: views.current?.frame.view, tracking: permission.token || undefined });
      commands.consent("refused");
      reset();
    },
    reset: () => {
      reset();
      if (!permission.lasts) return;
      quit(); // whoever comes now is somebody else
      start("load");
    },
    page: (words = {}) => {
      page(words);
      views.moved(words);
    },
    destroy: () => {
      leave();
      gone.abort();
      destroy();
    },
  });

  follow(hear, () => views.moved());
  hear(window, "pagehide", leave);
  hear(window, "pageshow", ({ persisted }) => {
    if (!persisted) return;
    permission.look();
    start("bfcache");
  });
  hear(window, "storage", share);
  hear(window, "online", () => hits.send());
  hear(document, "securitypolicyviolation", ({ blockedURI }) => (hits.open &&= !hits.url.startsWith(blockedURI)));
  hits.heard = () => (more ??= import("./present.js").then(({ present }) => present({ hear, hits, views, permission, commands, tell, stage: { box, tell: launch, emit, commands } }), console.warn));
  if (document.prerendering) hear(document, "prerenderingchange", () => start("load"));
  else start("load");
}

/** Begins with the first call for a page; each call may bring a command that waited, and where the launcher stands. */
export const tracking = (site) =>
  guarded((commands, command, given, ...stage) => {
    if (!commands.track) begin(site, commands, ...stage);
    if (commands[command]) commands[command](...given);
    else if (command) console.warn("visavis?", command);
  });
