/** Who has the conversation, which department, and what can be done with it. */

import { html } from "preact";
import { assign, close, reopen, take, transfer } from "./desk.js";
import { icon } from "./icon.js";
import { Colleagues } from "./looking.js";
import { mayAnswer, mayHandle } from "./may.js";
import { Menu, openMenu } from "./menu.js";
import { Portrait, agentName, innerName } from "./people.js";
import { contextOpen } from "./places.js";
import { Face, load, others, standing, useRecipients } from "./recipients.js";
import { Snooze } from "./snooze.js";
import { departments, me } from "./store.js";
import { Tags } from "./tags.js";
import { t } from "./texts.js";
import { Transfer } from "./transfer.js";

/** @typedef {import("./types.js").Conversation} Conversation */

/** @param {{conversation: Conversation}} props */
export function Bar({ conversation }) {
  const { id, status } = conversation;
  const over = status === "closed";
  const may = mayHandle(conversation);
  return html`<div class="bar" role="group" aria-label=${t("bar")} data-region="bar">
    <${Where} conversation=${conversation} may=${may} />
    <${Tags} conversation=${conversation} />
    <span class="grow"></span>
    <${Colleagues} id=${id} />
    ${!over && may && conversation.agent && html`<${Snooze} conversation=${conversation} />`}
    ${!over && may && html`<${Transfer} conversation=${conversation} />`}
    <a class="quiet tool" data-act="transcript" href=${transcriptOf(id)} target="_blank" rel="noopener" aria-label=${t("bar.transcript")} title=${t("bar.transcript")}>${icon("fileText")}</a>
    <button type="button" class="quiet narrow-only" aria-pressed=${contextOpen.value} aria-label=${t("bar.context")} title=${t("bar.context")} onClick=${() => (contextOpen.value = !contextOpen.value)}>
      ${icon("panelRight", 16, "flips")}
    </button>
    <${More} conversation=${conversation} may=${may} />
    ${may && html`<button type="button" class="button" onClick=${() => (over ? reopen(id) : close(id))}>${t(over ? "reopen" : "close")}</button>`}
  </div>`;
}

/** @param {{conversation: Conversation, may: boolean}} props on a phone, by their names, what has a button of its own elsewhere */
function More({ conversation: c, may }) {
  const open = may && c.status !== "closed";
  const others = [
    { menu: "snooze", label: t("keys.snooze"), lead: icon("alarmClock"), when: open && c.agent },
    { menu: "transfer", label: t("transfer.title", { name: innerName(c) }), lead: icon("transfer"), when: open },
    { menu: "tags", label: t("keys.tag"), lead: icon("tag"), when: mayAnswer() },
  ];
  const choices = others.filter(({ when }) => when).map(({ menu, label, lead }) => ({ key: menu, label, lead, run: () => (openMenu.value = menu) }));
  choices.push({ key: "transcript", label: t("bar.transcript"), lead: icon("fileText"), run: () => void window.open(transcriptOf(c.id), "_blank", "noopener") });
  return html`<span class="phone-only"><${Menu} name="more" title=${t("bar.more")} label=${icon("ellipsis")} look="quiet" end choices=${choices} /></span>`;
}

/** @param {string} id */
const transcriptOf = (id) => `/conversations/${encodeURIComponent(id)}/transcript/`;

/** @param {{conversation: Conversation, may: boolean}} props who has it and where it stands: to be changed, or to be read */
function Where({ conversation: c, may }) {
  if (c.status === "closed") return html`<span class="secondary">${t("bar.closed")}</span>`;
  if (may) return html`<${Assignee} conversation=${c} /><${DepartmentMenu} conversation=${c} />`;
  return html`<span class="chip-text">${c.agent && html`<${Portrait} agent=${c.agent} size=${16} />`}<span class="chip-name">${agentName(c.agent, me.value?.id ?? null)}</span></span>
    <span class="chip-text"><span class="chip-name">${c.department?.name ?? t("department.none")}</span></span>`;
}

/** @param {{conversation: Conversation}} props */
function Assignee({ conversation: c }) {
  const mine = me.value;
  const place = c.department;
  const found = useRecipients(c.id, openMenu.value === "assign");
  const label = html`${c.agent ? html`<${Portrait} agent=${c.agent} size=${16} />` : icon("user", 14)}<span class="chip-name">${agentName(c.agent, mine?.id ?? null)}</span>${icon("chevronDown", 14)}`;
  const choices = [
    ...(mine
      ? [
          {
            key: mine.id,
            label: t("assign.me"),
            lead: html`<${Portrait} agent=${mine} size=${20} />`,
            checked: c.agent?.id === mine.id,
            run: () => (c.agent ? assign(c.id, mine.id) : take(c.id)),
          },
        ]
      : []),
    ...others(found?.agents ?? []).map((agent) => ({
      key: agent.id,
      label: html`${agent.name} <span class="secondary figures">${load(agent)}</span>`,
      lead: html`<${Face} agent=${agent} />`,
      checked: c.agent?.id === agent.id,
      run: () => assign(c.id, agent.id),
    })),
    ...(c.agent && place
      ? [{ key: "", label: t("assign.nobody"), lead: icon("clock", 20), run: () => transfer(c.id, { department: place.id }) }]
      : []),
  ];
  const alone = found && place && !others(found.agents).length;
  const foot = alone && html`<p class="menu-hint">${t("assign.alone", { department: place.name })}</p>`;
  return html`<${Menu} name="assign" title=${t("assign.title")} label=${label} choices=${choices} foot=${foot} />`;
}

/** @param {{conversation: Conversation}} props */
function DepartmentMenu({ conversation: c }) {
  const label = html`<span class="chip-name">${c.department?.name ?? t("department.none")}</span>${icon("chevronDown", 14)}`;
  const found = useRecipients(c.id, openMenu.value === "department");
  const choices = (found?.departments ?? departments.value).map((d) => ({
    key: d.id,
    label: "open" in d ? html`${d.name} <span class="secondary">${standing(d)}</span>` : d.name,
    checked: c.department?.id === d.id,
    run: () => {
      if (c.department?.id !== d.id) transfer(c.id, { department: d.id });
    },
  }));
  return html`<${Menu} name="department" title=${t("department.title")} label=${label} choices=${choices} />`;
}
