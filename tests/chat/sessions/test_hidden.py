"""What a reader may not see: told with the next entry he may, and not a moment earlier."""

import json
from collections.abc import Iterator

import pytest

from chat.reach import Reach
from chat.sessions.base import Session
from realtime.actors import AGENT, VISITOR, Actor
from realtime.allowance import Allowance
from realtime.hub import Delivery, Heads

CONVERSATION = "c"


class Screen:
    """Keeps the frames of a session."""

    def __init__(self) -> None:
        self.frames: list[dict[str, object]] = []

    def push(self, frame: str) -> None:
        self.frames.append(json.loads(frame))

    @property
    def seen(self) -> list[tuple[str, int]]:
        return [(str(frame["type"]), int(str(frame["seq"]))) for frame in self.frames if "seq" in frame]

    @property
    def heads(self) -> list[object]:
        return [frame["heads"] for frame in self.frames if frame["type"] == "heartbeat"]


def reading(screen: Screen, reach: Reach, head: int = 0) -> Session:
    session = Session(screen, Allowance(1000), Allowance(1000))
    session.reach = reach
    session.follow(CONVERSATION, head)
    session.release()
    return session


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def visitor(screen: Screen) -> Iterator[Session]:
    session = reading(screen, Reach(Actor(VISITOR, "v"), visitor="v"))
    yield session
    session.leave()


@pytest.fixture
def agent(screen: Screen) -> Iterator[Session]:
    session = reading(screen, Reach(Actor(AGENT, "a"), everything=True))
    yield session
    session.leave()


def entry(seq: int, audience: str = "everyone", origin: str = "") -> Delivery:
    frame = json.dumps({"type": "message.created", "conversation": CONVERSATION, "seq": seq})
    return Delivery((f"conversation:{CONVERSATION}",), frame, CONVERSATION, seq, audience, origin)


def test_a_note_is_not_told_of_before_the_next_entry(visitor: Session, screen: Screen) -> None:
    visitor.receive(entry(1))
    visitor.receive(entry(2, "agents"))
    visitor.receive(entry(3, "agents"))
    assert screen.seen == [("message.created", 1)]
    visitor.receive(entry(4))
    assert screen.seen == [
        ("message.created", 1),
        ("entry.hidden", 2),
        ("entry.hidden", 3),
        ("message.created", 4),
    ]


def test_a_heartbeat_does_not_tell_of_it_either(visitor: Session, screen: Screen) -> None:
    visitor.receive(entry(1))
    visitor.receive(entry(2, "agents"))
    visitor.beat({CONVERSATION: Heads(head=2, public=1)})
    assert screen.heads == [{CONVERSATION: 1}]
    assert [frame["type"] for frame in screen.frames] == ["message.created", "heartbeat"]


def test_a_placeholder_says_nothing_but_its_number(visitor: Session, screen: Screen) -> None:
    visitor.receive(entry(1, "agents"))
    visitor.receive(entry(2))
    assert screen.frames[0] == {"type": "entry.hidden", "conversation": CONVERSATION, "seq": 1}


def test_agents_read_notes(agent: Session, screen: Screen) -> None:
    agent.receive(entry(1, "agents"))
    agent.beat({CONVERSATION: Heads(head=1, public=0)})
    assert screen.seen == [("message.created", 1)]
    assert screen.heads == [{CONVERSATION: 1}]


def test_a_whisper_reaches_the_one_it_is_for(screen: Screen) -> None:
    sessions = [reading(screen, Reach(Actor(AGENT, id), everything=True)) for id in ("a", "b")]
    for session in sessions:
        session.receive(entry(1, "agent:b"))
        session.leave()
    assert screen.seen == [("message.created", 1)]


def test_a_head_an_agent_may_not_see_is_not_told_to_him(agent: Session, screen: Screen) -> None:
    agent.receive(entry(1))
    agent.receive(entry(2, "agent:somebody-else"))
    agent.beat({CONVERSATION: Heads(head=2, public=1)})
    assert screen.heads == [{CONVERSATION: 1}]


def test_a_lost_last_entry_shows_in_the_next_heartbeat(visitor: Session, screen: Screen) -> None:
    visitor.receive(entry(1))
    visitor.nudge({CONVERSATION: Heads(head=1, public=1)})
    assert screen.heads == []
    visitor.nudge({CONVERSATION: Heads(head=2, public=2)})
    assert screen.heads == [{CONVERSATION: 2}]


def test_who_wants_no_echo_gets_none_of_his_own(agent: Session, screen: Screen) -> None:
    agent.echo = False
    agent.receive(entry(1, origin=agent.id))
    agent.receive(entry(2, origin="another tab"))
    assert screen.seen == [("message.created", 2)]


def test_what_comes_while_the_welcome_is_made_follows_it_in_order(screen: Screen) -> None:
    session = Session(screen, Allowance(1000), Allowance(1000))
    session.reach = Reach(Actor(AGENT, "a"), everything=True)
    for seq in (3, 4, 5):
        session.receive(entry(seq))
    session.follow(CONVERSATION, 4)  # the welcome was read when the record had four
    assert screen.frames == []
    session.release()
    session.leave()
    assert screen.seen == [("message.created", 5)]


def test_nothing_is_heard_of_a_conversation_that_is_not_followed(agent: Session, screen: Screen) -> None:
    agent.unfollow(CONVERSATION)
    agent.receive(entry(1))
    assert screen.frames == []


def test_no_heartbeat_comes_before_the_welcome(screen: Screen) -> None:
    session = Session(screen, Allowance(1000), Allowance(1000))
    session.reach = Reach(Actor(VISITOR, "v"), visitor="v")
    session.follow(CONVERSATION, 0)
    session.nudge({CONVERSATION: Heads(head=3, public=3)})
    session.beat({CONVERSATION: Heads(head=3, public=3)})
    assert screen.frames == []
    session.release()
    session.nudge({CONVERSATION: Heads(head=3, public=3)})
    session.leave()
    assert screen.heads == [{CONVERSATION: 3}]
