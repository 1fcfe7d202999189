/** What the lists are narrowed to: a department, a tag; and the way to what has ended. */

import { html } from "preact";
import { icon } from "./icon.js";
import { Menu } from "./menu.js";
import { department, tagged } from "./places.js";
import { conversations, departments } from "./store.js";
import { t } from "./texts.js";

/** @param {{closed: boolean, turn: () => void}} props */
export function Narrow({ closed, turn }) {
  return html`<${Departments} /><span class="grow"></span><${TagFilter} />
    <button type="button" id="view-closed" class="quiet" aria-pressed=${closed} aria-label=${t("view.closed")} title=${t("view.closed")} onClick=${turn}>${icon("archive")}</button>`;
}

function Departments() {
  if (departments.value.length < 2) return null;
  const chosen = departments.value.find(({ id }) => id === department.value);
  const label = html`<span class="chip-name">${chosen?.name ?? t("narrow.departments")}</span>${icon("chevronDown", 14)}`;
  const choices = [{ id: null, name: t("narrow.departments") }, ...departments.value].map(({ id, name }) => ({
    key: id ?? "",
    label: name,
    checked: (chosen?.id ?? null) === id,
    run: () => (department.value = id),
  }));
  return html`<${Menu} name="narrow-department" title=${t("narrow.department")} label=${label} look="inbox-choice" choices=${choices} />`;
}

function TagFilter() {
  const words = new Set(Object.values(conversations.value).flatMap(({ tags }) => tags));
  if (tagged.value) words.add(tagged.value);
  if (!words.size) return null;
  const label = html`${icon("listFilter")}${tagged.value && html`<bdi class="chip-name">${tagged.value}</bdi>`}`;
  const choices = [null, ...[...words].sort((a, b) => a.localeCompare(b))].map((word) => ({
    key: word ?? "",
    label: word ?? t("narrow.tags"),
    checked: tagged.value === word,
    run: () => (tagged.value = word),
  }));
  return html`<${Menu} name="narrow-tag" title=${t("narrow.tag")} label=${label} look="inbox-choice" end choices=${choices} />`;
}
