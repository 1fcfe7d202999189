"""What an agent is told of a visit."""

from functools import partial
from typing import Any

from chat import live_frames
from chat.sessions.live import LiveSession
from chat.visiting import find, names
from realtime.errors import not_found
from realtime.threads import readers


class VisitSession(LiveSession):
    """The part of an agent's session that is about those on a site, whether they have written or not."""

    __slots__ = ()

    async def visit_find(self, frame: live_frames.VisitFind) -> None:
        """Send the way through the site, and what was before."""
        self.respond(frame, await readers.run(partial(self._visit, frame.visit)))

    async def visitor_names(self, frame: live_frames.VisitorNames) -> None:
        """Send how these are called whom the agent may know; of others nothing is said, not even that they exist."""
        self.respond(frame, await readers.run(partial(self._names, frame.visitors)))

    def _names(self, ids: tuple[str, ...]) -> dict[str, Any]:
        if self.reach is None:
            raise not_found()
        return {"type": "visitors.named", "visitors": names(ids, self.reach)}

    def _visit(self, id: str) -> dict[str, Any]:
        if self.reach is None:
            raise not_found()
        return {"type": "visit.found", **find(id, self.reach)}
