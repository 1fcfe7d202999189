/** A button that opens a small menu or panel. One is open at a time; Esc and a click outside close it. */

import { html, signal, useLayoutEffect, useRef } from "preact";

/** @type {import("./types.js").Signal<string|null>} the name of the open one; keys open them too */
export const openMenu = signal(null);

export function closeMenu() {
  openMenu.value = null;
}

/**
 * @param {string} name
 * @returns {{open: boolean, box: {current: HTMLElement|null}, toggle: () => void}}
 */
export function usePopover(name) {
  const box = useRef(/** @type {HTMLElement|null} */ (null));
  const open = openMenu.value === name;
  // Before the next key arrives: what is typed behind the key that opened it belongs inside.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const back = document.activeElement;
    const panel = box.current?.querySelector("[data-panel]");
    /** @type {HTMLElement|null|undefined} */ (
      panel?.querySelector("[aria-checked=true], select, [role^=menuitem], button, input")
    )?.focus();
    /** @param {Event} event */
    const outside = (event) => {
      if (!box.current?.contains(/** @type {Node} */ (event.target))) closeMenu();
    };
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      // Only where the focus would be lost: what was chosen may have sent it elsewhere.
      const lost = document.activeElement === document.body || document.activeElement === null;
      const toggle = box.current?.querySelector("[data-toggle]");
      if (lost) /** @type {HTMLElement|null} */ (back?.isConnected && back !== document.body ? back : toggle)?.focus();
    };
  }, [open]);
  return { open, box, toggle: () => (openMenu.value = open ? null : name) };
}

/**
 * @typedef {{key: string, label: string, lead?: any, checked?: boolean, run: () => void}} Choice
 * @param {{name: string, label: any, title: string, look?: string, end?: boolean, up?: boolean, choices: Choice[], foot?: any}} props
 */
export function Menu({ name, label, title, look = "chip", end = false, up = false, choices, foot }) {
  const { open, box, toggle } = usePopover(name);
  return html`<div class="popover" ref=${box} onKeyDown=${(/** @type {KeyboardEvent} */ e) => steer(e, box.current)}>
    <button type="button" class=${look} data-toggle data-menu=${name} aria-haspopup="menu" aria-expanded=${open} aria-label=${title} title=${title} onClick=${toggle}>
      ${label}
    </button>
    ${
      open &&
      html`<div class="floating menu ${end ? "to-end" : ""} ${up ? "up" : ""}" data-panel role="menu" aria-label=${title}>
      ${choices.map((choice) => Item({ choice }))} ${foot}
    </div>`
    }
  </div>`;
}

/** @param {{choice: Choice}} props */
function Item({ choice }) {
  const radio = choice.checked !== undefined;
  return html`<button
    key=${choice.key}
    type="button"
    class="menu-item"
    role=${radio ? "menuitemradio" : "menuitem"}
    aria-checked=${radio ? choice.checked : undefined}
    onClick=${() => {
      closeMenu();
      choice.run();
    }}
  >
    ${choice.lead}<span class="grow">${choice.label}</span>${choice.checked ? html`<span aria-hidden="true">✓</span>` : null}
  </button>`;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement|null} box
 */
function steer(event, box) {
  const items = /** @type {HTMLElement[]} */ ([...(box?.querySelectorAll("[role^=menuitem]") ?? [])]);
  if (!items.length) return;
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}
