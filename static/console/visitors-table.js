/** The table of visitors: only the rows in view are made, and with somebody in it no row moves. */

import { html, useLayoutEffect, useRef, useSignal } from "preact";
import { held, holding } from "./hold.js";
import { icon } from "./icon.js";
import { chosenOf, grouped, heldItems, inOrder, itemsOf, rowsOf, settled, sorted } from "./live-order.js";
import { lookAt, visit } from "./places.js";
import { t } from "./texts.js";
import { now } from "./time.js";
import { GroupRow, VisitRow } from "./visitors-row.js";
import { grouping, narrowing, sortBy, sorting, tab, typed, widen } from "./visitors-view.js";
import { useWindow } from "./visitors-window.js";
import { dueOf, entries } from "./watching.js";

/** @typedef {import("./live-order.js").Item} Item */

const COLUMNS = /** @type {const} */ (["name", "title", "page", "visit", "source", "visits", "basket", "with"]);

const { apply, ...hold } = holding;

/** @param {any} event the row that was clicked keeps the focus, and that alone holds nothing */
const onFocusIn = (event) => event.target.matches(":focus-visible") && holding.onFocusIn();

/** @param {{counts: Record<import("./live-order.js").Tab, number>}} props */
export function VisitorsTable({ counts }) {
  const { items, fresh } = useItems();
  const rows = items.filter(({ kind }) => kind === "visit");
  const cursor = useSignal(visit.value);
  const moved = useRef(false);
  const at = rows.some(({ key }) => key === cursor.value) ? cursor.value : (rows[0]?.key ?? null);
  const { box, made, height, reveal } = useWindow(items, at);
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    /** @type {HTMLElement|null|undefined} */ (box.current?.querySelector(`[data-row="${CSS.escape(at ?? "")}"]`))?.focus({ preventScroll: true });
  });
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const row = /** @type {HTMLElement} */ (event.target).dataset.row;
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") lookAt(row);
    else {
      const next = nextOf(event.key, rows.findIndex(({ key }) => key === row), rows.length);
      if (next === null) return;
      moved.current = true;
      cursor.value = rows[next].key;
      reveal(rows[next].key);
    }
    event.preventDefault();
  };
  const columns = COLUMNS.filter((one) => one !== "title" || grouping.value !== "page");
  return html`<div class="visits" id="visits" role="tabpanel" aria-labelledby="visitors-${tab.value}" ...${hold} onFocusIn=${onFocusIn}>
    ${rows.length === 0 && !fresh ? html`<${Nothing} all=${counts.all} />` : null}
    <div role="grid" class="visits-grid ${columns.includes("title") ? "titled" : ""}" aria-label=${t("live")} aria-rowcount=${items.length + 1} hidden=${rows.length === 0 && !fresh}>
      <div role="rowgroup" class="visits-head ${fresh ? "fresh-ones" : ""}"><div role="row" class="visit" aria-rowindex="1">
        ${columns.map((name) => html`<${Heading} key=${name} name=${name} fresh=${name === "name" ? fresh : 0} />`)}
      </div></div>
      <div role="rowgroup" class="visits-body" ref=${box} onKeyDown=${onKeyDown} onFocusIn=${(/** @type {any} */ event) => event.target.dataset.row && (cursor.value = event.target.dataset.row)}>
        <div class="visits-all" role="presentation" style=${{ blockSize: `${height}px` }}>
          ${made.map(({ item, y, index }) =>
            item.kind === "group"
              ? html`<${GroupRow} key=${item.key} group=${item.group} y=${y} index=${index + 2} span=${columns.length} />`
              : html`<${VisitRow} key=${item.key} entry=${item.entry} y=${y} index=${index + 2} titled=${columns.includes("title")} chosen=${visit.value === item.key} first=${at === item.key} />`,
          )}
        </div>
      </div>
    </div>
  </div>`;
}

/** @param {string} key @param {number} at @param {number} count */
function nextOf(key, at, count) {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -count, End: count }[key];
  return by === undefined || !count ? null : Math.max(0, Math.min(count - 1, at + by));
}

/** What stands one below the other, as it should or, while it is held, as it did. */
function useItems() {
  const standing = useRef({ by: "", order: /** @type {string[]} */ ([]), led: new Map() });
  const shown = useRef({ list: "", items: /** @type {Item[]} */ ([]) });
  const at = now.value;
  const all = entries.value;
  const by = grouping.value;
  const chosen = sorted(chosenOf(all, tab.value, narrowing.value, typed.value), sorting.value, dueOf, at);
  const list = JSON.stringify([tab.value, by, narrowing.value, sorting.value, typed.value]);
  let wanted = rowsOf(chosen);
  if (by !== "none") {
    const groups = grouped(chosen, by, dueOf);
    const before = standing.current.by === by ? standing.current : { order: [], led: new Map() };
    standing.current = { by, ...settled(before, groups, at) };
    wanted = itemsOf(inOrder(groups, standing.current.order));
  }
  const holds = held.value && shown.current.list === list;
  const result = holds ? heldItems(shown.current.items, wanted, all, at) : { items: wanted, fresh: 0 };
  shown.current = { list, items: result.items };
  return result;
}

/** @param {{name: typeof COLUMNS[number], fresh: number}} props */
function Heading({ name, fresh }) {
  const mine = sorting.value?.column === name ? sorting.value : null;
  return html`<div role="columnheader" class="visit-${name}" aria-sort=${mine ? (mine.down ? "descending" : "ascending") : "none"}>
    <button type="button" class="sorter" onClick=${() => sortBy(name)}>${t(`live.column.${name}`)}${mine && icon(mine.down ? "chevronDown" : "arrowUp", 12)}</button>
    ${fresh > 0 && html`<button type="button" class="fresh" onClick=${apply}>${t("list.fresh", { count: fresh })}</button>`}
  </div>`;
}

/** @param {{all: number}} props */
function Nothing({ all }) {
  if (all === 0) return html`<div class="empty"><h2>${t("live.empty")}</h2><p>${t("live.empty_more")}</p></div>`;
  return html`<div class="empty">
    <h2>${t(tab.value === "waiting" ? "live.nobody_waits" : "live.nobody")}</h2>
    <button type="button" class="link" onClick=${widen}>${t("live.everybody")}</button>
  </div>`;
}
