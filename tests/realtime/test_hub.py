"""The hub: who hears what, in which order, and when."""

import asyncio
import threading
from collections.abc import Iterable

import pytest
from django.db import connection, transaction

from realtime import hub as hub_module
from realtime.hub import SLICE, Delivery, Heads, Hub, Pulse, encode_frame, publish
from realtime.threads import ReaderThreads


class Listener:
    """A reader that keeps what it hears."""

    def __init__(self, *conversations: str) -> None:
        self.conversations = conversations
        self.heard: list[str] = []
        self.beats: list[dict[str, Heads]] = []
        self.nudges: list[dict[str, Heads]] = []

    def receive(self, delivery: Delivery) -> None:
        self.heard.append(delivery.frame)

    def beat(self, heads: dict[str, Heads]) -> None:
        self.beats.append(heads)

    def nudge(self, heads: dict[str, Heads]) -> None:
        self.nudges.append(heads)

    def followed(self) -> Iterable[str]:
        return self.conversations


def frame(text: str, *topics: str, seq: int = 0) -> Delivery:
    return Delivery(topics or ("conversation:1",), text, seq=seq)


@pytest.fixture
def hub() -> Hub:
    return Hub()


def following(hub: Hub, *topics: str) -> Listener:
    listener = Listener()
    hub.join(listener)
    for topic in topics:
        hub.follow(listener, topic)
    return listener


def test_only_those_who_follow_a_topic_hear_of_it(hub: Hub) -> None:
    near, far = following(hub, "conversation:1"), following(hub, "conversation:2")
    hub.deliver([frame("hello")])
    assert (near.heard, far.heard) == (["hello"], [])


def test_a_reader_of_several_topics_hears_a_delivery_once(hub: Hub) -> None:
    both = following(hub, "conversation:1", "inbox:1")
    hub.deliver([frame("hello", "conversation:1", "inbox:1")])
    assert both.heard == ["hello"]


def test_deliveries_keep_their_order_for_every_reader(hub: Hub) -> None:
    readers = [following(hub, "conversation:1") for _ in range(3)]
    hub.deliver([frame(str(n), seq=n) for n in range(1, 101)])
    assert all(reader.heard == [str(n) for n in range(1, 101)] for reader in readers)


async def test_entries_keep_their_order_however_many_listen(hub: Hub) -> None:
    readers = [following(hub, "conversation:1") for _ in range(2 * SLICE + 1)]
    hub.deliver([frame("1", seq=1), frame("2", seq=2)])
    hub.deliver([frame("3", seq=3)])
    assert all(reader.heard == ["1", "2", "3"] for reader in readers)


async def test_a_hint_to_a_crowd_lets_the_loop_breathe(hub: Hub) -> None:
    crowd = [following(hub, "site:1") for _ in range(2 * SLICE + 1)]
    turns = 0

    async def count() -> None:
        nonlocal turns
        while not all(reader.heard for reader in crowd):
            turns += 1
            await asyncio.sleep(0)

    hub.deliver([frame("open", "site:1")])
    await asyncio.wait_for(count(), 5)
    assert turns > 1
    assert all(reader.heard == ["open"] for reader in crowd)


def test_who_has_left_hears_nothing_and_leaves_nothing_behind(hub: Hub) -> None:
    reader = following(hub, "conversation:1", "inbox:1")
    hub.unfollow(reader, "inbox:1")
    hub.leave(reader, ["conversation:1", "conversation:unknown"])
    hub.deliver([frame("hello")])
    assert reader.heard == []
    assert (hub.topics, hub.readers) == ({}, set())


def test_what_is_published_here_goes_to_the_other_processes_too(hub: Hub) -> None:
    passed_on = []
    hub.uplink = passed_on.extend
    reader = following(hub, "conversation:1")
    hub.publish([frame("hello")])
    assert (reader.heard, [delivery.frame for delivery in passed_on]) == (["hello"], ["hello"])


def test_what_another_process_sent_is_not_sent_back(hub: Hub) -> None:
    hub.uplink = lambda _: pytest.fail("an echo between processes")
    hub.deliver([frame("hello")])


async def test_a_heartbeat_reaches_everybody(hub: Hub) -> None:
    readers = [following(hub) for _ in range(SLICE + 5)]
    heads = {"1": Heads(head=7, public=6)}
    await hub.beat(heads)
    assert all(reader.beats == [heads] for reader in readers)


@pytest.mark.parametrize("number", [0, 1, SLICE, SLICE + 1])
async def test_a_heartbeat_takes_no_longer_than_it_may(hub: Hub, number: int) -> None:
    readers = [following(hub) for _ in range(number)]
    async with asyncio.timeout(5):
        await hub.beat({}, over_seconds=0.2)
    assert all(len(reader.beats) == 1 for reader in readers)


