"""Who is here to answer, as a site's visitors are told."""

from collections.abc import Iterable
from typing import Any

from agents.models import Agent, Department
from realtime.hub import Delivery, Heads
from realtime.kept import Kept


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


class Board(Kept[dict[str, Any]]):
    """Keeps the availability of sites: a thousand visitors who connect at once are told the same.

    It follows what agents hear of each other, and forgets everything when one comes or goes.
    """

    def receive(self, delivery: Delivery) -> None:
        """Forget what was read."""
        self.forget()

    def beat(self, heads: dict[str, Heads]) -> None:
        """Need no heartbeat."""

    def nudge(self, heads: dict[str, Heads]) -> None:
        """Follow no conversation that could have moved on."""

    def followed(self) -> Iterable[str]:
        """Follow no conversation."""
        return ()


board = Board(availability)
