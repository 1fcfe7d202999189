"""What the demo starts with: a site, the people who answer and what was said in the last weeks.

Everything is written through the project's own verbs, and only where it is missing: a second start
changes nothing that somebody has changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.db import transaction
from django.templatetags.static import static
from django.utils import timezone

from agents.models import Agent, Department
from agents.permissions import Role
from chat.content import BLOCKS, Answer, Block, Card, Cards, Choices
from chat.files.receiving import receive
from chat.models import Conversation
from chat.models.opening import Page
from demo import replies
from demo.callers import CALLERS, Caller
from demo.embedding import SHOP_HOST
from demo.stories import STORIES
from demo.telling import JONAS, MARA, SALES, SUPPORT, VISITOR, Opening, Person, Step, Story
from realtime.ids import LENGTH
from visitors.identity import Ticket
from visitors.models import Customer, Note, Site, Visit, Visitor

SITE = "demo"
PASSWORD = "visavis-demo"  # noqa: S105 -- printed at every start; the demo listens on this machine alone
SATURDAY = 5
# Besides English: a Latin script, two from right to left and one without spaces.
ALSO_SPOKEN = ("de", "ar", "he", "ja")
# Sales answer at all hours, so that somebody is there whenever the demo is looked at.
HOURS: Mapping[str, dict[str, Any]] = {SALES: {}, SUPPORT: {"week": [[["09:00", "18:00"]]] * 5 + [[], []]}}


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in to the demo."""

    key: str
    email: str
    name: str
    role: Role
    departments: tuple[str, ...] = ()


TEAM = (
    Login("ruth", "manager@example.com", "Ruth Nygaard", Role.OWNER),
    Login(MARA, "agent1@example.com", "Mara Lindqvist", Role.SUPERVISOR, (SALES, SUPPORT)),
    Login(JONAS, "agent2@example.com", "Jonas Berg", Role.AGENT, (SUPPORT,)),
)


@transaction.atomic
def seed(*, port: int) -> None:
    """Write what is missing; the shop may then stand on this port."""
    shop = f"http://{SHOP_HOST}:{port}"
    site = _site(shop)
    departments = {name: _department(name, site, position) for position, name in enumerate((SALES, SUPPORT))}
    team = {login.key: _agent(login, departments) for login in TEAM}
    replies.write(departments)
    told = set(Conversation.objects.filter(site=site).values_list("client_id", flat=True))
    teller = _Teller(site, departments, team, shop)
    for story in sorted(STORIES, key=lambda story: teller.moment(story.opening)):
        if story.key not in told:
            teller.tell(story)


def tokens() -> list[tuple[Caller, str]]:
    """Return the simulated visitors, each with the token of a browser of their own."""
    site = Site.objects.get(key=SITE)
    return [(caller, _browser(site, caller).token()) for caller in CALLERS]


def _browser(site: Site, caller: Caller) -> Ticket:
    id = f"test{caller.person.key}".ljust(LENGTH, "0")
    ticket = Ticket(site, id, "conversation", Visitor.objects.filter(pk=id).first())
    if ticket.visitor is None:
        person = caller.person
        ticket.visitor = Visitor.objects.create(
            pk=id, site=site, locale=person.locale, timezone=person.timezone, is_test=True
        )
    return ticket


def _site(shop: str) -> Site:
    site, _made = Site.objects.get_or_create(
        key=SITE,
        defaults={
            "name": "Fjordwood",
            "allowed_origins": [shop],
            "appearance": {"brand": "#2F4A3C"},
            "texts": {code: {} for code in ALSO_SPOKEN},
            "zone": "Europe/Oslo",
            "mode": Site.Mode.FULL,
        },
    )
    if shop not in site.allowed_origins:
        site.allowed_origins = [*site.allowed_origins, shop]
        site.save()
    return site


def _department(name: str, site: Site, position: int) -> Department:
    department = Department.objects.filter(name=name, sites=site).first()
    if department is None:
        department = Department.objects.create(name=name, position=position, hours=HOURS[name])
        department.sites.add(site)
    return department


def _agent(login: Login, departments: Mapping[str, Department]) -> Agent:
    agent = Agent.objects.filter(email=login.email).first()
    if agent is None:
        portrait = static(f"demo/portraits/{login.key}.svg")
        agent = Agent.objects.create_user(
            login.email, PASSWORD, name=login.name, avatar=portrait, role=login.role
        )
        agent.departments.set([departments[name] for name in login.departments])
    return agent


