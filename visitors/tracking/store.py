"""Visits, page views and events on their way into the database, with whatever else is on its way.

One batch is one transaction of at most eight statements, however many browsers told how much: the open visits and
what is known of their pages are read, everything told is placed among them in the order it came, and what changed is
written. A visit is locked while it changes; of two processes that begin one at the same moment the database lets one,
and the other's facts, tried again, continue it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from realtime.bulk import Bulk, Names, Rows
from realtime.errors import Refusal
from realtime.group_commit import GroupCommit
from realtime.runtime import runtime
from visitors.models import Event, PageView, Tally, Visit, Visitor
from visitors.tracking import drops
from visitors.tracking.placing import Known, Placing
from visitors.tracking.stays import (
    CHANGED_FIELDS,
    LOOK_FIELDS,
    OPEN_FIELDS,
    STAY_FIELDS,
    TOUCHED_FIELDS,
    Look,
    Stay,
)
from visitors.tracking.told import Attention, Machine, Told, View

EVENT_FIELDS = ("id", "visit", "type", "at", "data", "purposes")
SUMS = ("visits", "views", "active_ms", "bots")
TALLY_KEYS = ("site", "span", "at")
TALLY_FIELDS = (*TALLY_KEYS, *SUMS)

Item = Told | Machine
Outcome = str | Refusal | None


def store(items: Sequence[Item]) -> list[Outcome]:
    """Store what was told, in order; each item gets the id of its visit, nothing, or the refusal it met."""
    try:
        return _store(items)
    except IntegrityError:  # another process has begun one of the visits: now it is there to be continued
        return _store(items)


def _store(items: Sequence[Item]) -> list[Outcome]:
    with transaction.atomic(savepoint=False), Bulk() as bulk:
        told = [item for item in items if isinstance(item, Told)]
        placing = _read(bulk, told)
        outcomes = [_place(placing, item) for item in items]
        with bulk.together(last=True):
            _write(bulk, placing)
        return outcomes


pages = GroupCommit(store, name="pages")
runtime.writers.append(pages)


def _read(bulk: Bulk, told: Sequence[Told]) -> Placing:
    """Lock the open visits of these browsers and read what is known of the pages they tell of."""
    keys = {(each.key,) for each in told}
    browsers = {(each.browser,) for each in told if each.browser}
    with bulk.together():
        open_visits = _ask(bulk, Visit, OPEN_FIELDS, ("open_key",), keys, lock=True)
        visitors = _ask(bulk, Visitor, ("browser", "id", "site", "epoch"), ("browser",), browsers)
    stays = {row[2]: Stay.of_row(row) for row in open_visits()}
    known = {browser: Known(*row) for browser, *row in visitors()}
    looks = _ask(bulk, PageView, LOOK_FIELDS, ("visit", "key"), set(_named(told, stays)))
    return Placing(stays.values(), (Look(*row) for row in looks()), known)


def _ask(
    bulk: Bulk, model: type[Model], names: Names, keys: Names, among: Collection[Any], *, lock: bool = False
) -> Callable[[], Rows]:
    """Ask for rows, unless there is nothing to ask for."""
    return bulk.ask(model, names, keys=keys, among=among, lock=lock) if among else list


def _named(told: Sequence[Told], stays: dict[str, Stay]) -> Iterable[tuple[str, int]]:
    for each in told:
        stay = stays.get(each.key)
        if stay is not None:
            for fact in each.facts:
                if isinstance(fact, View | Attention):
                    yield stay.id, fact.key


def _place(placing: Placing, item: Item) -> Outcome:
    if isinstance(item, Machine):
        placing.count_machine(item)
        return None
    if item.browser and not _stands(item, placing.visitors.get(item.browser)):
        drops.count(drops.Reason.REVOKED)
        return Refusal("forbidden", "This token is not valid here.")
    return placing.tell(item)


def _stands(told: Told, known: Known | None) -> bool:
    """Tell whether the browser's token holds; the epoch of a visitor is that of tokens in the visitor's own name."""
    own = known is not None and known.id == told.browser
    site, epoch = (known.site, known.epoch if own else 0) if known is not None else (told.site, 0)
    return (site, epoch) == (told.site, told.epoch)


def _write(bulk: Bulk, placing: Placing) -> None:
    began = {stay.id for stay in placing.began}
    changed = [stay for id, stay in sorted(placing.changed.items()) if id not in began]
    if any(stay.ended_at for stay in changed):
        # What has ended gives its key free before the next visit takes it.
        bulk.update(Visit, CHANGED_FIELDS, [stay.changed() for stay in changed])
    else:  # no index is touched where none of its columns is named
        bulk.update(Visit, TOUCHED_FIELDS, [stay.touched() for stay in changed])
    # In the order of their keys, so that two processes never wait for each other.
    rows = [stay.row() for stay in sorted(placing.began, key=lambda stay: stay.open_key or "")]
    bulk.insert(Visit, STAY_FIELDS, rows)
    looks = [look.row() for look in placing.looks.values() if look.changed]
    bulk.merge(PageView, LOOK_FIELDS, looks, on=("visit", "key"), most=("active_ms", "scroll_pct"))
    bulk.merge(Event, EVENT_FIELDS, list(placing.events.values()), on=("id",))
    bulk.merge(Tally, TALLY_FIELDS, _sums(placing), on=TALLY_KEYS, plus=SUMS)


def _sums(placing: Placing) -> list[tuple[Any, ...]]:
    sums: dict[tuple[str, str, datetime], list[int]] = {}
    for (site, span, at, column), number in placing.sums().items():
        sums.setdefault((site, span, at), [0] * len(SUMS))[SUMS.index(column)] += number
    return [(*place, *row) for place, row in sorted(sums.items())]
