/** Says whether a table passes the narrowest turn of a staircase. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-stairs]"));
const turn = /** @type {HTMLInputElement} */ (form.elements.namedItem("turn"));
const table = /** @type {HTMLSelectElement} */ (form.elements.namedItem("table"));
const error = /** @type {HTMLElement} */ (document.querySelector("#turn-error"));
const answer = /** @type {HTMLElement} */ (form.querySelector("[data-answer]"));

/** Widths in cm that let the top pass with its legs on, and with its legs off. */
const NEEDED = { 160: [95, 68], 180: [100, 75], 220: [115, 85] };

/**
 * @param {number} width
 * @param {keyof typeof NEEDED} length
 */
function verdict(width, length) {
  const [legsOn, legsOff] = NEEDED[length];
  if (width >= legsOn) return `Yes. At ${width} cm the ${length} cm table goes up in one piece.`;
  if (width >= legsOff) return `Yes, with the legs off. The crew takes them off and puts them back on; that is included.`;
  return `Not by the stairs: the ${length} cm top needs ${legsOff} cm. Ask us, most windows are wide enough.`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const valid = turn.checkValidity();
  error.hidden = valid;
  turn.setAttribute("aria-invalid", String(!valid));
  answer.textContent = valid ? verdict(turn.valueAsNumber, /** @type {keyof typeof NEEDED} */ (Number(table.value))) : "";
  if (!valid) turn.focus();
});
