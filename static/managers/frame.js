/** What the admin's frame does beyond its markup: filters the menu, begins a form, and copies. */

import "./unsaved.js";

const filter = document.getElementById("menu-filter");

/** Shows the places whose names hold what was typed; captions without any go too. */
function narrow() {
  const wanted = filter.value.trim().toLocaleLowerCase();
  for (const row of document.querySelectorAll("#menu li")) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  for (const group of document.querySelectorAll("#menu section")) group.hidden = !group.querySelector("li:not([hidden])");
}

if (filter) {
  filter.hidden = false;
  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") filter.value = "";
    else if (key === "Enter") document.querySelector("#menu li:not([hidden]) a")?.click();
    narrow();
  });
  document.querySelector('#menu [aria-current="page"]')?.scrollIntoView({ block: "nearest" });
}

// Unlike Django's script, which may come late and take the focus from whoever types already.
const first = document.querySelector(".change-form .form-row :is(input:not([type=hidden]), textarea)");
if (first?.value === "" && document.activeElement === document.body) first.focus();

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.lastElementChild.textContent = button.dataset.done;
  });
}
