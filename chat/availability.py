"""Who is here to answer, as a site's visitors are told."""

import time
from collections.abc import Iterable
from functools import partial
from typing import Any

from agents.models import Agent, Department
from realtime.hub import Delivery, Heads
from realtime.threads import readers

KEPT_SECONDS = 1.0


def availability(site: str) -> dict[str, Any]:
    """Return which departments of a site have somebody here, and up to three who are."""
    departments = list(Department.objects.filter(sites=site))
    online = list(Agent.objects.online().filter(departments__sites=site).distinct())
    staffed = set(
        Agent.departments.through.objects.filter(agent__in=online).values_list("department_id", flat=True)
    )
    return {
        "departments": [
            department.card() | {"open": True, "online": department.pk in staffed, "next_open_at": None}
            for department in departments
        ],
        "agents": [agent.actor.card() for agent in online[:3]],
    }


class Board:
    """Keeps what was read for a moment: a thousand visitors who connect at once are told the same.

    It follows what agents hear of each other, and forgets everything when one comes or goes: whoever
    connects after that must not be told what was true before.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}
        self._changes = 0

    async def of(self, site: str) -> dict[str, Any]:
        """Return the availability of a site."""
        read_at, known = self._known.get(site, (0.0, {}))
        if known and time.monotonic() - read_at < KEPT_SECONDS:
            return known
        changes = self._changes
        fresh = await readers.run(partial(availability, site))
        if changes == self._changes:
            self._known[site] = (time.monotonic(), fresh)
        return fresh

    def receive(self, delivery: Delivery) -> None:
        """Forget what was read."""
        self._known.clear()
        self._changes += 1

    def beat(self, heads: dict[str, Heads]) -> None:
        """Need no heartbeat."""

    def nudge(self, heads: dict[str, Heads]) -> None:
        """Follow no conversation that could have moved on."""

    def followed(self) -> Iterable[str]:
        """Follow no conversation."""
        return ()


board = Board()