@dataclass
class _Teller:
    """Lets one story happen, each step at its own time."""

    site: Site
    departments: Mapping[str, Department]
    team: Mapping[str, Agent]
    shop: str

    def moment(self, opening: Opening) -> datetime:
        """Return when a story begins, at the clock of this site."""
        return _moment(opening, ZoneInfo(self.site.zone))

    def tell(self, story: Story) -> None:
        at = self.moment(story.opening)
        visitor = self._visitor(story.opening.person, at)
        conversation = self._open(story, visitor, at)
        for step in story.steps:
            at += timedelta(seconds=step.after)
            self._do(step, conversation, visitor, at)

    def _visitor(self, person: Person, at: datetime) -> Visitor:
        id = f"demo-{person.key}"
        visitor, made = Visitor.objects.get_or_create(
            pk=id, defaults={"site": self.site, "locale": person.locale, "timezone": person.timezone}
        )
        if made:
            Visitor.objects.filter(pk=id).update(created_at=at)
        if made and person.name:
            customer = visitor.says(name=person.name, email=person.email)
            Customer.objects.filter(pk=customer.pk).update(created_at=at)
        return visitor

    def _open(self, story: Story, visitor: Visitor, at: datetime) -> Conversation:
        opening = story.opening
        page = Page(f"{self.shop}/shop/{opening.page.path}", opening.page.title, opening.referrer)
        department = self.departments[opening.department]
        conversation, _place = Conversation.open_for(
            visitor, client_id=story.key, text=story.first, department=department, page=page, at=at
        )
        Visit.objects.filter(pk=conversation.visit_id).update(started_at=at, last_activity_at=at)
        return conversation

    def _do(self, step: Step, conversation: Conversation, visitor: Visitor, at: datetime) -> None:
        actor = visitor.actor if step.who == VISITOR else self.team[step.who].actor
        match step.do:
            case "say":
                conversation.say(step.text, by=actor, at=at)
            case "offer":
                self._offer(step, conversation, at)
            case "choose":
                asked = conversation.entries.filter(message__kind__in=BLOCKS).latest("seq")
                card = 0 if asked.message.kind == Cards.kind else None
                conversation.answer(Answer(of=asked.seq, choice=step.text, card=card), by=actor, at=at)
            case "note":
                conversation.say(step.text, by=actor, audience="agents", at=at)
            case "remember":
                note = Note.write(step.text, about=visitor, by=actor)
                Note.objects.filter(pk=note.pk).update(written_at=at)
            case "take":
                conversation.take(by=self.team[step.who], at=at)
            case "pass":
                conversation.transfer(by=actor, to_agent=self.team[step.to], note=step.text, at=at)
            case "close":
                self._read(conversation, visitor, at)
                conversation.close(by=actor, at=at)
            case "rate":
                conversation.rate(by=actor, score=step.score, comment=step.text, at=at)

    def _offer(self, step: Step, conversation: Conversation, at: datetime) -> None:
        by, product = self.team[step.who].actor, step.product
        block: Block = Choices(list(step.choices))
        files: tuple[str, ...] = ()
        if product is not None:
            file = Path(str(finders.find(product.card.path)))
            files = (receive(file.read_bytes(), name=file.name, by=by).pk,)
            url = f"{self.shop}/shop/{product.slug}/"
            card = Card(product.name, product.line, picture=files[0], url=url, choices=list(step.choices))
            block = Cards([card])
        words, content = block.words(step.text), block.content(step.text)
        conversation.say(words, content=content, attachments=files, by=by, at=at)

    def _read(self, conversation: Conversation, visitor: Visitor, at: datetime) -> None:
        """Nobody leaves before having read what the other said."""
        conversation.refresh_from_db()
        upto = conversation.head
        readers = [visitor.actor] + ([conversation.agent.actor] if conversation.agent else [])
        for reader in readers:
            conversation.mark_read(by=reader, upto=upto, at=at - timedelta(seconds=5))


def _moment(opening: Opening, zone: ZoneInfo) -> datetime:
    """Return when a story began: so many days ago, at the shop's own clock, never on a weekend."""
    hour, minute = map(int, opening.clock.split(":"))
    day = timezone.now().astimezone(zone) - timedelta(days=opening.days_ago)
    day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
