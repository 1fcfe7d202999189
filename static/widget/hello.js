/** How a browser introduces itself to the server. */

import { config } from "./words.js";

export const hello = (more) => ({
  type: "hello",
  protocol: 1,
  locale: navigator.language,
  ...more,
});

export const socketUrl = `${location.origin.replace("http", "ws")}/ws/visitor/${config.key}/`;
