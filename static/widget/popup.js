/** What a button of the composer opens above the field. */

const WAYS_OUT = ["pointerdown", "focusin"];
const opened = new WeakMap();

/**
 * Opens it, or closes what this button has opened. Esc closes it as well and gives the focus back; so does
 * going anywhere else, which keeps the focus where one went.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} back what has the focus afterwards
 * @param {(close: () => void) => HTMLElement} make
 */
export function popup(button, back, make) {
  if (opened.has(button)) return opened.get(button)();
  const leave = () => {
    box.remove();
    opened.delete(button);
    button.setAttribute("aria-expanded", false);
    for (const name of WAYS_OUT) removeEventListener(name, outside);
  };
  const close = () => {
    leave();
    back.focus();
  };
  const outside = ({ target }) => box.contains(target) || button.contains(target) || leave();
  const box = make(close);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    close();
  });
  opened.set(button, close);
  for (const name of WAYS_OUT) addEventListener(name, outside);
  button.setAttribute("aria-expanded", true);
  button.form.prepend(box);
  box.querySelector("input").focus();
}
