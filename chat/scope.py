"""Where a role holds: of every noun what somebody knows of, and what is theirs to change."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from agents.models import Agent, Department
from chat import surroundings
from chat.models import CannedResponse, Conversation, Rating, Tag
from chat.reach import Reach
from visitors.models import AuditEvent, Ban, Customer, Site, Visitor

Rows = Callable[[Reach], QuerySet[Any]]

# Known, and one's own. What is missing here is for those alone who reach everything.
NOUNS: dict[type[Model], tuple[Rows, Rows]] = {
    Agent: (surroundings.colleagues, surroundings.own_agents),
    AuditEvent: (surroundings.events, surroundings.events),
    Ban: (surroundings.bans, surroundings.bans),
    CannedResponse: (surroundings.canned, surroundings.own_canned),
    Conversation: (surroundings.conversations, surroundings.conversations),
    Customer: (surroundings.customers, surroundings.customers),
    Department: (surroundings.departments, surroundings.own_departments),
    Rating: (surroundings.ratings, surroundings.ratings),
    Site: (surroundings.sites, surroundings.own_sites),
    Tag: (surroundings.tags, surroundings.own_tags),
    Visitor: (surroundings.visitors, surroundings.visitors),
}


def known(model: type[Model], reach: Reach) -> QuerySet[Any]:
    """Return the rows of a noun that somebody may know of."""
    return _rows(model, reach, 0)


def own(model: type[Model], reach: Reach) -> QuerySet[Any]:
    """Return the rows of a noun that are somebody's to change, and to choose from."""
    return _rows(model, reach, 1)


def holds(verb: str, noun: Model, reach: Reach) -> bool:
    """Tell whether something that a role allows is allowed with this very thing."""
    rows = known if verb == "view" else own
    return reach.everything or rows(type(noun), reach).filter(pk=noun.pk).exists()


def needs_room(permission: str) -> bool:
    """Tell whether something new has to be put somewhere: a department stands on a site."""
    return permission == "agents.add_department"


def has_room(reach: Reach) -> bool:
    """Tell whether somebody has a site to put something on."""
    return reach.everything or bool(reach.whole)


def _rows(model: type[Model], reach: Reach, side: int) -> QuerySet[Any]:
    if reach.everything:
        return model._default_manager.all()
    rows = NOUNS.get(model)
    return rows[side](reach) if rows is not None else model._default_manager.none()
