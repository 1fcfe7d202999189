/** What the chat loads on use: a module with a scope of its own, so it shares no state with the document. */

import { form } from "./form.js";
import { rating } from "./rating.js";
import { Uploads } from "./uploads.js";

/* global LOOK -- the style of all this, put in front of the module where it is built */
const sheet = new CSSStyleSheet();
sheet.replaceSync(LOOK);
document.adoptedStyleSheets.push(sheet);

export const rare = { Uploads, form, rating };
