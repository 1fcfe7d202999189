/** Keeps the preview of a site in step with its form, before anything is saved. */

const PAUSE = 250;
const FIELDS = ["name", "brand", "title", "greeting", "position", "theme", "locale"];

const aside = document.querySelector("[data-preview]");
const form = document.querySelector("#site_form");
const base = aside.dataset.preview;
const [chat, launcher] = aside.querySelectorAll("iframe");
const switcher = aside.querySelector(".switcher");
const dark = matchMedia("(prefers-color-scheme: dark)");
let screen = "home";
let timer;

/** What stands in the form now, as an address says it. */
function values() {
  const data = new FormData(form);
  const query = new URLSearchParams({ site: aside.dataset.site });
  for (const name of FIELDS) query.set(name, data.get(name) ?? "");
  return query;
}

async function show() {
  const query = values();
  const scheme = `#${dark.matches ? "dark" : "light"}`;
  const theme = query.get("theme") || scheme.slice(1);
  for (const frame of [chat, launcher]) frame.style.colorScheme = theme;
  // Replaced rather than set: the way back leads out of the form, not through its drafts.
  chat.contentWindow.location.replace(`${base}${screen}/?${query}${scheme}`);
  launcher.contentWindow.location.replace(`${base}launcher/?${query}${scheme}`);
  const answer = await fetch(`${base}brand/?${query}`);
  if (answer.ok) document.getElementById("brand-words").textContent = (await answer.json()).words;
}

form.addEventListener("input", ({ target }) => {
  if (!FIELDS.includes(target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});

switcher.hidden = false;
switcher.addEventListener("click", ({ target }) => {
  if (!target.dataset.screen) return;
  screen = target.dataset.screen;
  for (const button of switcher.children) button.setAttribute("aria-pressed", String(button === target));
  show();
});
dark.addEventListener("change", show);
show();
