"""Everybody a matrix of access is about, and something of every noun in every place."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from agents.models import Agent, ApiToken, Department
from agents.permissions import Role
from chat.files.receiving import receive
from chat.models import Attachment, CannedResponse, Conversation, Rating, Tag
from visitors.identity import new_ticket
from visitors.models import Ban, Customer, Site, Visit, Visitor

# Own site and own department, own site and foreign department, and so on: how the four columns are written.
PLACES = ("OO", "OF", "FO", "FF")
GIVEN = ("department", "site")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a role, who was given departments or a site."""

    role: Role
    given: str
    agent: Agent

    def __str__(self) -> str:
        return f"{self.role} of a {self.given}"


@dataclass(frozen=True, slots=True)
class World:
    """Three sites. Sales (OO) and support (OF) stand on the first, both (FO) on the first and the third, and elsewhere
    (FF) on the second, which nobody knows who was given sales and both, or the first site as a whole.
    """

    people: list[Person]
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def make(cls) -> "World":
        """Put something of every noun into every place."""
        first, second, third = [
            Site.objects.create(key=f"site-{n}", name=f"zz-site-{n}") for n in ("own", "far", "near")
        ]
        sites = {"OO": first, "OF": first, "FO": third, "FF": second}
        departments = {place: Department.objects.create(name=f"zz-department-{place}") for place in PLACES}
        for place, site in sites.items():
            departments[place].sites.add(site)
        departments["FO"].sites.add(first)
        world = cls(_people(first, departments["OO"], departments["FO"]))
        for place in PLACES:
            for noun, thing in _things(place, sites[place], departments[place]).items():
                world.things.setdefault(noun, {})[place] = thing
        return world

    def person(self, role: Role, given: str = "site") -> Person:
        """Return one of them."""
        return next(one for one in self.people if (one.role, one.given) == (role, given))


def _people(site: Site, *departments: Department) -> list[Person]:
    people = []
    for role in Role:
        for given in GIVEN if role != Role.OWNER else GIVEN[:1]:
            agent = Agent.objects.create_user(
                f"{role}.{given}@example.com", name=f"{role} {given}", role=role
            )
            if given == "site":
                agent.sites.add(site)
            else:
                agent.departments.add(*departments)
            people.append(Person(role, given, agent))
    return people


def _things(place: str, site: Site, department: Department) -> dict[str, Any]:
    colleague = Agent.objects.create_user(f"{place}@example.com".lower(), name=f"zz-agent-{place}")
    colleague.departments.add(department)
    ApiToken.issue(colleague, name=f"zz-token-{place}")
    visitor: Visitor = new_ticket(site).ensure_visitor(locale="en")
    Visit.objects.create(site=site, visitor=visitor, purposes=["chat", "analytics"])
    customer: Customer = visitor.says(name=f"zz-customer-{place}")
    conversation, _place = Conversation.open_for(visitor, text=f"zz-words-{place}", department=department)
    conversation.close(by=visitor.actor)
    conversation.rate(by=visitor.actor, score=4, comment=f"zz-rating-{place}")
    conversation.take(by=colleague)
    conversation.tag(by=colleague.actor, add=[f"zz-tag-{place}"])
    visit = Visit.objects.create(site=site, visitor=visitor, title=f"zz-visit-{place}")
    file = receive(f"zz-file-{place}".encode(), name=f"zz-file-{place}.txt", by=colleague.actor)
    conversation.say(f"zz-answer-{place}", by=colleague.actor, attachments=(file.pk,))
    return {
        "site": site,
        "department": department,
        "agent": colleague,
        "token": ApiToken.objects.get(agent=colleague),
        "visitor": visitor,
        "visit": visit,
        "ban": Ban.objects.create(
            site=site, visitor=visitor, reason="Rude", author_id=colleague.pk, client_id=str(uuid4())
        ),
        "customer": customer,
        "conversation": Conversation.objects.get(pk=conversation.pk),
        "rating": Rating.objects.get(resolution__conversation=conversation),
        "tag": Tag.objects.get(name=f"zz-tag-{place}"),
        "canned": CannedResponse.objects.create(
            shortcut=f"zz-canned-{place}", text=f"zz-canned-{place}", department=department
        ),
        "file": Attachment.objects.get(pk=file.pk),
    }
