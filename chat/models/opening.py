"""How a conversation begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone

from agents.models import Department
from chat.content import TEXT, Content
from chat.models.follow_up import Stage
from chat.models.following_up import address_of
from realtime.actors import Actor
from realtime.errors import Refusal
from visitors.models import Visit, Visitor
from visitors.models.customer import Attribute

if TYPE_CHECKING:
    from datetime import datetime

    from chat.log import Appended
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
        said: Mapping[str, str] | None = None,
        attributes: Mapping[str, Attribute] | None = None,
        channel: str = "chat",
        locale: str = "",
        origin: str = "",
        at: "datetime | None" = None,
    ) -> "tuple[Conversation, Appended]":
        """Open a conversation, queue it and say the first words; a repeated ``client_id`` finds the first.

        ``said`` and ``attributes`` are what the visitor answered to a form; ``channel`` is ``form`` where it
        was one for leaving a message.
        """
        from chat import log
        from chat.introductions import introduce
        from chat.log import Draft
        from chat.models import Conversation

        page = page or Page()
        with transaction.atomic():
            repeated = _opened_before(visitor, client_id, text)
            if repeated is not None:
                return repeated
            if said or attributes:
                introduce(visitor, said or {}, attributes=attributes)
            now = at or timezone.now()
            visit = Visit.objects.create(
                visitor=visitor,
                tab=page.tab,
                url=page.url[:2000],
                title=page.title[:300],
                referrer=page.referrer[:2000],
                user_agent=page.user_agent if visitor.site.collects else "",
                purposes=["chat"],
            )
            conversation = Conversation.objects.create(
                site_id=visitor.site_id,
                visitor=visitor,
                visit=visit,
                department=department,
                channel=channel,
                locale=locale or visitor.locale,
                page_url=page.url[:2000],
                page_title=page.title[:300],
                page_referrer=page.referrer[:2000],
                client_id=client_id,
                follow_up=Stage.READY if address_of(visitor) else Stage.NONE,
                opened_at=now,
                queued_at=now,
                last_entry_at=now,
            )
            conversation.queue_stays.create(department=department, entered_at=now)
            route = conversation.route()
            opened = {
                "site": visitor.site.card(),
                "visitor": visitor.card() | {"locale": conversation.locale, "timezone": visitor.timezone},
                "department": department.card() if department else None,
                "channel": conversation.channel,
                "locale": conversation.locale,
                "page": conversation.page(),
            }
            drafts = [
                Draft(
                    conversation.pk,
                    "conversation.opened",
                    visitor.actor,
                    opened,
                    client_id=None if text else client_id,
                    route=route,
                    at=now,
                ),
                Draft(
                    conversation.pk,
                    "conversation.queued",
                    visitor.actor,
                    {"department": opened["department"]},
                    route=route,
                    at=now,
                ),
            ]
            if text:
                drafts.append(
                    Draft.message(
                        conversation.pk, visitor.actor, text, client_id=client_id, origin=origin, at=now
                    )
                )
            appended = log.append_all(drafts)
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
        at: "datetime | None" = None,
    ) -> "Appended":
        """Add a message; words to a closed conversation reopen it, a note does not."""
        from chat import log
        from chat.log import Draft

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


def _opened_before(
    visitor: Visitor, client_id: str | None, text: str
) -> "tuple[Conversation, Appended] | None":
    from chat import log
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
    return conversation, log.Appended(conversation.pk, entry.seq, entry.at, repeated=True)
