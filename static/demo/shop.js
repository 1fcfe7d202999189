/** What every page of the shop does: show how many pieces are in the bag, and tell the chat what it is worth. */

import { changes, pieces, worth } from "./bag.js";

const link = document.querySelector("[data-bag-link]");
const badge = /** @type {HTMLElement | null} */ (document.querySelector("[data-bag-count]"));

function showCount() {
  const count = pieces();
  if (badge) {
    badge.hidden = count === 0;
    badge.textContent = String(count);
  }
  link?.setAttribute("aria-label", count === 0 ? "Your bag" : `Your bag, ${count} ${count === 1 ? "piece" : "pieces"}`);
}

changes.addEventListener("change", showCount);
changes.addEventListener("change", () => window.visavis?.("cart", { value: worth(), currency: "EUR", items: pieces() }));
addEventListener("pageshow", showCount);
showCount();
