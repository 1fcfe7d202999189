/** What the chat loads on use: a module with a scope of its own, so it shares no state with the document. */

import { rating } from "./rating.js";
import { Uploads } from "./uploads.js";

export const rare = { Uploads, rating };
