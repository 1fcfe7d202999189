/** What the chat loads on use: a module with a scope of its own, so it shares no state with the document. */

import { form } from "./form.js";
import { rating } from "./rating.js";
import { Uploads } from "./uploads.js";
import { config } from "./words.js";

// The server writes texts and style here.
Object.assign(config.texts, VISAVIS_TEXTS);
const sheet = new CSSStyleSheet();
sheet.replaceSync(VISAVIS_STYLE);
document.adoptedStyleSheets.push(sheet);

export const rare = { Uploads, form, rating };
