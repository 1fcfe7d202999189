/** Conversations that have ended, read page by page when somebody looks for them. */

import { effect, signal } from "preact";
import { uuid } from "../shared/uuid.js";
import { holding } from "./hold.js";
import { request } from "./line.js";
import { department, tagged, view } from "./places.js";
import { loaded } from "./store.js";

/** Whether there are others, and whether they are being read. */
export const more = signal(false);
export const busy = signal(false);

/** @type {number} counts the lists begun, so that an answer to an earlier one changes nothing */
let begun = 0;

/** @type {string|undefined} where the last page ended; older ones may be known too, from a search */
let end;

/** @param {string|undefined} before the last one that is known */
async function read(before) {
  const mine = (begun += 1);
  busy.value = true;
  const about = { department: department.value ?? undefined, tag: tagged.value ?? undefined };
  const page = await request({ type: "inbox.finished", id: uuid(), ...about, before }).catch(() => null);
  if (mine !== begun) return;
  busy.value = false;
  if (page) {
    more.value = page.more;
    end = page.conversations.at(-1)?.id ?? before;
  }
  holding.apply(); // asked for by hand: not kept back while the pointer is in the list
}

/** Reads on from where the last page ended. */
export const readOn = () => read(end);

/** Reads the newest ones again where that list is shown: a snapshot forgets what is not open. */
export function readAgain() {
  if (view.value === "closed" && loaded.value) read(undefined);
}

/** Reads the newest ones whenever that list is chosen, or narrowed to something else. */
export function watchFinished() {
  effect(() => {
    void department.value;
    void tagged.value;
    readAgain();
  });
}
