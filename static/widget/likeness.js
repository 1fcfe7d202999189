/** What a file looks like in small. */

import { fileText, video } from "../shared/icons.js";
import { el } from "./dom.js";
import { icon } from "./icon.js";

const FILM = /\.(mp4|m4v|mov|webm|mkv|ogv|3gp)$/i;

export const likeness = (name, src) => el("span.thumb", {}, src ? el("img", { src, alt: "" }) : icon(FILM.test(name) ? video : fileText));
