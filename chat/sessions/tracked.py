"""What a page tells over the socket: the same frames, on the same way into the store, as by its own door."""

from typing import Any

from django.utils import timezone

from chat import presence, protocol
from chat.drafts import Appended
from chat.models.entry import AGENTS
from chat.sessions.own import OwnSession
from realtime.clock import wire_now
from realtime.errors import Refusal
from visitors.identity import Claim
from visitors.tracking import pipeline
from visitors.tracking.attaching import Whereabouts
from visitors.tracking.frames import (
    HOST_FRAMES,
    ConsentSet,
    EventTrack,
    HostFrame,
    InvitationAccept,
    InvitationDecline,
    InvitationShown,
    PageActivity,
    PageLeave,
    PageView,
    VisitorForget,
)
from visitors.tracking.hit import Browser, Hit
from visitors.tracking.speaking import Speaking

WORDS = (protocol.ConversationOpen, protocol.VisitorMessageSend)


def whereabouts(page: protocol.Page | PageView | None) -> Whereabouts:
    """Return what a page the chat stands on is known by."""
    return Whereabouts(page.view, page.tracking) if page is not None else Whereabouts()


class TrackedSession(OwnSession):
    """The part of a visitor's session that is about the page around the chat.

    The bearer of a tracking token is that page: what it says is stored as the site and the visitor allow. The chat
    itself knows the page by hearsay: it tells those who answer where the visitor is, and nothing is stored.
    """

    __slots__ = ("browser", "consent", "speaking", "where")

    browser: Browser
    consent: dict[str, str]
    speaking: Speaking | None
    where: Whereabouts

    @property
    def is_the_page(self) -> bool:
        """Whether the host page speaks, not the chat."""
        return self.ticket is not None and self.ticket.kind == "tracking"

    def check(self, frame: Any) -> None:
        """Let the page only say what happens on it, and the chat nothing of that but where it is."""
        about_the_page = isinstance(frame, HOST_FRAMES)
        if self.is_the_page != about_the_page and (self.is_the_page or not isinstance(frame, PageView)):
            raise Refusal("forbidden", "This token may not do that.")

    async def page_view(self, frame: PageView) -> None:
        """Store that the page was gone to; or let the agents know who follow a conversation of this visitor."""
        if self.is_the_page:
            await self._tell(frame)
            return
        self.where = whereabouts(frame)
        if self._seen and self.reach is not None and self.site.collects:
            page = {"url": frame.url[:2000], "title": frame.title[:300], "referrer": frame.referrer[:2000]}
            body = {"type": "page.viewed", "visitor": self.reach.visitor, "page": page, "at": wire_now()}
            topics = tuple(f"conversation:{id}" for id in self._seen)
            presence.tell(topics, body, origin=self.id, audience=AGENTS)
        self.acknowledge(frame)

    async def page_activity(self, frame: PageActivity) -> None:
        """Store how long the page has been looked at."""
        await self._tell(frame)

    async def page_leave(self, frame: PageLeave) -> None:
        """Store how long the page was looked at."""
        await self._tell(frame)

    async def event_track(self, frame: EventTrack) -> None:
        """Store what was done."""
        await self._tell(frame)

    async def consent_set(self, frame: ConsentSet) -> None:
        """Collect what is allowed from now on, and nothing else."""
        await self._tell(frame)

    async def invitation_shown(self, frame: InvitationShown) -> None:
        """Note that an invitation was seen."""
        await self._tell(frame)

    async def invitation_accept(self, frame: InvitationAccept) -> None:
        """Note that the chat was opened by an invitation; a conversation begins with the first words."""
        await self._tell(frame)

    async def invitation_decline(self, frame: InvitationDecline) -> None:
        """Note that no chat is wanted."""
        await self._tell(frame)

    async def visitor_forget(self, frame: VisitorForget) -> None:
        """Delete what pages told of this browser."""
        await self._tell(frame)

    def acknowledge(self, frame: Any, appended: Appended | None = None) -> None:
        """Answer a frame; words are activity of the visit they are written from."""
        super().acknowledge(frame, appended)
        if isinstance(frame, WORDS) and appended is not None and self.ticket and self.ticket.visitor:
            self.speaking = self.speaking or Speaking(self.ticket.visitor, self.browser)
            self.speaking.spoke(self.where)

    def leave(self) -> None:
        """Hear of nothing any more; the last words are told of."""
        if self.speaking is not None:
            self.speaking.stop()
        super().leave()

    async def _tell(self, frame: HostFrame) -> None:
        ticket, hello = self.ticket, self.hello_frame or protocol.Hello(protocol=1)
        if ticket is None:
            raise Refusal("forbidden", "Say hello first.")
        self.browser.locale, self.browser.timezone = hello.locale, hello.timezone
        claim = Claim(self.site.pk, ticket.visitor_id, ticket.kind, ticket.epoch)
        await pipeline.take(Hit(self.browser, timezone.now(), [frame], claim=claim, consent=self.consent))
        self.acknowledge(frame)
