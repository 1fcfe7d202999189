/** Controls that are made of more than one element. */

import { el } from "./dom.js";
import { icon } from "./icon.js";

/** A button that is a glyph: its name is for those who do not see it. */
export const iconButton = (path, label, click, more) => el("button.icon", { type: "button", "aria-label": label, click, ...more }, icon(path));
