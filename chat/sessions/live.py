"""Who is on the sites an agent reaches, told as it changes."""

from functools import partial
from typing import Any

from chat import live_frames, surroundings
from chat.inviting import invite
from chat.sessions.person import PersonSession
from realtime.clock import wire_now
from realtime.errors import Refusal, not_found
from realtime.hub import encode_frame, hub
from realtime.threads import readers
from visitors.presence import live_topic, presence


class LiveSession(PersonSession):
    """The part of an agent's session that watches the live visitors."""

    __slots__ = ("_sites",)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._sites: list[str] = []

    async def visitors_watch(self, frame: live_frames.VisitorsWatch) -> None:
        """Follow the sites asked for, within reach, and send who is there now."""
        sites = await readers.run(partial(self._reached, frame.filter.sites))
        self.visitors_unwatch()
        self._sites = [site["id"] for site in sites]
        # First follow, then look: what changes in between is told twice rather than never.
        self.join(*map(live_topic, self._sites))
        lines = await presence.watch(self._sites)
        counted = [site | {"count": presence.count(site["id"])} for site in sites]
        told = {"type": "visitors.listed", "sites": counted, "at": wire_now()}
        head = encode_frame(told | ({"id": frame.id} if frame.id is not None else {}))
        self.sink.push(f'{head[:-1]},"visitors":[{",".join(lines)}]}}')

    def visitors_unwatch(self, frame: live_frames.VisitorsUnwatch | None = None) -> None:
        """Follow no site any more."""
        for topic in map(live_topic, self._sites):
            self._topics.discard(topic)
            hub.unfollow(self, topic)
        self._sites = []
        if frame is not None:
            self.acknowledge(frame)

    def visitor_invite(self, frame: live_frames.VisitorInvite) -> None:
        """Offer a conversation on the page somebody looks at, if that can be shown now."""
        by, text = self.actor, frame.text.strip()
        if not text:
            raise Refusal("invalid", "The invitation is empty.")
        self.spend()
        here = presence.reaches(frame.visitor)
        self.perform(
            frame,
            lambda: invite(
                frame.visitor, text, by=by, reach=self.reach, here=here, client_id=frame.client_id
            ),
        )

    def _reached(self, asked: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return the sites within reach; one that was asked for and is not among them does not exist."""
        if self.reach is None:
            raise not_found()
        rows = surroundings.sites(self.reach).order_by("name")
        found: list[Any] = list((rows.filter(pk__in=asked) if asked else rows).values("id", "name", "mode"))
        if len(found) < len(set(asked)):
            raise not_found()
        return found
