"""Which departments are open and who is there to answer, as a site's visitors are told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from agents.models import Agent, Department
from chat.waits import waits
from realtime.clock import wire_time
from realtime.hub import Delivery, Listener, encode_frame
from realtime.kept import Kept
from visitors.models import Site

# So many of those who are there are named.
FACES = 3
# What is told when an agent comes, goes or chooses another status.
STAFF = "staff"


def availability(site: str) -> dict[str, Any]:
    """Return how the departments of one site stand, and up to three who are there to answer."""
    return availabilities(Site.objects.filter(pk=site)).get(
        site, {"departments": [], "agents": [], "wait_s": None}
    )


def availabilities(sites: "QuerySet[Site]") -> dict[str, dict[str, Any]]:
    """Return the same for several sites, with as many queries as for one."""
    online = {agent.pk: agent for agent in Agent.objects.online()}
    members = Agent.departments.through.objects.filter(agent__in=online)
    staff: dict[str, set[str]] = {}
    for department, agent in members.values_list("department_id", "agent_id"):
        staff.setdefault(department, set()).add(agent)
    known = {}
    for site, departments in standing(sites).items():
        rows = [row | {"online": row["id"] in staff, "wait_s": waits.of(row["id"])} for row in departments]
        there = {agent for row in rows if row["open"] for agent in staff.get(row["id"], ())}
        faces = [agent.actor.card() for pk, agent in online.items() if pk in there][:FACES]
        known[site] = {"departments": rows, "agents": faces, "wait_s": waits.of(site)}
    return known


def standing(sites: "QuerySet[Site]") -> dict[str, list[dict[str, Any]]]:
    """Return for each site what the schedules of its departments say now, and what each of them asks."""
    now = timezone.now()
    return {
        site.pk: [_card(department, site, now) for department in site.departments.all()]
        for site in sites.prefetch_related("departments")
    }


def _card(department: Department, site: Site, now: datetime) -> dict[str, Any]:
    schedule = department.schedule(site)
    # Where messages are left and nothing else, no hour is better than another.
    opens = schedule.next_open_at(now) if site.is_live else None
    hours = {
        "open": site.is_live and schedule.is_open(now),
        "next_open_at": wire_time(opens) if opens else None,
    }
    return department.card() | hours | department.forms(site).card()


def is_here(department: Department, site: Site) -> bool:
    """Tell whether somebody of a department answers the visitors of a site now."""
    is_open = site.is_live and department.schedule(site).is_open(timezone.now())
    return is_open and Agent.objects.online().filter(departments=department).exists()


def visitors_of(site: str) -> str:
    """Return the topic of everybody who has a site's chat open."""
    return f"site:{site}:visitors"


def told(sites: Iterable[str]) -> list[Delivery]:
    """Return what the visitors of these sites are told when something has changed."""
    return [
        Delivery((visitors_of(site),), encode_frame({"type": "availability.changed", **body}))
        for site, body in sorted(availabilities(Site.objects.filter(pk__in=set(sites))).items())
    ]


class Board(Listener, Kept[dict[str, Any]]):
    """Keeps the availability of sites: a thousand visitors who connect at once are told the same.

    It follows who of the staff comes and goes and what is said of hours, and forgets everything then.
    """

    def receive(self, delivery: Delivery) -> None:
        """Forget what was read."""
        self.forget()


board = Board(availability)
