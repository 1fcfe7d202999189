"""Ids: opaque, ordered, not guessable."""

import time_machine

from realtime.ids import LENGTH, new_id


def test_an_id_has_26_characters_of_the_alphabet() -> None:
    assert len(new_id()) == LENGTH == 26
    assert set("".join(new_id() for _ in range(200))) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_are_ordered_by_the_moment_they_were_made_in() -> None:
    with time_machine.travel(0, tick=False) as clock:
        ids = []
        for _ in range(50):
            ids.append(new_id())
            clock.shift(0.001)
    assert ids == sorted(ids)


def test_ids_of_one_millisecond_differ() -> None:
    with time_machine.travel(1_700_000_000, tick=False):
        assert len({new_id() for _ in range(1000)}) == 1000
