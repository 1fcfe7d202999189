"""A client's view applies every entry once and in order."""

from harness.views import View


def entry(seq: int) -> dict[str, object]:
    return {"type": "message.created", "seq": seq, "message": {"client_id": str(seq), "text": ""}}


def sequence(view: View) -> list[int]:
    return [each["seq"] for each in view.entries]


def test_entries_are_applied_as_they_come():
    view = View("c")
    assert [each["seq"] for each in view.offer(entry(1))] == [1]
    assert [each["seq"] for each in view.offer(entry(2))] == [2]


def test_what_was_applied_is_ignored():
    view = View("c")
    view.offer(entry(1))
    assert view.offer(entry(1)) == []
    assert sequence(view) == [1]


def test_what_comes_after_a_gap_waits_for_what_is_missing():
    view = View("c")
    view.offer(entry(1))
    assert view.offer(entry(3)) == []
    assert view.behind
    assert [each["seq"] for each in view.offer(entry(2))] == [2, 3]
    assert not view.behind


def test_a_known_head_tells_that_something_is_missing():
    view = View("c")
    view.offer(entry(1))
    view.head = 2
    assert view.behind
