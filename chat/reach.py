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
    """What one reader may see: a visitor his own conversations, an agent those of his departments.

    A conversation without a department belongs to the agents of its site's departments. Ids never
    suffice: a conversation out of reach does not exist.
    """

    actor: Actor
    visitor: str | None = None
    everything: bool = False
    departments: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()

    @classmethod
    def of_visitor(cls, visitor: Visitor) -> "Reach":
        """Return the reach of a conversation token."""
        return cls(visitor.actor, visitor=visitor.pk)

    @classmethod
    def of_agent(cls, agent: Agent) -> "Reach":
        """Return the reach of an agent as it is now."""
        if agent.sees_everything:
            return cls(agent.actor, everything=True)
        departments = frozenset(agent.departments.values_list("pk", flat=True))
        sites = Department.sites.through.objects.filter(department_id__in=departments)
        return cls(
            agent.actor, departments=departments, sites=frozenset(sites.values_list("site_id", flat=True))
        )

    def covers(self, conversation: Located) -> bool:
        """Tell whether a conversation is within reach."""
        if self.everything:
            return True
        if self.visitor is not None:
            return conversation.visitor_id == self.visitor
        if conversation.department_id is None:
            return conversation.site_id in self.sites
        return conversation.department_id in self.departments

    def as_filter(self) -> Q:
        """Return the same rule for a query over conversations."""
        if self.everything:
            return Q()
        if self.visitor is not None:
            return Q(visitor_id=self.visitor)
        return Q(department_id__in=self.departments) | Q(department=None, site_id__in=self.sites)

    def sees(self, audience: str) -> bool:
        """Tell whether an entry's audience includes this reader."""
        if audience == "everyone":
            return True
        if self.visitor is not None:
            return False
        return audience == "agents" or audience == f"agent:{self.actor.id}"
