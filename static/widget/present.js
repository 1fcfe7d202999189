/**
 * What comes once a page was told of, for somebody who stays: one light socket for all tabs of a browser, and signs that
 * somebody cannot get on. By the socket the server knows that somebody is there, pages tell what happens on them, and
 * the server says what it has to say by itself.
 *
 * The tab in front holds it, under a lock that the next one takes away; where no socket is to be had the tab asks by hits.
 *
 * What shows an invitation comes with the first one, whichever way that came; it answers by whichever way there is.
 */

import { backoff } from "../shared/backoff.js";
import { stumbles } from "./stumbles.js";

const WAVERS = 5000; // of active time; a pointer that leaves earlier means nothing
const HIDDEN = 60_000; // after which nobody is taken to come back soon
const HEALTHY = 10_000;
const FEW = 6; // tries in a row where there was a socket before; where there was none the second is the last
const LATER = 300_000; // in which who was turned away tries again
const PATIENCE = 10_000;
const FULL = [1013, 4429];

const visible = () => document.visibilityState === "visible";

/** @param {{hear: any, hits: any, views: any, permission: any, commands: any, tell: (name: string, properties?: object) => void, stage: object}} house */
export function present(house) {
  const { hear, hits, views, permission, commands, stage } = house;
  const url = hits.url.replace(/^http(.*)\/w\/(.*)\/hit$/, "ws$1/ws/visitor/$2/");
  let over = false; // told not to come back, or nothing is left to come back for
  let barred = false; // the page's own policy has no room for it
  let release; // while this tab is the one
  let queued = false;
  let socket;
  let offers; // what shows them, once there was one
  let token; // the socket was opened with
  let waiting; // what was sent and not answered yet
  let batches = 0;
  let tries = 0;
  let failures = 0; // in a row, without a welcome
  let met = false; // there was a socket on this page
  let notBefore = 0;
  const timers = {};

  function after(name, wait, action) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(action, wait);
  }

  const wanted = () => !over && permission.given && !!views.current && hits.open && (!permission.lasts || !!permission.token);

  function send(frame) {
    hits.add(frame);
    hits.send();
  }

  function say(frame) {
    if (frame.type === "invitation.offered") offers ??= import("./invite.js").then(({ invite }) => invite(hear, stage, send));
    offers?.then((told) => told(frame), console.warn);
  }

  /** Takes the place of the hits while the socket is open: resolves when all of it is stored. */
  const carry = (frames) =>
    new Promise((done, lost) => {
      const id = `${++batches}`;
      waiting = { id, left: frames.length, done, lost };
      after("answer", PATIENCE, () => hangUp(socket));
      for (const frame of frames) socket.send(JSON.stringify({ ...frame, id }));
    });

  function answered({ id, retry }) {
    if (waiting?.id !== id || (!retry && --waiting.left)) return;
    clearTimeout(timers.answer);
    if (retry) waiting.lost();
    else waiting.done({ status: 204 });
    waiting = undefined;
  }

  function connect() {
    clearTimeout(timers.retry);
    if (socket || !release || !wanted() || barred) return;
    const early = notBefore - performance.now();
    if (early > 0) return after("retry", early, connect);
    try {
      socket = new WebSocket(url);
    } catch {
      return lost(0); // not from a page like this
    }
    const mine = socket;
    const { view, url: address, title, referrer } = views.current.frame;
    const { about } = hits;
    let heartbeat = 5000;
    const listen = () => after("silence", 2 * heartbeat + 1000, () => hangUp(mine));
    listen();
    mine.onopen = () => {
      const page = { view, url: address, title, referrer };
      token = permission.token;
      mine.send(JSON.stringify({ type: "hello", protocol: 1, passive: true, token: token || undefined, consent: permission.choice, ...about, page }));
    };
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      const frame = JSON.parse(data);
      if (frame.type === "welcome") {
        heartbeat = frame.heartbeat_ms;
        permission.token = frame.token ?? permission.token;
        met = true;
        failures = notBefore = 0;
        after("healthy", HEALTHY, () => (tries = 0));
        delete about.poll;
        clearTimeout(timers.poll);
        hits.carry = carry;
        hits.send();
      } else if (frame.id) answered(frame);
      else if (frame.type !== "heartbeat") say(frame);
      listen();
    };
    mine.onclose = ({ code }) => mine === socket && lost(code);
  }

  /** Lets go of the socket without waiting for its end. */
  function drop() {
    for (const name in timers) if (name !== "hidden") clearTimeout(timers[name]);
    const last = socket;
    socket = hits.carry = undefined;
    last?.close();
    waiting?.lost();
    waiting = undefined;
  }

  function hangUp(one) {
    if (one && one === socket) lost(0);
  }

  function lost(code) {
    const welcomed = hits.carry;
    drop();
    if (code === 4403) return stop((over = true));
    let again = connect;
    let wait = backoff(tries);
    if (code === 4401) {
      if (permission.token === token) permission.token = ""; // nobody's any more: a page that is told of brings another
      again = () => send(views.current.frame);
    }
    if (!welcomed) failures++;
    const full = FULL.includes(code);
    if (full || tries++ > (met ? FEW : 0)) {
      wait = (LATER * (1 + Math.random())) / 2;
      if (full || !met) notBefore = performance.now() + wait; // else at once when there is a reason
    }
    after("retry", wait, again);
    if (notBefore || barred || failures > 1) poll();
  }

  /** Goes on asking by hits, as long as somebody can see the answer. */
  function poll() {
    hits.about.poll = true;
    if (!release || !visible() || !wanted()) return;
    after("poll", 2 * PATIENCE, poll); // unless an answer says when
    hits.add(views.beat());
    hits.send();
  }

  /** Holds the socket while it has the lock; who is to have it next is granted it when this resolves. */
  function hold() {
    if (release || !wanted()) return;
    return new Promise((done) => {
      release = done;
      connect();
    });
  }

  function stop() {
    clearTimeout(timers.hidden);
    drop();
    release?.();
    release = undefined;
  }

  /** Looks whether this tab should be the one: in front it takes the lock away, else it waits for its turn. */
  function look(steal = document.hasFocus()) {
    if (!wanted()) return stop();
    if (!visible()) return after("hidden", HIDDEN, stop);
    clearTimeout(timers.hidden);
    if (release) {
      if (hits.about.poll) poll();
      return connect();
    }
    if (queued && !steal) return;
    queued ||= !steal;
    const granted = () => {
      queued &&= steal;
      return visible() ? hold() : undefined;
    };
    const taken = ({ name }) => {
      if (name !== "AbortError") return hold(); // storage is blocked: a socket for each tab
      release = undefined;
      drop();
      look(false); // it may still be seen: its turn comes again
    };
    if (navigator.locks) navigator.locks.request(`${permission.prefix}present`, { steal }, granted).catch(taken);
    else hold();
  }

  hits.heard = ({ token, frames, next_ms }) => {
    for (const frame of frames ?? []) if (frame.type !== "nack") say(frame);
    if (next_ms) after("poll", next_ms, poll);
    if (!socket || token) look(false);
  };
  function part() {
    stop(); // whoever goes on is told of anew
    say({ type: "invitation.withdrawn" }); // and nothing was offered to them
  }

  for (const verb of ["consent", "reset", "destroy"]) {
    const act = commands[verb];
    commands[verb] = (...given) => {
      if (verb === "destroy") over = true;
      part();
      act(...given);
    };
  }
  permission.onshared = () => {
    part();
    look(false);
  };
  for (const name of ["focus", "pageshow", "online"]) hear(window, name, () => look());
  hear(document, "visibilitychange", () => look());
  hear(window, "offline", () => hangUp(socket));
  hear(window, "pagehide", stop);
  stumbles(
    hear,
    (form, field) => commands.formError({ form: form.dataset.visavis || form.name || form.id, field }),
    () => {
      const { current, attention } = views;
      if (!current || current.wavered || attention.active < WAVERS) return;
      current.wavered = true;
      house.tell("exit_intent");
    },
  );
  hear(document, "securitypolicyviolation", ({ blockedURI }) => (barred ||= /^ws/.test(blockedURI) && url.startsWith(blockedURI)));
  look();
}
