/** The bag: its lines, what it costs, and where it should go. */

import { changes, lines, setQuantity } from "./bag.js";
import { euros } from "./money.js";

/**
 * @typedef {{label: string, extra: number, picture: string | null}} Option
 * @typedef {{name: string, url: string, price: number, picture: string, choices: Record<string, Record<string, Option>>}} Product
 * @typedef {{line: import("./bag.js").Line, product: Product, options: Option[], price: number}} Row
 */

const FREE_FROM = 500;
const DELIVERY = 19;

const root = /** @type {HTMLElement} */ (document.querySelector("[data-bag]"));
const form = /** @type {HTMLFormElement} */ (root.querySelector("[data-order]"));
const list = /** @type {HTMLUListElement} */ (root.querySelector("[data-lines]"));
const template = /** @type {HTMLTemplateElement} */ (root.querySelector("template[data-line]"));
const answer = /** @type {HTMLElement} */ (form.querySelector("[data-answer]"));
/** @type {Record<string, Product>} */
const goods = JSON.parse(document.querySelector("#goods")?.textContent ?? "{}");

/** @param {ParentNode} parent @param {string} name @returns {any} */
function part(parent, name) {
  return parent.querySelector(`[data-${name}]`);
}

/**
 * Looks up what is really there: a stored name may be anything, also "constructor".
 *
 * @template T
 * @param {Record<string, T>} all
 * @param {string} name
 * @returns {T | null}
 */
function own(all, name) {
  return Object.hasOwn(all, name) ? all[name] : null;
}

/** Lines of goods that are no longer sold, or of choices that are gone, are left out. @returns {Row[]} */
function rows() {
  return lines().flatMap((line) => {
    const product = own(goods, line.slug);
    const options = product ? Object.entries(product.choices).map(([name, all]) => own(all, line.options[name])) : [];
    if (!product || !options.every((option) => option !== null)) return [];
    const price = options.reduce((sum, option) => sum + option.extra, product.price);
    return [{ line, product, options, price }];
  });
}

/** @param {Row} row */
function element({ line, product, options, price }) {
  const item = /** @type {HTMLElement} */ (template.content.cloneNode(true));
  const [first = "", ...rest] = options.map((option) => option.label);
  const description = [first, ...rest.map((label) => label.toLowerCase())].join(", ");
  /** @type {HTMLImageElement} */ (item.querySelector("img")).src = options.find((option) => option.picture)?.picture ?? product.picture;
  part(item, "name").textContent = product.name;
  part(item, "name").href = `${product.url}?${new URLSearchParams(line.options)}`;
  part(item, "options").textContent = description;
  part(item, "quantity").textContent = String(line.quantity);
  part(item, "price").textContent = euros(price * line.quantity);
  for (const [name, step, verb] of /** @type {const} */ ([["less", -1, "One less"], ["more", 1, "One more"]])) {
    const button = part(item, name);
    button.setAttribute("aria-label", `${verb}: ${product.name}, ${description}`);
    button.dataset.key = `${name} ${JSON.stringify([line.slug, line.options])}`;
    button.addEventListener("click", () => setQuantity(line, line.quantity + step));
  }
  return item;
}

/** Draws everything again and leaves the focus where it was. */
function show() {
  const all = rows();
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
  list.replaceChildren(...all.map(element));
  for (const section of root.querySelectorAll("[data-full]")) section.toggleAttribute("hidden", all.length === 0);
  part(root, "empty").hidden = all.length > 0;
  const goodsTotal = all.reduce((sum, row) => sum + row.price * row.line.quantity, 0);
  const delivery = goodsTotal >= FREE_FROM ? 0 : DELIVERY;
  part(root, "delivery").textContent = euros(delivery);
  part(root, "total").textContent = euros(goodsTotal + delivery);
  if (focused) keepFocus(focused);
}

/** @param {string} key */
function keepFocus(key) {
  const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]);
  const same = buttons.find((button) => button.dataset.key === key);
  (same ?? buttons[0] ?? /** @type {HTMLElement} */ (root.querySelector("[data-empty] a"))).focus();
}

/** Shows or hides what is wrong with a field. @param {HTMLInputElement} field @returns {boolean} whether it is right */
function check(field) {
  const valid = field.checkValidity();
  field.setAttribute("aria-invalid", String(!valid));
  /** @type {HTMLElement} */ (form.querySelector(`#${field.id}-error`)).hidden = valid;
  return valid;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[required]")]);
  const wrong = fields.filter((field) => !check(field));
  wrong[0]?.focus();
  answer.textContent = wrong.length
    ? ""
    : "This is a demo shop: nothing was ordered, and what you typed has not left this page.";
});

form.addEventListener("input", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.getAttribute("aria-invalid") === "true") check(field);
});

changes.addEventListener("change", show);
addEventListener("pageshow", show);
show();
