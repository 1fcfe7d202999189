/** Parts of the chat are loaded when they are used; without a connection, as soon as there is one. */

import { backoff } from "../shared/backoff.js";
import { config } from "./words.js";

/** What is there already, by name. */
export const parts = {};

async function load(name) {
  for (let tries = 0; ; )
    try {
      // A browser may remember what failed, hence another address for every try.
      const found = await import(`/w/${config.key}/part/${name}.js?lang=${document.documentElement.lang}&v=${config.parts}.${tries}`);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(found.style);
      document.adoptedStyleSheets.push(sheet);
      Object.assign(config.texts, found.texts);
      return found;
    } catch {
      await new Promise((done) => setTimeout(done, backoff(++tries)));
    }
}

/** What a part exports; everybody who asks gets the same. */
export const part = (name) => (parts[name] ??= load(name));
