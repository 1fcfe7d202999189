"""The two legs: what is passed on, what is joined, what is said."""

import os
from types import SimpleNamespace
from typing import Any

import pytest

from tests.legs import STEP_BACK, WORKER, Shares, arguments_of_child, joined, left_out, sentence
from tests.legs import pytest_runtest_logstart as begins


def test_the_other_leg_gets_the_same_selection_in_the_same_order() -> None:
    arguments = arguments_of_child(["tests/chat", "-k", "transfer", "--leg=both"], seed=7)
    assert arguments[:4] == ["tests/chat", "-k", "transfer", "--randomly-seed=7"]
    assert "--leg=postgres" in arguments
    assert "--leg=both" not in arguments


def test_a_leg_given_as_two_words_is_replaced_too() -> None:
    assert arguments_of_child(["--leg", "both", "-x"], seed=None)[:2] == ["-x", "--leg=postgres"]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((0, 0), 0),
        ((1, 0), 1),
        ((0, 1), 1),
        ((0, 5), 0),  # only static checks were chosen: the second leg has nothing to run
        ((5, 5), 5),
        ((5, 3), 3),
    ],
)
def test_one_exit_code_stands_for_both(codes: tuple[int, int], expected: int) -> None:
    assert joined(codes) == expected


def test_counts_are_told_in_words() -> None:
    assert sentence({"passed": 212, "failed": 0, "skipped": 3}) == "212 passed, 3 skipped"
    assert sentence({}) == "nothing to run"


def test_why_tests_were_left_out_is_said_once_each() -> None:
    reasons = ["left out: no data", "not on this platform", "left out: no browser", "left out: no data"]
    reports = [SimpleNamespace(longrepr=("here.py", 1, f"Skipped: {reason}")) for reason in reasons]
    assert left_out(reports) == ["left out: no browser", "left out: no data"]


class Worker:
    """A worker process as the one that shares out sees it: what it was given, and whether it is to end then."""

    def __init__(self) -> None:
        self.gateway = SimpleNamespace(id=f"gw{id(self)}")
        self.given: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def shared(tests: list[str], workers: int) -> tuple[Any, list[Any]]:
    """Return who shares out, and the workers that have got their first tests."""
    shares: Any = Shares(
        SimpleNamespace(
            getvalue=lambda name: ["popen"] * workers, option=SimpleNamespace(loadscopereorder=False)
        )
    )
    nodes = [Worker() for _ in range(workers)]
    for node in nodes:
        shares.add_node(node)
        shares.add_node_collection(node, tests)
    shares.schedule()
    return shares, nodes


TESTS = [f"tests/chat/test_{name}.py::test_it" for name in "abcd"]
STORIES = [f"tests/stories/test_{name}.py::test_it" for name in "abcd"]


def test_one_worker_tells_all_stories_from_the_start_and_does_nothing_else() -> None:
    shares, (teller, other) = shared(TESTS + STORIES, workers=2)
    assert teller.given == [4, 5, 6, 7]
    for index in teller.given:
        shares.mark_test_complete(teller, index)
    for index in range(4):
        shares.mark_test_complete(other, index)
    assert teller.given == [4, 5, 6, 7]
    assert other.given == [0, 1, 2, 3]
    assert teller.shutting_down and other.shutting_down


def test_a_worker_that_is_alone_tells_them_last() -> None:
    shares, (alone,) = shared(TESTS + STORIES, workers=1)
    for index in range(8):
        shares.mark_test_complete(alone, alone.given[index])
    assert alone.given == list(range(8))


def test_a_worker_beside_the_stories_steps_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [0]
    monkeypatch.setattr(os, "nice", lambda step: steps.append(step) or sum(steps))
    monkeypatch.setenv(WORKER, "gw1")
    begins(STORIES[0])
    assert sum(steps) == 0
    for test in TESTS:
        begins(test)
    assert sum(steps) == STEP_BACK
    monkeypatch.delenv(WORKER)
    steps[:] = [0]
    begins(TESTS[0])
    assert sum(steps) == 0
