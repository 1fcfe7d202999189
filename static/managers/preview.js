/** Keeps the preview of a site in step with its form, before anything is saved. */

const PAUSE = 250;
const FIELDS = ["name", "brand", "title", "greeting", "position", "theme", "locale", "offers", "phones", "form", "offline_form"];
const LONGEST = 6000; // an address holds no more; such questions are shown once they are saved

const aside = document.querySelector("[data-preview]");
const form = document.querySelector("#site_form");
const base = aside.dataset.preview;
const [chat, launcher] = aside.querySelectorAll("iframe");
const dark = matchMedia("(prefers-color-scheme: dark)");
const shown = { screen: "home", device: "desk", scheme: "" };
let timer;

/** A frame that goes one way at a time: where it is sent while it is still on its way, it goes afterwards. */
class Pane {
  #at = "";
  #wanted = "";
  #underway = false;

  /** @param {HTMLIFrameElement} frame */
  constructor(frame) {
    this.frame = frame;
    frame.addEventListener("load", () => {
      this.#underway = false;
      this.#go();
    });
  }

  /** @param {string} address */
  turn(address) {
    this.#wanted = address;
    this.#go();
  }

  #go() {
    if (this.#underway || this.#wanted === this.#at) return;
    this.#underway = true;
    this.#at = this.#wanted;
    // Replaced rather than set: the way back leads out of the form, not through its drafts.
    this.frame.contentWindow.location.replace(this.#at);
  }
}

const panes = { chat: new Pane(chat), launcher: new Pane(launcher) };

/** What stands in the form now, as an address says it. */
function values() {
  const data = new FormData(form);
  const query = new URLSearchParams({ site: aside.dataset.site });
  for (const name of FIELDS) query.set(name, data.get(name) ?? "");
  if (String(query).length > LONGEST) for (const name of ["form", "offline_form"]) query.delete(name);
  return query;
}

async function show() {
  const query = values();
  const scheme = shown.scheme || (dark.matches ? "dark" : "light");
  const theme = query.get("theme") || scheme;
  query.set("scheme", scheme); // another one is another page, not another place on the same
  for (const frame of [chat, launcher]) frame.style.colorScheme = theme;
  for (const button of aside.querySelectorAll("[data-of=scheme] button")) button.setAttribute("aria-pressed", String(button.value === theme));
  aside.classList.toggle("phone", shown.device === "phone");
  chat.hidden = false; // without a script other frames stand here, which show what is saved
  launcher.hidden = shown.device === "phone" && !query.get("phones");
  panes.chat.turn(`${base}${shown.screen}/?${query}#${scheme}`);
  panes.launcher.turn(`${base}launcher/?${query}#${scheme}`);
  const answer = await fetch(`${base}brand/?${query}`);
  if (answer.ok) document.getElementById("brand-words").textContent = (await answer.json()).words;
}

form.addEventListener("input", ({ target }) => {
  if (!FIELDS.includes(target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});

for (const switcher of aside.querySelectorAll(".switcher")) {
  switcher.hidden = false;
  switcher.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    shown[switcher.dataset.of] = target.value;
    for (const button of switcher.children) button.setAttribute("aria-pressed", String(button === target));
    show();
  });
}
dark.addEventListener("change", show);
show();
