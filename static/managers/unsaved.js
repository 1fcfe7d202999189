/** Says beside the save button what is not saved yet, and asks before it is lost. */

const form = document.querySelector(".change-form #content-main > form");
const line = document.getElementById("unsaved");

/** Whether a control holds something else than the page came with. */
function differs(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.multiple) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  if (control.options) return control.value !== chosen(control);
  if (control.type === "color") return control.value !== control.defaultValue.toLowerCase();
  return "defaultValue" in control && control.value !== control.defaultValue;
}

/** What a choice held at first: without a mark of its own, the first one. */
const chosen = (select) => ([...select.options].find((option) => option.defaultSelected) ?? select.options[0])?.value;

/** The names of the fields that were changed, each once. */
function changed() {
  const controls = [...form.elements].filter((control) => control.name && control.type !== "hidden" && differs(control));
  const rows = new Set(controls.map((control) => control.closest(".form-row, li")).filter(Boolean));
  return [...rows].map((row) => row.querySelector("label, .label").textContent.trim());
}

function tell() {
  const names = changed();
  line.hidden = names.length === 0;
  line.textContent = names.length ? `${line.dataset.words} ${names.join(", ")}` : "";
}

if (form && line) {
  let leaving = false;
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener("submit", ({ submitter }) => (leaving = !submitter?.formTarget));
  addEventListener("beforeunload", (event) => !leaving && (changed().length || form.querySelector(".errornote")) && event.preventDefault());
  addEventListener("pageshow", tell);
}
