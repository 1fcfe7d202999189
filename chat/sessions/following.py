"""What a connected reader hears: the topics it follows, and what of a delivery reaches it."""

from collections.abc import Iterable

from chat.frames import hidden_frame
from chat.models.entry import EVERYONE
from chat.reach import Reach
from chat.sessions.answering import Answering, Sink
from realtime.clock import wire_now
from realtime.hub import Delivery, Heads, hub
from realtime.ids import new_id


class Following(Answering):
    """A reader that is connected: follows conversations and is told what it may know of them.

    While a welcome is being put together live deliveries are kept aside, so that nothing falls between what
    was read from the database and what comes afterwards.
    """

    __slots__ = ("_aside", "_held", "_seen", "_topics", "echo", "id", "reach", "sink")

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.id = new_id()
        self.reach: Reach | None = None
        self.echo = True
        self._seen: dict[str, int] = {}
        self._held: dict[str, list[int]] = {}
        self._topics: set[str] = set()
        self._aside: list[Delivery] | None = []

    def receive(self, delivery: Delivery) -> None:
        """Send on what this reader may see; keep back that there was something he may not."""
        if self._aside is not None:
            self._aside.append(delivery)
            return
        stays = self._admit(delivery) if delivery.route is not None else True
        if delivery.seq:
            self._entry(delivery)
        elif delivery.origin != self.id and self._hears(delivery.audience):
            self.sink.push(delivery.frame)
        if not stays:
            self.unfollow(delivery.conversation)

    def beat(self, heads: dict[str, Heads]) -> None:
        """Send the heads of what is followed, as far as this reader may know of them."""
        if self._aside is not None:  # the welcome comes first, and says the same
            return
        mine = {id: self._head(id, heads[id]) for id in self._seen if id in heads}
        self.push({"type": "heartbeat", "heads": mine, "server_time": wire_now()})

    def nudge(self, heads: dict[str, Heads]) -> None:
        """Send a heartbeat only if something followed has moved on without this session."""
        if any(id in heads and self._head(id, heads[id]) > seen for id, seen in self._seen.items()):
            self.beat(heads)

    def followed(self) -> Iterable[str]:
        """Return the ids of the followed conversations."""
        return self._seen

    def _hears(self, audience: str) -> bool:
        return audience == EVERYONE or (self.reach is not None and self.reach.sees(audience))

    def _entry(self, delivery: Delivery) -> None:
        id, seq = delivery.conversation, delivery.seq
        seen = self._seen.get(id)
        if seen is None or self.reach is None:
            return
        if not self.reach.sees(delivery.audience):
            # Told with the next entry he sees: not even the moment of a note leaks.
            self._held.setdefault(id, []).append(seq)
            return
        if id in self._held:
            self._tell_held(id, before=seq)
        if seq > seen:
            self._seen[id] = seq
        if self.echo or delivery.origin != self.id:
            self.sink.push(delivery.frame)

    def _tell_held(self, id: str, *, before: int) -> None:
        """Tell what was kept back before an entry; an old one that comes late gives nothing newer away."""
        held = sorted(self._held.pop(id))
        for seq in held:
            if seq < before:
                self.push(hidden_frame(id, seq))
        if later := [seq for seq in held if seq > before]:
            self._held[id] = later

    def _head(self, id: str, heads: Heads) -> int:
        held = self._held.get(id)
        head = heads.public if self.reach is not None and self.reach.visitor else heads.head
        return held[0] - 1 if held and held[-1] == head else head

    def _admit(self, delivery: Delivery) -> bool:
        """Follow the conversation if it belongs here; tells whether to go on following it."""
        raise NotImplementedError

    def join(self, *topics: str) -> None:
        """Hear of topics."""
        hub.join(self)
        for topic in topics:
            self._topics.add(topic)
            hub.follow(self, topic)

    def follow(self, conversation: str, head: int) -> None:
        """Hear of a conversation from here on."""
        if conversation not in self._seen:
            self._seen[conversation] = head
            self.join(f"conversation:{conversation}")

    def unfollow(self, conversation: str) -> None:
        """Hear of a conversation no more."""
        self._seen.pop(conversation, None)
        self._held.pop(conversation, None)
        topic = f"conversation:{conversation}"
        self._topics.discard(topic)
        hub.unfollow(self, topic)

    def leave(self) -> None:
        """Hear of nothing any more."""
        hub.leave(self, self._topics)
        self._topics = set()

    def release(self) -> None:
        """Let live deliveries through, beginning with those kept aside."""
        aside, self._aside = self._aside or [], None
        for delivery in aside:
            if not delivery.seq or delivery.seq > self._seen.get(delivery.conversation, 0):
                self.receive(delivery)
