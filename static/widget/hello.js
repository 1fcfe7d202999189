/** How a browser introduces itself to the server. */

export const hello = (more) => ({
  type: "hello",
  protocol: 1,
  locale: navigator.language,
  ...more,
});

export const socketUrl = (key) => `${location.origin.replace("http", "ws")}/ws/visitor/${key}/`;
