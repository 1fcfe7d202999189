"""The two legs: what is passed on, what is joined, what is said."""

from types import SimpleNamespace

import pytest

from tests.legs import arguments_of_child, joined, left_out, sentence


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
