/** A short tone for an answer nobody is looking at: once for all tabs of a browser, never before somebody has touched the chat. */

const HOLD = 3000;
const COURTESY = 200;

/** Two notes, made here: there is nothing to fetch. */
function sing() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const gain = context.createGain();
  const now = context.currentTime;
  tone.frequency.setValueAtTime(660, now);
  tone.frequency.setValueAtTime(880, now + 0.1);
  gain.gain.setValueAtTime(0.12, now);
  gain.gain.exponentialRampToValueAtTime(0.001, now + 0.5);
  tone.connect(gain).connect(context.destination);
  tone.onended = () => context.close();
  tone.start();
  tone.stop(now + 0.5);
}

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Rings, unless another tab does or somebody sees what it is about. The tab before somebody's eyes speaks first,
 * and says nothing: so the others stay silent, too.
 * @param {string} key what it is about
 * @param {boolean} seen it stands before somebody's eyes, here
 */
export async function ring(key, seen) {
  if (!seen) await wait(COURTESY);
  const now = () => {
    if (!seen && navigator.userActivation?.hasBeenActive) sing();
  };
  const held = (lock) => lock && (now(), wait(HOLD));
  // Without locks each tab rings for itself.
  if (!navigator.locks) return now();
  await navigator.locks.request(`ring:${key}`, { ifAvailable: true }, held).catch(now);
}
