/** What few visitors need is loaded when it is needed; without a connection, as soon as there is one. */

import { backoff } from "../shared/delivery.js";
import { config } from "./words.js";

/** @type {Promise<any> | undefined} */
let loading;

async function load() {
  for (let tries = 0; ; tries++)
    try {
      const { rare } = await import(`/w/${config.key}/rare.js?lang=${document.documentElement.lang}&v=${config.rare}.${tries}`); // a browser may remember what failed
      return rare;
    } catch {
      await new Promise((done) => setTimeout(done, backoff(tries + 1)));
    }
}

export const onUse = () => (loading ??= load());
