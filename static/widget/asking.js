/** Questions that no record tells of: asked once, now or not at all. */

/**
 * Asks over a line, and gives the frame of a type that came before the answer.
 * @param {import("./line.js").Line} line
 * @param {{type: string}} frame
 * @param {string} [type]
 */
export async function ask({ socket }, frame, type) {
  let told;
  const hear = ({ detail }) => detail.frame.type === type && (told = detail.frame);
  socket.addEventListener("frame", hear);
  try {
    await socket.request({ ...frame, id: `${frame.type} ${performance.now()}` });
  } finally {
    socket.removeEventListener("frame", hear);
  }
  return told;
}
