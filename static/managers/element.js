/** Making elements: text is always set as text. */

/**
 * @param {string} tag
 * @param {Record<string, any>} given attributes; functions become listeners, false and null are left out
 * @param {...(Node | string | null | undefined)} children
 */
export function element(tag, given, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value != null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}
