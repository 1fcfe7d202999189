"""How a conversation begins."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils import timezone

from agents.models import Agent, Department
from chat.content import TEXT, Content
from chat.drafts import Appended, Draft
from chat.models.follow_up import Stage
from chat.models.following_up import address_of
from chat.reach import Reach
from realtime.actors import Actor
from realtime.errors import Refusal
from visitors.models import Invitation, Visit, Visitor
from visitors.models.customer import Attribute

if TYPE_CHECKING:
    from chat.models import Conversation


@dataclass(frozen=True, slots=True)
class Page:
    """The page a visitor writes from, and the browser it is shown in."""

    url: str = ""
    title: str = ""
    referrer: str = ""
    tab: str = ""
    user_agent: str = ""


class Opening:
    """Verbs that begin a conversation and speak in it."""

    @classmethod
    def open_for(
        cls,
        visitor: Visitor,
        *,
        client_id: str | None = None,
        text: str = "",
        department: Department | None = None,
        page: Page | None = None,
        visit: Visit | None = None,
        invitation: Invitation | None = None,
        said: Mapping[str, str] | None = None,
        attributes: Mapping[str, Attribute] | None = None,
        channel: str = "chat",
        locale: str = "",
        origin: str = "",
        at: datetime | None = None,
    ) -> "tuple[Conversation, Appended]":
        """Open a conversation, queue it and say the first words; a repeated ``client_id`` finds the first.

        ``said`` and ``attributes`` are what the visitor answered to a form; ``channel`` is ``form`` where it
        was one for leaving a message. ``visit`` is the one the visitor writes from, where it is known;
        ``invitation`` is what they answer: its words are the first, and the one who said them has the conversation.
        """
        from chat import log
        from chat.introductions import introduce

        with transaction.atomic():
            repeated = _opened_before(visitor, client_id, text)
            if repeated is not None:
                return repeated
            invitation = invitation and invitation.still_open()
            if said or attributes:
                introduce(visitor, said or {}, attributes=attributes)
            conversation = _queued(
                visitor,
                page or Page(),
                at or timezone.now(),
                visit or _visit(visitor, page or Page()),
                client_id=client_id,
                department=department,
                channel=channel,
                locale=locale or visitor.locale,
            )
            appended = log.append_all(list(_first_entries(conversation, text, origin, invitation)))
            _answer(conversation, invitation)
            if conversation.follow_up:
                conversation.tell_follow_up()
        return conversation, appended[-1] if text else appended[0]

    def say(
        self,
        text: str,
        *,
        by: Actor,
        client_id: str | None = None,
        audience: str = "everyone",
        attachments: tuple[str, ...] = (),
        content: Content = TEXT,
        origin: str = "",
        at: datetime | None = None,
    ) -> Appended:
        """Add a message; words to a closed conversation reopen it, a note does not."""
        from chat import log

        conversation = cast("Conversation", self)
        more = {"client_id": client_id, "audience": audience, "origin": origin, "at": at}
        draft = Draft.message(conversation.pk, by, text, content=content, attachments=attachments, **more)
        with transaction.atomic():
            outcome = log.append([draft])[0]
            if isinstance(outcome, Refusal) and outcome.code == "closed":
                conversation.reopen(by=by, at=at)
                outcome = log.append([draft])[0]
        if isinstance(outcome, Refusal):
            raise outcome
        return outcome


def _visit(visitor: Visitor, page: Page) -> Visit:
    """Return a visit of which nothing is known but that somebody wrote."""
    return Visit.objects.create(
        site_id=visitor.site_id,
        visitor=visitor,
        tab=page.tab,
        url=page.url[:2000],
        title=page.title[:300],
        referrer=page.referrer[:2000],
        user_agent=page.user_agent if visitor.site.collects else "",
        purposes=["chat"],
    )


def _queued(visitor: Visitor, page: Page, now: datetime, visit: Visit, **given: Any) -> "Conversation":
    """Return a conversation that waits from now on, begun on a page."""
    from chat.models import Conversation

    conversation = Conversation.objects.create(
        site_id=visitor.site_id,
        visitor=visitor,
        visit=visit,
        page_url=page.url[:2000],
        page_title=page.title[:300],
        page_referrer=page.referrer[:2000],
        follow_up=Stage.READY if address_of(visitor) else Stage.NONE,
        opened_at=now,
        queued_at=now,
        last_entry_at=now,
        **given,
    )
    conversation.queue_stays.create(department=conversation.department, entered_at=now)
    return conversation


def _answer(conversation: "Conversation", invitation: Invitation | None) -> None:
    """Give the conversation to the one who invited, where they are there; what else was offered is settled by it."""
    if invitation is not None:
        invitation.becomes(conversation)
        agent = Agent.objects.filter(pk=invitation.author_id, is_active=True).first()
        if agent is not None and agent.is_online and Reach.of_agent(agent).covers(conversation):
            conversation.take(by=agent)
    for other in Invitation.objects.filter(visit=conversation.visit_id, state__in=Invitation.OPEN):
        other.cancel(Invitation.Reason.CHAT_STARTED)


def _first_entries(
    conversation: "Conversation", text: str, origin: str, invitation: Invitation | None
) -> Iterator[Draft]:
    """Yield what a record begins with; a ``client_id`` stands for the first words, or for an opening without."""
    visitor, department = conversation.visitor, conversation.department
    queued = {"department": department.card() if department else None}
    opened = queued | {
        "site": visitor.site.card(),
        "visitor": visitor.card() | {"locale": conversation.locale, "timezone": visitor.timezone},
        "channel": conversation.channel,
        "locale": conversation.locale,
        "page": conversation.page(),
    }
    route, at, begun = conversation.route(), conversation.opened_at, conversation.client_id
    drafted = partial(Draft, conversation.pk, actor=visitor.actor, route=route, at=at)
    yield drafted("conversation.opened", data=opened, client_id=None if text else begun)
    yield drafted("conversation.queued", data=queued)
    if invitation is not None:
        yield Draft.message(conversation.pk, invitation.author, invitation.text, at=at)
    if text:
        yield Draft.message(conversation.pk, visitor.actor, text, client_id=begun, origin=origin, at=at)


def _opened_before(
    visitor: Visitor, client_id: str | None, text: str
) -> "tuple[Conversation, Appended] | None":
    from chat.models import Conversation

    if client_id is None:
        return None
    # The lock makes two tries at once wait for each other.
    Visitor.objects.select_for_update().filter(pk=visitor.pk).first()
    conversation = Conversation.objects.filter(visitor=visitor, client_id=client_id).first()
    if conversation is None:
        return None
    entry = conversation.entries.select_related("message").get(client_id=client_id)
    same = (entry.message.text if hasattr(entry, "message") else "") == text
    if not same:
        raise Refusal("conflict", "This client_id opened a conversation with other words.")
    return conversation, Appended(conversation.pk, entry.seq, entry.at, repeated=True)
