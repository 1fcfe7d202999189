/** Colleagues in the same conversation: who looks, who writes, and telling them what one looks at oneself. */

import { effect, html, signal } from "preact";
import { connections, send } from "./line.js";
import { Portrait, firstName } from "./people.js";
import { current } from "./places.js";
import { typists } from "./row.js";
import { me, state } from "./store.js";
import { t } from "./texts.js";

const SETTLED_MS = 150;
const FACES = 3;

/** Whether somebody can see this page at all. */
const visible = signal(document.visibilityState === "visible");

/** Tells what is before one's eyes, once it stays there for a moment; a page in the background shows nothing. */
export function watchLooking() {
  document.addEventListener("visibilitychange", () => (visible.value = document.visibilityState === "visible"));
  /** @type {number|undefined} */
  let timer;
  effect(() => {
    void connections.value;
    const conversation = visible.value ? current.value : null;
    clearTimeout(timer);
    timer = window.setTimeout(() => send({ type: "conversation.view", conversation }), SETTLED_MS);
  });
}

/** @param {{id: string}} props who else is here, the ones who write before those who look */
export function Colleagues({ id }) {
  const writing = typists(id).filter(({ author }) => author.kind === "agent");
  const mine = me.value?.id;
  const looking = (state.value.viewers[id] ?? []).filter((one) => one.id !== mine);
  const people = writing.length ? writing.map(({ author }) => author) : looking;
  if (!people.length) return null;
  const words = sentence(people, writing.length ? "writing" : "looking");
  return html`<span class="colleagues ${writing.length ? "strong" : ""}" title=${words}>
    <span class="faces">${people.slice(0, FACES).map((one) => html`<${Portrait} key=${one.id} agent=${one} size=${20} />`)}</span>
    <span class="colleagues-words">${words}</span>
  </span>`;
}

/** @param {import("./types.js").Author[]} people @param {"writing"|"looking"} what */
function sentence([first, ...others], what) {
  const name = firstName(first.name ?? t("agent.somebody"));
  return others.length ? t(`colleagues.${what}_more`, { name, count: others.length }) : t(`colleagues.${what}`, { name });
}
