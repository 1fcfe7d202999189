"""Who looks at what, over two processes that have nothing in common but what they tell each other."""

import json

import pytest

from chat.viewing import FORGET_SECONDS, LOOKS, Looks
from realtime.hub import Delivery, Hub

MARA, JONAS = {"kind": "agent", "id": "m", "name": "Mara"}, {"kind": "agent", "id": "j", "name": "Jonas"}


class Process:
    """One process, with a console that has the conversation open."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.looks = Looks(self.hub)
        self.hub.follow(self.looks, LOOKS)
        self.hub.follow(self, "conversation:1")  # type: ignore[arg-type]
        self.shown: list[list[str]] = []

    def receive(self, delivery: Delivery) -> None:
        assert delivery.audience == "agents"
        self.shown.append([viewer["name"] for viewer in json.loads(delivery.frame)["viewers"]])


@pytest.fixture
async def two() -> tuple[Process, Process]:
    """Return two processes that hear of each other."""
    one, other = Process(), Process()
    one.hub.uplink, other.hub.uplink = other.hub.deliver, one.hub.deliver
    return one, other


async def test_who_comes_and_goes_is_seen_in_every_process(two: tuple[Process, Process]) -> None:
    one, other = two
    one.looks.look("a", MARA, "1")
    other.looks.look("b", JONAS, "1")
    other.looks.look("b", JONAS, "2")
    assert one.shown == other.shown == [["Mara"], ["Mara", "Jonas"], ["Mara"]]
    one.looks.look("a", MARA, "")
    assert (one.shown[-1], other.shown[-1]) == ([], [])


async def test_a_second_window_of_the_same_person_is_nobody_else(two: tuple[Process, Process]) -> None:
    one, other = two
    one.looks.look("a", MARA, "1")
    other.looks.look("a2", MARA, "1")
    one.looks.look("a", MARA, "")
    assert one.looks.viewers("1") == other.looks.viewers("1") == [MARA]


async def test_a_process_that_starts_later_is_told_who_looks(two: tuple[Process, Process]) -> None:
    one, other = two
    one.hub.uplink = None  # not heard yet
    one.looks.look("a", MARA, "1")
    one.hub.uplink = other.hub.deliver
    other.looks.look("b", JONAS, "1")
    assert {viewer["id"] for viewer in other.looks.viewers("1")} == {"m", "j"}


async def test_whoever_nobody_renews_is_forgotten(two: tuple[Process, Process]) -> None:
    one, other = two
    one.looks.look("a", MARA, "1")
    other.looks.look("b", JONAS, "1")
    one.hub.uplink = None  # killed: it says nothing any more
    looks, heard = other.looks, {session: at for session, (_look, at) in other.looks._known.items()}
    for session, (look, _heard) in list(looks._known.items()):
        looks._known[session] = (look, heard[session] - FORGET_SECONDS - 1)
    await looks.renew()
    assert looks.viewers("1") == [JONAS]
    assert other.shown[-1] == ["Jonas"]
