/** Making elements: text is always set as text. */

/**
 * @param {string} tag with classes after dots: "div.bubble"
 * @param {Record<string, any>} [given] attributes; functions become listeners, false and null are left out
 * @param {...(Node | string | null | undefined | false)} children
 */
export function el(tag, given, ...children) {
  const [name, ...classes] = tag.split(".");
  const made = document.createElement(name);
  made.className = classes.join(" ");
  for (const key in given) {
    const value = given[key];
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value != null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}
