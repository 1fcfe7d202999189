"""A visitor and an agent do everything once, over sessions of this process, and keep what they hear."""

import asyncio
import json
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from agents.models import Agent, Department
from chat import presence
from chat.files.receiving import receive
from chat.links import link_back
from chat.log import writer
from chat.models import Conversation, FollowUp
from chat.protocol import Rejected
from chat.sessions.agent import AgentSession
from chat.sessions.answering import Answering
from chat.sessions.base import Session
from chat.sessions.passive import PassiveSession
from chat.sessions.visitor import VisitorSession
from realtime.actors import VISITOR, Actor
from realtime.allowance import Allowance
from realtime.clock import wire_time
from realtime.runtime import runtime
from realtime.threads import readers
from tests.chat.files.pictures import picture
from visitors.models import Invitation, Site
from visitors.presence import presence as site_presence
from visitors.tracking.frames import host_parser
from visitors.tracking.hit import Browser, Hit
from visitors.tracking.pipeline import take

Frame = dict[str, Any]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"
BASKET = {"value": 640, "currency": "EUR"}
# What pages tell, by what those who watch hear of it.
LOOKING_AROUND: dict[str, list[Frame]] = {
    "visitor.arrived": [
        {"type": "page.view", "view": "1", "url": "https://shop.example/"},
        {"type": "event.track", "event_id": "e", "name": "cart", "properties": BASKET},
    ],
    "page.viewed": [{"type": "page.view", "view": "2", "url": "https://shop.example/benches"}],
    "visitor.changed": [{"type": "page.activity", "view": "2", "active_ms": 900, "idle_ms": 61_000}],
    "visitor.left": [{"type": "consent.set", "purposes": {"engagement": "refused", "analytics": "refused"}}],
}


