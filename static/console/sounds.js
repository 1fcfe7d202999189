/** Three short sounds, made of sine waves where they are played: no file is fetched. */

import { signal } from "preact";

/** Notes as [hertz, begin, length] in seconds, soft enough for an office. */
const TUNES = {
  waiting: [[659.25, 0, 0.16], [880, 0.15, 0.3]],
  message: [[783.99, 0, 0.18]],
  passed: [[523.25, 0, 0.14], [659.25, 0.12, 0.14], [783.99, 0.24, 0.24]],
};
const LOUDNESS = 0.12;
const PATIENCE_MS = 400;
const REST_MS = 2000;

/** Whether this browser keeps the sounds back until somebody has clicked. */
export const blocked = signal(false);

/** @type {AudioContext|undefined} */
let context;

/** @type {number|undefined} */
let rest;

/** @returns {Promise<boolean>} whether sounds can be heard now */
export async function wakeSound() {
  if (!("AudioContext" in window)) return false;
  context ??= new AudioContext();
  if (context.state !== "running") {
    await Promise.race([context.resume().catch(() => null), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  }
  blocked.value = context.state !== "running";
  // An open loudspeaker keeps a laptop awake.
  clearTimeout(rest);
  if (!blocked.value) rest = window.setTimeout(() => context?.suspend(), REST_MS);
  return !blocked.value;
}

/** Any click or key is what the browser waits for. The click is over by then: what says so goes, and moves what is beside it. */
export function watchSound() {
  wakeSound();
  const wake = () => blocked.value && wakeSound();
  for (const type of ["click", "keydown"]) document.addEventListener(type, wake, { capture: true });
}

/** @param {keyof typeof TUNES} name @returns {Promise<boolean>} whether it was played */
export async function play(name) {
  if (!(await wakeSound()) || !context) return false;
  const here = context;
  for (const [hertz, begin, length] of TUNES[name]) {
    const at = here.currentTime + begin;
    const tone = new OscillatorNode(here, { frequency: hertz });
    const volume = new GainNode(here, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(volume).connect(here.destination);
    tone.start(at);
    tone.stop(at + length);
  }
  return true;
}
