/** A product page: pictures, choices that change the price, and the way into the bag. */

import { add } from "./bag.js";
import { euros } from "./money.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("#buy"));
const price = /** @type {HTMLOutputElement} */ (document.querySelector("[data-price]"));
const added = /** @type {HTMLElement} */ (document.querySelector("[data-added]"));
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-add]"));
const stage = /** @type {HTMLImageElement} */ (document.querySelector("[data-stage]"));
const thumbs = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-gallery] a")]);

/** @returns {HTMLInputElement[]} */
function chosen() {
  return /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input:checked")]);
}

/** @param {HTMLAnchorElement} thumb */
function showPicture(thumb) {
  const small = /** @type {HTMLImageElement} */ (thumb.querySelector("img"));
  stage.src = small.src;
  stage.alt = thumb.dataset.text ?? "";
  stage.dataset.cutout = thumb.dataset.cutout;
  for (const other of thumbs) other.removeAttribute("aria-current");
  thumb.setAttribute("aria-current", "true");
}

/** @returns {number} what one costs as it is chosen */
function cost() {
  return chosen().reduce((sum, input) => sum + Number(input.dataset.extra), Number(form.dataset.base));
}

function showPrice() {
  price.value = euros(cost());
}

/** @param {HTMLInputElement} input */
function showChoice(input) {
  const group = input.closest("fieldset");
  const hint = group?.querySelector(".swatches") ? group.querySelector("[data-hint]") : null;
  if (hint) hint.textContent = input.dataset.label ?? "";
  const thumb = thumbs.find((candidate) => candidate.dataset.picture === input.dataset.picture);
  if (thumb && input.dataset.picture) showPicture(thumb);
}

/** Keeps the answers in the address, so that a link or a reload shows the same. */
function keepAddress() {
  const address = new URL(location.href);
  for (const input of chosen()) address.searchParams.set(input.name, input.value);
  address.searchParams.delete("picture");
  history.replaceState(history.state, "", address);
}

for (const thumb of thumbs) {
  thumb.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    showPicture(thumb);
  });
}

form.addEventListener("change", (event) => {
  showPrice();
  showChoice(/** @type {HTMLInputElement} */ (event.target));
  keepAddress();
  added.textContent = "";
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(form.dataset.product ?? "", Object.fromEntries(chosen().map((input) => [input.name, input.value])), cost());
  const link = document.createElement("a");
  link.href = /** @type {HTMLAnchorElement} */ (document.querySelector("[data-bag-link]")).href;
  link.textContent = "See your bag";
  added.replaceChildren("It is in your bag. ", link);
});

button.disabled = false;
showPrice();