class Ear:
    """Keeps the frames of one session."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def push(self, frame: str) -> None:
        self.frames.append(json.loads(frame))

    hear = push


class Exchange:
    """One brand with two departments, one agent, one visitor in two connections."""

    def __init__(self) -> None:
        self.site = Site.objects.create(key="shop", name="Shop")
        self.known = Site.objects.create(key="known", name="Known", mode=Site.Mode.FULL)
        self.departments = [Department.objects.create(name=name) for name in ("Sales", "Support")]
        asked = [
            {"key": "Order number", "label": {"": "Order number", "de": "Bestellnummer"}, "required": True}
        ]
        Department.objects.filter(name="Support").update(form={"fields": asked})
        self.agent = Agent.objects.create_user("mara@example.com", name="Mara", avatar="/static/mara.svg")
        for department in self.departments:
            department.sites.add(self.site)
            department.agents.add(self.agent)
        self.ears: list[Ear] = []
        self.sessions: list[Session] = []

    def frames(self) -> list[Frame]:
        """Return everything anybody heard, entries inside pages included."""
        heard = [frame for ear in self.ears for frame in ear.frames]
        return heard + [entry for frame in heard for entry in frame.get("entries", ())]

    async def happen(self) -> None:
        """Do everything once."""
        visitor, desk = self.visitor(), self.desk()
        await self.say(visitor, "hello", protocol=1, timezone="Europe/London")
        await self.say(desk, "hello", protocol=1)
        await self.say(
            visitor,
            "visitor.update",
            name="Nora",
            email="nora@mail.example",
            attributes={"plan": "x"},
            id="u",
        )
        await self.say(visitor, "conversation.open", client_id=True, text="Hello")
        conversation = next(
            frame["conversation"] for frame in self.frames() if frame["type"] == "ack" and "seq" in frame
        )
        about = partial(self.say, conversation=conversation)
        await self.say(visitor, "visitor.update", name="Nora Lund", id="u2")
        await about(desk, "conversation.take", client_id=True)
        await about(desk, "typing.start")
        await about(desk, "typing.stop")
        await self.acquaintance(visitor, desk, conversation)
        await about(desk, "message.send", client_id=True, text="a note", audience="agents")
        await about(desk, "message.send", client_id=True, text="Hello to you")
        await about(visitor, "message.send", client_id=True, text="", attachments=[await self.photograph()])
        await about(visitor, "conversation.received", seq=6)
        await about(visitor, "conversation.read", seq=6)
        await about(visitor, "sync", id="s", after=3, limit=2)
        await self.say(desk, "inbox.watch", id="w", view="mine")
        await self.say(self.visitor(), "hello", protocol=1, token=self.token(), last={conversation: 4})
        await self.beat()
        await about(desk, "conversation.transfer", client_id=True, department=self.departments[1].pk)
        await about(desk, "conversation.take", client_id=True)
        await about(desk, "conversation.close", client_id=True)
        await about(
            visitor, "conversation.rate", client_id=True, score=5, comment="Quick", reasons=["expert"]
        )
        await self.own_wishes(visitor, conversation)
        await about(visitor, "message.send", client_id=True, text="One more thing")
        await about(desk, "conversation.tag", client_id=True, add=["delivery"])
        await self.say(desk, "tag.list", id="t")
        await about(desk, "recipient.list", id="r")
        await about(desk, "message.edit", client_id=True, of=6, text="Good morning")
        await about(desk, "message.history", id="h", of=6)
        await about(desk, "message.delete", client_id=True, of=6)
        await self.say(desk, "inbox.finished", id="f")
        await about(desk, "conversation.find", id="f")
        await self.say(desk, "inbox.search", id="s", words="nora hello")
        await about(desk, "conversation.take", client_id=True)
        await about(
            desk, "conversation.snooze", client_id=True, until=wire_time(timezone.now() + timedelta(1))
        )
        await about(desk, "conversation.wake", client_id=True)
        await self.say(desk, "canned.save", client_id=True, shortcut="greeting", text="Hello {name|there}")
        await self.say(desk, "canned.list", id="c")
        await writer.run(self.departments[0].save)
        await self.say(desk, "agent.status", id="a", status="away", reason="lunch")
        await self.questions(visitor, desk, conversation)
        await self.mails(visitor, conversation)
        await self.live(desk)
        await self.refusals(visitor)

    async def pages(self) -> None:
        """Let somebody only look, where a browser is known again and where it is not."""
        for site in (self.site, self.known):
            sink, _messages, frames = self.means()
            session = PassiveSession(Browser(site, user_agent=FIREFOX), sink, frames)
            await self.say(
                session, "hello", protocol=1, passive=True, page={"view": "1", "url": "https://shop.example/"}
            )
            session.leave()

    async def live(self, desk: Session) -> None:
        """Let somebody look around on the site, and take back that this may be told."""
        await self.pages()
        await self.say(desk, "visitors.watch", id="v")
        browser = Browser(self.site, address="192.0.2.7", user_agent=FIREFOX, timezone="Europe/Oslo")
        for type, told in LOOKING_AROUND.items():
            frames = [host_parser.parse(json.dumps(frame)) for frame in told]
            await take(Hit(browser, timezone.now(), frames))
            await self.seen(type)
            if type == "visitor.arrived":
                await self.say(desk, "visitors.watch", id="v")
                await self.invited(desk)
        await self.say(desk, "visitors.unwatch", id="v")
        known = next(
            frame["visitor"] for frame in self.frames() if frame["type"] == "welcome" and "visitor" in frame
        )
        await self.say(desk, "visitor.names", id="n", visitors=[known["id"]])
        await self.pages()

    async def invited(self, desk: Session) -> None:
        """Let the agent invite whoever looks around, and be turned down."""
        ear = Ear()
        self.ears.append(ear)
        visit = next(line["id"] for frame in self.frames() for line in frame.get("visitors", ()))
        site_presence.enter(ear, visit, self.site.pk)
        site_presence.tick()
        await self.say(desk, "visit.find", id="f", visit=visit)
        await self.say(desk, "visitor.invite", client_id=True, visitor=visit, text="Shall I help?")
        invitation = await writer.run(Invitation.objects.get)
        await writer.run(invitation.decline)
        site_presence.leave(ear)

    async def seen(self, type: str) -> None:
        """Wait until those who watch the site have heard of this, by what nothing else changes."""
        told = "looking" if type == "visitor.changed" else "id"
        while not any(
            frame["type"] == type and told in line
            for frame in self.frames()
            if "site" in frame
            for line in frame.get("visitors", ())
        ):
            await asyncio.sleep(0.01)

    async def own_wishes(self, visitor: Session, conversation: str) -> None:
        """Let the visitor choose quiet, take along what was said and go on elsewhere."""
        about = partial(self.say, visitor, conversation=conversation)
        await self.say(visitor, "preference.set", client_id=True, contact="quiet", muted=False)
        await about("conversation.request_transcript", client_id=True)
        await about("device.offer", id="o")

    async def acquaintance(self, visitor: Session, desk: Session, conversation: str) -> None:
        """Let the agent look, and write down who this is."""
        about = partial(self.say, desk, conversation=conversation)
        await self.say(visitor, "page.view", view="v", url="https://shop.example/delivery")
        await about("conversation.view")
        await about("visitor.correct", client_id=True, email="nora.lund@mail.example")
        await about("note.add", client_id=True, text="Third floor")
        await about("conversation.context", id="k")

    async def questions(self, visitor: Session, desk: Session, conversation: str) -> None:
        """Let the agent offer something to choose from, and the visitor choose."""
        about = partial(self.say, conversation=conversation, client_id=True)
        await about(desk, "message.send", text="Which?", kind="choices", data={"choices": ["This", "That"]})
        of = max(frame.get("seq", 0) for frame in self.frames())
        await about(visitor, "message.send", text="This", kind="answer", data={"of": of, "choice": "This"})

    async def mails(self, visitor: Session, id: str) -> None:
        """Let mails come of it in every way, and let the link of one be followed."""
        conversation = await readers.run(lambda: Conversation.objects.get(pk=id))
        now = timezone.now()

        def post() -> FollowUp:
            email = conversation.visitor.customer.email
            return conversation.follow_ups.create(email=email, begun_at=now, try_at=now)

        sent = await writer.run(post)
        await writer.run(lambda: conversation.followed_up(sent, upto=6, now=now))
        failed = await writer.run(post)
        await writer.run(lambda: conversation.not_followed_up(failed, reason="refused", now=now))
        link = (await readers.run(partial(link_back, sent))).partition("#link=")[2]
        await self.say(visitor, "device.link", client_id=True, link=link)
        await self.say(visitor, "device.renew", id="r", link=link)
        await writer.run(conversation.stop_mail)

    async def photograph(self) -> str:
        """Upload a picture as the visitor."""
        by = Actor(VISITOR, next(frame["visitor"]["id"] for frame in self.frames() if "token" in frame))
        row = await readers.run(partial(receive, picture("JPEG"), name="staircase.jpg", by=by))
        return row.pk

    async def refusals(self, visitor: Session) -> None:
        """Go wrong in every way there is an answer to."""
        await self.say(visitor, "message.send", client_id=True, conversation="nowhere", text="x")
        await self.say(visitor, "conversation.open", client_id=True, department="nowhere", text="x")
        await self.say(visitor, "nonsense")
        visitor.frames_allowance = Allowance(0.001)
        await self.say(visitor, "page.view", id="p", view="v", url="u")

    async def say(self, session: Answering, type: str, **fields: Any) -> None:
        """Send one frame and wait until it is recorded, answered and told."""
        if fields.get("client_id"):
            fields["client_id"] = str(uuid4())
        try:
            await session.handle(json.dumps({"type": type, **fields}))
        except Rejected as rejected:
            session.push(rejected.refusal.as_nack(client_id=rejected.client_id, id=rejected.id))
        for _turn in range(2):
            await writer.run(lambda: None)

    async def beat(self) -> None:
        """Let the heart beat once."""
        followed = sorted(runtime.hub.followed())
        await runtime.hub.beat(await readers.run(partial(presence.heads_of, followed)))

    def visitor(self) -> VisitorSession:
        """Connect as a visitor."""
        session = VisitorSession(self.site, *self.means())
        session.browser.user_agent = FIREFOX
        self.sessions.append(session)
        return session

    def desk(self) -> AgentSession:
        """Connect as the agent."""
        session = AgentSession(self.agent, *self.means())
        self.sessions.append(session)
        return session

    def token(self) -> str:
        """Return the token the visitor was given."""
        return next(str(frame["token"]) for frame in self.frames() if "token" in frame)

    def means(self) -> tuple[Ear, Allowance, Allowance]:
        """Return an ear and generous limits."""
        self.ears.append(Ear())
        return self.ears[-1], Allowance(1000), Allowance(1000)

    def hang_up(self) -> None:
        """Leave."""
        for session in self.sessions:
            session.leave()
            if isinstance(session, AgentSession):
                session.depart()
