"""A visitor's session: one browser, its own conversations."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from agents.models import Department
from chat import answers, protocol
from chat.availability import board, visitors_of
from chat.introductions import introduce, masked
from chat.models import Conversation
from chat.models.opening import Page
from chat.reach import Reach
from chat.sessions.answering import Sink
from chat.sessions.base import HEARTBEAT_MS, LIMITS
from chat.sessions.tracked import TrackedSession, whereabouts
from chat.summaries import summaries
from realtime.actors import VISITOR, Actor
from realtime.allowance import Allowance, Both
from realtime.clock import wire_now
from realtime.errors import Refusal
from realtime.hub import Delivery
from realtime.threads import readers
from visitors.admission import check_ban, is_banned
from visitors.identity import Ticket, new_ticket, read_token
from visitors.models import Invitation, Site, Visitor
from visitors.tracking.attaching import attach, named_by, visit_of
from visitors.tracking.hit import Browser

# How many conversations a welcome lists; older ones are history, not the present.
LISTED = 50


class VisitorSession(TrackedSession):
    """One browser on one site; nothing is stored about it before it opens a conversation."""

    __slots__ = ("is_new", "openings_allowance")

    parser = protocol.visitor_parser

    def __init__(
        self,
        site: Site,
        sink: Sink,
        messages: Allowance | Both,
        frames: Allowance | Both,
        openings: Allowance | None = None,
    ) -> None:
        super().__init__(sink, messages, frames)
        self.openings_allowance = openings or Allowance(messages.rate)
        self.site = site
        self.browser = Browser(site)
        self.consent = {}
        self.ticket = None
        self.is_new = True
        self.hello_frame = None
        self.speaking = None
        self.where = whereabouts(None)

    async def hello(self, frame: protocol.Hello) -> None:
        """Say who is here, what they wrote before and who is there to answer."""
        if self.hello_frame is not None:
            raise Refusal("invalid", "Hello was said already.")
        self.hello_frame = frame
        self.where = whereabouts(frame.page)
        self.consent = dict(frame.consent)
        self.echo = frame.echo
        self.join(visitors_of(self.site.pk))
        # First follow, then read: what happens in between is kept aside, not missed.
        mine = await readers.run(partial(self._identify, frame.token)) if frame.token else self._greet(None)
        await check_ban(self.browser, *self._ids)
        if self.reach is not None:
            self.join(f"visitor:{self.reach.visitor}")
        for id in mine:
            self.follow(id, 0)
        availability = await board.of(self.site.pk)
        if mine:
            welcome, pages = await readers.run(partial(self._welcome, frame, mine, availability))
        else:
            welcome, pages = self._welcome(frame, mine, availability)  # there is nothing to read
        self.push(welcome)
        for page in pages:
            self.push(page)
        for row in welcome["conversations"]:
            self._seen[row["id"]] = row["head"]
        self.release()

    async def is_banned(self) -> bool:
        """Tell whether whoever is connected is banned by now."""
        return self.hello_frame is not None and await is_banned(self.browser, *self._ids)

    @property
    def _ids(self) -> list[str]:
        """What this browser is known by: to the chat, and to the pages around it."""
        ids = [self.ticket.visitor_id if self.ticket else "", named_by(self.site, self.where.tracking)]
        return [id for id in ids if id]

    def _identify(self, token: str) -> list[str]:
        """Find out who this is; returns the ids of the conversations to follow."""
        self._greet(read_token(self.site, token))
        if self.ticket is None or self.ticket.visitor is None or self.reach is None:
            return []
        self.reach = Reach.of_visitor(self.ticket.visitor)
        rows = Conversation.objects.within(self.reach).order_by("-last_entry_at")[:LISTED]
        return list(rows.values_list("pk", flat=True))

    def _greet(self, known: Ticket | None) -> list[str]:
        self.is_new = known is None
        self.ticket = known or new_ticket(self.site)
        if self.ticket.kind == "conversation":
            id = self.ticket.visitor_id
            self.reach = Reach(Actor(VISITOR, id), visitor=id)
        return []

    def _welcome(
        self, frame: protocol.Hello, mine: list[str], availability: dict[str, Any]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        ticket = self.ticket or new_ticket(self.site)
        conversations = self._summaries(mine) if mine else []
        heads = {row["id"]: row["head"] for row in conversations}
        return {
            "type": "welcome",
            "protocol": 1,
            "server_time": wire_now(),
            "heartbeat_ms": HEARTBEAT_MS,
            **({"token": ticket.token()} if self.is_new else {}),
            "visitor": {
                "id": ticket.visitor_id,
                "email": masked(ticket.visitor),
                "known": ticket.visitor.known_by if ticket.visitor else [],
            },
            "preference": (ticket.visitor or Visitor()).preference(),
            "conversations": conversations,
            "availability": availability,
            "limits": LIMITS | {"mail": settings.MAIL_LEAVES},
        }, self.missed(frame.last, heads) if mine else []

    def _summaries(self, mine: list[str]) -> list[dict[str, Any]]:
        rows = Conversation.objects.filter(pk__in=mine).order_by("-last_entry_at")
        return summaries(rows, self.reach) if self.reach is not None else []

    def _admit(self, delivery: Delivery) -> bool:
        if delivery.route and self.reach and delivery.route["visitor"] == self.reach.visitor:
            self.follow(delivery.conversation, 0)
        return True

    def conversation_open(self, frame: protocol.ConversationOpen) -> None:
        """Begin a conversation; the visitor's row is made with the first one."""
        if self.ticket is None or self.hello_frame is None:
            raise Refusal("forbidden", "Say hello first.")
        if frame.text and not frame.text.strip():
            raise Refusal("invalid", "The message is empty.")
        self.spend()
        wait = self.openings_allowance.take()
        if wait:
            raise Refusal("too_many", "Too many conversations at once.", retry=True, retry_after_ms=wait)
        ticket = self.ticket

        def then(_opened: Any) -> None:
            if frame.form is not None and ticket.visitor is not None:
                self._known_as(Reach.of_visitor(ticket.visitor))

        self.perform(frame, partial(self._open, frame, ticket, self.hello_frame), then=then)

    def _open(self, frame: protocol.ConversationOpen, ticket: Ticket, hello: protocol.Hello) -> Any:
        page = frame.page or hello.page or protocol.Page()
        self.where = whereabouts(page)
        invitation = self._invitation(frame.invitation)
        department = self._department(frame.department, invitation)
        given = {} if invitation else self._answers(frame, ticket, department)
        visitor = ticket.ensure_visitor(locale=hello.locale, timezone=hello.timezone)
        _conversation, appended = Conversation.open_for(
            visitor,
            client_id=frame.client_id,
            text=frame.text,
            department=department,
            page=Page(page.url, page.title, page.referrer, hello.tab, self.browser.user_agent),
            visit=attach(visitor, self.browser, whereabouts(page)),
            locale=hello.locale,
            invitation=invitation,
            **given,
        )
        return appended

    def _answers(
        self, frame: protocol.ConversationOpen, ticket: Ticket, department: Department | None
    ) -> dict[str, Any]:
        """Return what was answered before the first words; a repeated opening was let in once and is again."""
        known = ticket.visitor.known_by if ticket.visitor else []
        try:
            return answers.read(frame.form, of=self.site, to=department, known=known)
        except Refusal:
            if Conversation.objects.filter(visitor=ticket.visitor_id, client_id=frame.client_id).exists():
                return {}
            raise

    def _invitation(self, id: str | None) -> Invitation | None:
        """Return what is answered; one that was answered or has ended, or is of another visit, is none."""
        if not id:
            return None
        with transaction.atomic():
            visit = visit_of(self.browser, self.where)
        rows = Invitation.objects.filter(pk=id, conversation=None, state__in=Invitation.ANSWERABLE)
        return rows.filter(visit=visit).first() if visit is not None else None

    def _department(self, id: str | None, invitation: Invitation | None = None) -> Department | None:
        departments = Department.objects.filter(sites=self.site)
        if invitation is not None:
            return departments.filter(agents=invitation.author_id).first() or departments.first()
        if id is None:
            return departments.first()
        department = departments.filter(pk=id).first()
        if department is None:
            raise Refusal("invalid", "There is no such department.", fields={"department": "unknown"})
        return department

    def conversation_close(self, frame: protocol.ConversationClose) -> None:
        """End the conversation, where the site lets visitors do so."""
        if not self.site.lets("end"):
            raise Refusal("forbidden", "Conversations are ended by the team here.")
        super().conversation_close(frame)

    def message_send(self, frame: protocol.VisitorMessageSend) -> None:  # type: ignore[override]
        """Record a message, or what answers one."""
        answer, by = frame.data, self.actor
        if frame.kind == "text" or answer is None:
            super().message_send(frame)
            return
        self.spend()
        self.perform(
            frame,
            lambda: self.find(frame.conversation).answer(
                answer, by=by, client_id=frame.client_id, origin=self.id
            ),
        )

    def visitor_update(self, frame: protocol.VisitorUpdate) -> None:
        """Record what the visitor says about themselves, once there is somebody to record it about."""
        ticket, hello = self.ticket, self.hello_frame
        if ticket is None or hello is None:
            raise Refusal("forbidden", "Say hello first.")
        said = answers.said(frame)
        # What pages say of a browser makes nobody known: first somebody writes, or gives a name.
        if not said and not (frame.attributes and self._seen):
            self.acknowledge(frame)
            return

        def work() -> Reach:
            visitor = ticket.ensure_visitor(locale=hello.locale, timezone=hello.timezone)
            introduce(visitor, said, attributes=frame.attributes)
            return Reach.of_visitor(visitor)

        self.perform(frame, work, then=self._known_as)

    def _known_as(self, reach: Reach) -> None:
        """Speak under the name that was given."""
        self.reach = reach
