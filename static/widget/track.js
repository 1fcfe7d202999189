/**
 * Tells the server of the pages somebody looks at, as far as site and visitor allow. It comes after the page has come,
 * adds its commands to the launcher's, and wraps the page's history only where there is no Navigation API.
 */

import { uuid } from "../shared/uuid.js";
import { guarded } from "./guest.js";
import { Hits } from "./hits.js";
import { Permission } from "./permission.js";
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
  const hear = (target, name, action) => target.addEventListener(name, guarded(action), { signal: gone.signal, capture: true, passive: true });
  const permission = new Permission(site);
  const hits = new Hits(new URL("hit", import.meta.url).href, permission, () => commands.hide());
  const views = new Views(hear, hits, (words) => page({ ...words, tracking: permission.token }));
  let cart, more;

  permission.onknown = () => views.say();
  const start = (nav) => (permission.given ? views.begin(nav) : page({ view: "" }));

  function tell(name, properties = {}) {
    if (!permission.given) return;
    hits.add({ type: "event.track", event_id: uuid(), name, properties });
    hits.send();
  }

  function leave() {
    views.end();
    hits.send(true);
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
      const before = permission.given;
      permission.set(said);
      hits.add({ type: "consent.set", purposes: permission.choice });
      if (permission.given) return views.current ? hits.send() : start("load");
      views.end();
      if (before) hits.send(true);
      hits.drop();
      permission.token = "";
      page({ view: "" });
    },
    forget: () => {
      hits.add({ type: "visitor.forget", view: views.current?.view, tracking: permission.token || undefined });
      commands.consent("refused");
      reset();
    },
    reset: () => {
      reset();
      if (!permission.lasts) return;
      leave();
      permission.token = ""; // whoever comes now is somebody else
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
  hear(window, "pageshow", ({ persisted }) => persisted && start("bfcache"));
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
