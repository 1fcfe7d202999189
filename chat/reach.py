"""Who may see which conversation: the one rule behind every look-up."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from agents.models import Agent, Department
from realtime.actors import Actor
from visitors.models import Visitor


class Located(Protocol):
    """What reach is decided by."""

    visitor_id: str
    site_id: str
    department_id: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What one reader may see: a visitor his own conversations, an agent those of his sites and departments.

    ``whole`` are the sites that were given to an agent, ``departments`` the given ones and those that stand on such
    sites alone, ``sites`` all that these answer for. A conversation without a department belongs to the agents of
    its site's departments. Ids never suffice: a conversation out of reach does not exist.
    """

    actor: Actor
    visitor: str | None = None
    everything: bool = False
    departments: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    role: str = ""

    @classmethod
    def of_visitor(cls, visitor: Visitor) -> "Reach":
        """Return the reach of a conversation token."""
        return cls(visitor.actor, visitor=visitor.pk)

    @classmethod
    def of_agent(cls, agent: Agent) -> "Reach":
        """Return the reach of an agent as it is now."""
        if agent.is_owner:
            return cls(agent.actor, everything=True, role=agent.role)
        whole = frozenset(agent.sites.values_list("pk", flat=True))
        given = set(agent.departments.values_list("pk", "sites"))
        if whole:
            elsewhere = Department.sites.through.objects.exclude(site_id__in=whole).values("department_id")
            there = Department.objects.filter(sites__in=whole).exclude(pk__in=elsewhere)
            given.update(there.values_list("pk", "sites"))
        return cls(
            agent.actor,
            departments=frozenset(department for department, _site in given),
            sites=whole.union(site for _department, site in given if site is not None),
            whole=whole,
            role=agent.role,
        )

    def covers(self, conversation: Located) -> bool:
        """Tell whether a conversation is within reach."""
        if self.everything:
            return True
        if self.visitor is not None:
            return conversation.visitor_id == self.visitor
        if conversation.site_id in self.whole:
            return True
        if conversation.department_id is None:
            return conversation.site_id in self.sites
        return conversation.department_id in self.departments

    def as_filter(self) -> Q:
        """Return the same rule for a query over conversations."""
        if self.everything:
            return Q()
        if self.visitor is not None:
            return Q(visitor_id=self.visitor)
        departments = Q(department_id__in=self.departments) | Q(department=None, site_id__in=self.sites)
        # Left out where it is empty: most agents have departments alone, and the query stays as plain as it was.
        return departments | Q(site_id__in=self.whole) if self.whole else departments

    def sees(self, audience: str) -> bool:
        """Tell whether an entry's audience includes this reader."""
        if audience == "everyone":
            return True
        if self.visitor is not None:
            return False
        return audience == "agents" or audience == f"agent:{self.actor.id}"
