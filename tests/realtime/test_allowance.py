"""How much somebody may send."""

import pytest

from realtime import allowance as allowance_module
from realtime.allowance import Allowance, Allowances


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [allowance_module.time.monotonic()]
    monkeypatch.setattr(allowance_module.time, "monotonic", lambda: now[0])
    return now


def test_a_burst_is_four_times_the_rate(clock: list[float]) -> None:
    allowance = Allowance(5, at=clock[0])
    assert [allowance.take() for _ in range(20)] == [0] * 20
    assert allowance.take() > 0


def test_who_waits_as_long_as_he_is_told_is_let_through(clock: list[float]) -> None:
    allowance = Allowance(5, at=clock[0])
    for _ in range(20):
        allowance.take()
    wait = allowance.take()
    assert wait == pytest.approx(200, abs=1)
    clock[0] += (wait + 1) / 1000
    assert allowance.take() == 0
    assert allowance.take() > 0


def test_patience_is_not_saved_up_beyond_a_burst(clock: list[float]) -> None:
    allowance = Allowance(1, at=clock[0])
    clock[0] += 3600
    assert [allowance.take() for _ in range(4)] == [0, 0, 0, 0]
    assert allowance.take() > 900


def test_all_connections_of_a_person_share_one() -> None:
    allowances = Allowances(1)
    for _ in range(4):
        assert allowances.of("visitor").take() == 0
    assert allowances.of("visitor").take() > 0
    assert allowances.of("another").take() == 0


def test_what_was_not_used_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance_module, "KEPT", 2)
    allowances = Allowances(1)
    first = allowances.of("a")
    allowances.of("b")
    assert allowances.of("a") is first
    allowances.of("c")
    assert allowances.of("a") is first
    assert set(allowances._by_key) == {"a", "c"}
