"""A transcript as one reads it."""

from datetime import UTC, datetime, timedelta

import pytest

from chat.models import Conversation
from chat.transcripts import Line
from chat.turns import figures, turns

AT = datetime(2026, 11, 19, 11, 3, tzinfo=UTC)


def line(
    seconds: int, who: str, text: str = "", event: str = "", audience: str = "everyone", kind: str = ""
) -> Line:
    return Line(AT + timedelta(seconds=seconds), who, who, audience, text, event, kind=kind, author_id=who)


LINES = [
    line(0, "visitor", "Hello"),
    line(14, "agent", event="Jonas took over", kind="conversation.assigned"),
    line(22, "agent", "Hi Ingrid."),
    line(40, "agent", "Is it the oiled oak?"),
    line(70, "agent", "Ask Aiko", audience="agents"),
    line(80, "agent", "One moment."),
    line(200, "agent", "Found it."),
]


@pytest.mark.django_db
def test_what_one_says_within_a_minute_is_one_turn_and_notes_stand_apart() -> None:
    assert [(turn.kind, len(turn.lines)) for turn in turns(LINES)] == [
        ("said", 1),
        ("event", 1),
        ("said", 2),
        ("note", 1),
        ("said", 1),
        ("said", 1),
    ]


def test_figures_are_those_of_what_happened_and_notes_are_no_messages() -> None:
    going = Conversation(opened_at=AT)
    assert dict(figures(going, LINES)) == {
        "waited": timedelta(seconds=14),
        "answered": timedelta(seconds=22),
        "messages": "1 / 4",
    }
    assert dict(figures(Conversation(opened_at=AT, closed_at=AT + timedelta(minutes=9)), LINES[:1])) == {
        "length": timedelta(minutes=9),
        "messages": "1 / 0",
    }
