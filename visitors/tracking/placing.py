"""Where each fact belongs: the visit it continues or begins, the page it is about, the times it counts in."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from visitors.models.tally import Tally, day_of, hour_of
from visitors.tracking import drops
from visitors.tracking.campaigns import NO_CAMPAIGN
from visitors.tracking.deeds import Amounts
from visitors.tracking.purposes import bits_of
from visitors.tracking.sessions import Activity, Step, place
from visitors.tracking.stays import RESUMED, Look, Stay
from visitors.tracking.told import Attention, Deed, Fact, Machine, Message, Told, View, Withdrawal

# A visit of more pages is nobody's: what comes then is counted and let go.
MOST_VIEWS = 1000
Span = Tally.Span
NO_PAGE = View(0, "", "", RESUMED)

amounts = Amounts()


class Known(NamedTuple):
    """Whose browser it is."""

    id: str
    site: str
    epoch: int


class Placing:
    """Open visits and known looks, and what becomes of them with everything that is told."""

    def __init__(self, stays: Iterable[Stay], looks: Iterable[Look], visitors: dict[str, Known]) -> None:
        self.stays = {stay.open_key: stay for stay in stays}
        self.looks = {(look.visit, look.key): look for look in looks}
        self.visitors = visitors
        self.began: list[Stay] = []
        self.changed: dict[str, Stay] = {}
        self.events: dict[str, tuple[Any, ...]] = {}
        self.sums: Counter[tuple[str, str, datetime, str]] = Counter()

    def tell(self, told: Told) -> str | None:
        """Place everything one browser told; returns the visit it is in now, if there is one."""
        for fact in told.facts:
            self._tell(told, fact)
        stay = self.stays.get(told.key)
        return stay.id if stay is not None else None

    def count(self, told: Told | Machine, at: datetime, column: str, number: int) -> None:
        """Add to the sums of the hour and of the day in which began what is counted."""
        if number:
            self.sums[told.site, Span.HOUR.value, hour_of(at), column] += number
            self.sums[told.site, Span.DAY.value, day_of(at, told.zone), column] += number

    def count_machine(self, machine: Machine) -> None:
        """Count pages that a machine asked for."""
        self.count(machine, machine.at, "bots", machine.views)

    def _tell(self, told: Told, fact: Fact) -> None:
        match fact:
            case View():
                self._view(told, fact)
            case Attention():
                self._attention(told, fact)
            case Deed():
                self._deed(told, fact)
            case Message():
                self._message(told, fact)
            case Withdrawal():
                self._stay(told, Activity.WITHDRAWAL)

    def _view(self, told: Told, view: View) -> None:
        before = self.stays.get(told.key)
        if before is not None and (before.id, view.key) in self.looks:
            return  # said again
        stay = self._stay(told, Activity.VIEW, view)
        if stay is not None:
            self._look(told, stay, view)

    def _attention(self, told: Told, fact: Attention) -> None:
        before = self.stays.get(told.key)
        look = self.looks.get((before.id, fact.key)) if before is not None else None
        if look is None or before is None:
            drops.count(drops.Reason.UNKNOWN_VIEW)
            return
        page = View(look.key, look.url, look.title, RESUMED)
        stay = self._stay(told, Activity.INPUT if fact.touched else Activity.IDLE, page)
        if stay is not None and stay is not before:
            self._look(told, stay, page)
            return
        grown = look.takes(fact, told.at)
        if grown:
            before.active_ms += grown
            self.changed[before.id] = before
            self.count(told, look.started_at, "active_ms", grown)

    def _deed(self, told: Told, deed: Deed) -> None:
        if deed.id in self.events:
            return
        stay = self.stays.get(told.key)
        if not deed.by_itself:
            stay = self._stay(told, Activity.EVENT, None if told.visit else NO_PAGE)
        visit = stay.id if stay is not None else told.visit
        if not visit:
            drops.count(drops.Reason.NO_VISIT)
            return
        if stay is not None and not deed.by_itself:
            stay.acted = True
        if not told.visit and not amounts.admits(visit):  # what a shop's own server tells is no flood
            drops.count(drops.Reason.MANY_EVENTS)
            return
        self.events[deed.id] = (deed.id, visit, deed.type, told.at, deed.data, bits_of(told.purposes))

    def _message(self, told: Told, fact: Message) -> None:
        stay = self._stay(told, Activity.MESSAGE, fact.page)
        if stay is not None:
            stay.acted = True
            self.changed[stay.id] = stay

    def _look(self, told: Told, stay: Stay, view: View) -> None:
        if stay.pages >= MOST_VIEWS:
            drops.count(drops.Reason.MANY_VIEWS)
            return
        self.looks[stay.id, view.key] = Look(
            visit=stay.id,
            key=view.key,
            url=view.url,
            title=view.title,
            nav=view.nav,
            started_at=told.at,
            purposes=bits_of(told.purposes),
            changed=True,
        )
        stay.pages += 1
        self.count(told, told.at, "views", 1)

    def _stay(self, told: Told, activity: Activity, page: View | None = None) -> Stay | None:
        """Return the visit an activity belongs to from now on: the open one, a new one, or none."""
        stay = self.stays.get(told.key)
        campaign = page.campaign if page is not None else NO_CAMPAIGN
        placement = place(stay.state if stay else None, activity, at=told.at, campaign=campaign)
        if stay is not None:
            if placement.step in (Step.BEGINS, Step.ENDS) and placement.reason is not None:
                stay.end(placement.reason)
                del self.stays[told.key]
                self.changed[stay.id] = stay
            elif placement.step is Step.CONTINUES:
                stay.last_activity_at = max(stay.last_activity_at, told.at)
                self.changed[stay.id] = stay
        if placement.step is Step.BEGINS and page is not None:
            return self._begin(told, page)
        return stay if placement.step is Step.CONTINUES else None

    def _begin(self, told: Told, page: View) -> Stay:
        known = self.visitors.get(told.browser)
        visitor = told.visitor or (known.id if known is not None else None)
        stay = self.stays[told.key] = Stay.begin(told, page, visitor=visitor)
        self.began.append(stay)
        self.count(told, told.at, "visits", 1)
        return stay