def test_the_hub_knows_which_conversations_are_followed(hub: Hub) -> None:
    for conversations in (("1", "2"), ("2", "3"), ()):
        hub.join(Listener(*conversations))
    assert hub.followed() == {"1", "2", "3"}


def test_a_frame_is_plain_json() -> None:
    assert encode_frame({"type": "heartbeat", "heads": {"a": 1}}) == '{"type":"heartbeat","heads":{"a":1}}'


class TestPublishing:
    """From a thread that does the work to the readers on the loop."""

    @pytest.fixture
    async def hub(self, monkeypatch: pytest.MonkeyPatch) -> Hub:
        hub = Hub(loop=asyncio.get_running_loop())
        monkeypatch.setattr(hub_module, "hub", hub)
        return hub

    @pytest.mark.django_db(transaction=True)
    async def test_nothing_is_heard_before_the_commit(self, hub: Hub) -> None:
        reader = following(hub, "conversation:1")
        heard_inside = await asyncio.to_thread(self.publish_in_a_transaction, reader)
        await asyncio.sleep(0)
        assert (heard_inside, reader.heard) == ([], ["hello"])

    @pytest.mark.django_db(transaction=True)
    async def test_what_is_rolled_back_is_never_heard(self, hub: Hub) -> None:
        reader = following(hub, "conversation:1")

        def work() -> None:
            with transaction.atomic():
                publish(frame("never"))
                transaction.set_rollback(True)
            transaction.get_connection().close()

        await asyncio.to_thread(work)
        await asyncio.sleep(0)
        assert reader.heard == []

    async def test_a_process_without_sockets_passes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[Delivery] = []
        monkeypatch.setattr(hub_module, "hub", Hub())
        monkeypatch.setattr(hub_module, "remote", told.extend)
        hub_module._publish_now([frame("hello")])
        assert [delivery.frame for delivery in told] == ["hello"]

    @staticmethod
    def publish_in_a_transaction(reader: Listener) -> list[str]:
        with transaction.atomic():
            publish(frame("hello"))
            before = list(reader.heard)
        transaction.get_connection().close()
        return before


class TestPulse:
    """The heartbeat of a process."""

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 0.05)

    async def test_it_beats_with_the_heads_of_what_is_followed(self, hub: Hub) -> None:
        reader = Listener("1")
        hub.join(reader)
        pulse = Pulse(hub, asyncio.to_thread, heads_of=lambda ids: {id: Heads(5, 4) for id in ids})
        await self.beat_until(pulse, lambda: reader.beats)
        assert reader.beats[0] == {"1": Heads(5, 4)}

    async def test_it_beats_on_when_the_heads_cannot_be_read(self, hub: Hub) -> None:
        reader = Listener("1")
        hub.join(reader)

        def away(_: object) -> dict[str, Heads]:
            raise OSError("the database is away")

        await self.beat_until(Pulse(hub, asyncio.to_thread, heads_of=away), lambda: len(reader.beats) > 1)
        assert reader.beats[0] == {}

    @pytest.mark.django_db(transaction=True)
    async def test_a_connection_that_broke_does_not_stay_broken(self, hub: Hub) -> None:
        readers = ReaderThreads()
        broken, looks = [], []

        def look() -> None:
            connection.ensure_connection()
            if not broken:
                broken.append(connection.connection)
                connection.connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            looks.append("looked")

        try:
            await self.beat_until(Pulse(hub, readers.run, each_beat=[look]), lambda: looks)
        finally:
            readers.stop()

    async def test_hastened_it_looks_before_the_next_beat(
        self, hub: Hub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hub_module, "HEARTBEAT_SECONDS", 3600)
        monkeypatch.setattr(hub_module, "HASTE_SECONDS", 0.01)
        reader = Listener()
        hub.join(reader)

        async def look() -> None:
            reader.conversations = ("1",)

        heads = {"1": Heads(5, 4)}
        pulse = Pulse(
            hub, asyncio.to_thread, heads_of=lambda ids: {id: heads[id] for id in ids}, each_look=[look]
        )
        pulse.hasten()
        pulse.hasten()
        await self.beat_until(pulse, lambda: reader.nudges)
        assert reader.nudges == [heads]

    async def test_its_chores_run_off_the_loop(self, hub: Hub) -> None:
        threads: set[int] = set()
        pulse = Pulse(hub, asyncio.to_thread, each_beat=[lambda: threads.add(threading.get_ident())])
        await self.beat_until(pulse, lambda: threads)
        assert threading.get_ident() not in threads

    @staticmethod
    async def beat_until(pulse: Pulse, seen: object) -> None:
        pulse.start()
        try:
            async with asyncio.timeout(5):
                while not seen():
                    await asyncio.sleep(0.01)
        finally:
            await pulse.stop()
