"""Who writes at this moment: known for as long as it may be true."""

import json

import pytest

from chat import typists
from chat.typists import LASTS_SECONDS, TYPING, Typists
from realtime.hub import Delivery


def hint(conversation: str) -> Delivery:
    frame = {"type": "typing.started", "conversation": conversation, "author": {"kind": "agent"}}
    return Delivery((f"conversation:{conversation}", TYPING), json.dumps(frame))


def test_what_nobody_renews_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(typists, "monotonic", lambda: now)
    known = Typists()
    known.receive(hint("1"))
    known.receive(hint("2"))
    now += LASTS_SECONDS - 1
    known.receive(hint("1"))
    now += 2
    assert known.news("2", to="tab") is None
    assert known.news("1", to="tab") == hint("1").frame
    now += LASTS_SECONDS
    known.receive(hint("3"))
    assert list(known._begun) == ["3"]
