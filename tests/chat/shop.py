"""Who is there in these tests: two brands, the people who answer for them, and visitors who write."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from agents.models import Agent, Department
from chat.models import Conversation, Entry
from visitors.identity import new_ticket
from visitors.models import Site, Visitor


def client_id() -> str:
    """Return a fresh client id."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Shop:
    """Two sites that know nothing of each other; the first has two departments."""

    site: Site
    other_site: Site
    sales: Department
    support: Department
    elsewhere: Department
    mara: Agent
    """Answers for sales."""
    jonas: Agent
    """Answers for sales and support."""
    nora: Agent
    """Answers for support alone."""
    olga: Agent
    """Answers for the other site."""
    karin: Agent
    """May reach everything."""

    @classmethod
    def open(cls) -> "Shop":
        """Make the two brands and their people."""
        site = Site.objects.create(
            key="fjord", name="Fjordwood", allowed_origins=["https://fjordwood.example"]
        )
        other = Site.objects.create(key="other", name="Other", allowed_origins=["https://other.example"])
        sales, support = _department("Sales", site), _department("Support", site)
        elsewhere = _department("Elsewhere", other)
        return cls(
            site=site,
            other_site=other,
            sales=sales,
            support=support,
            elsewhere=elsewhere,
            mara=_agent("Mara", sales),
            jonas=_agent("Jonas", sales, support),
            nora=_agent("Nora", support),
            olga=_agent("Olga", elsewhere),
            karin=Agent.objects.create_superuser("karin@example.com", "secret-of-karin", name="Karin"),
        )

    def visitor(self) -> Visitor:
        """Return somebody who has used the chat."""
        return new_ticket(self.site).ensure_visitor(locale="en")

    def conversation(self, text: str = "", visitor: Visitor | None = None, **more: Any) -> Conversation:
        """Return a conversation waiting for sales; without words it has its first two entries."""
        options = {"department": self.sales} | more
        visitor = visitor or self.visitor()
        conversation, _opened = Conversation.open_for(visitor, text=text, **options)
        conversation.refresh_from_db()
        conversation.visitor = visitor
        return conversation


def kinds(conversation: Conversation) -> list[str]:
    """Return what is in the record, in order, after making sure that its numbers are dense."""
    rows = list(Entry.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "kind"))
    assert [seq for seq, _kind in rows] == list(range(1, len(rows) + 1))
    return [kind for _seq, kind in rows]


def texts(conversation: Conversation | str) -> list[str]:
    """Return what was said, in order."""
    rows = Entry.objects.filter(conversation=conversation, message__isnull=False).order_by("seq")
    return list(rows.values_list("message__text", flat=True))


def _department(name: str, site: Site) -> Department:
    department = Department.objects.create(name=name)
    department.sites.add(site)
    return department


def _agent(name: str, *departments: Department) -> Agent:
    agent = Agent.objects.create_user(f"{name.lower()}@example.com", f"secret-of-{name.lower()}", name=name)
    agent.departments.set(departments)
    return agent
