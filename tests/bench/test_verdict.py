"""What the fault runs and the replay count must be countable."""

from harness.verdict import Verdict, compare

SENT = [("a", "one"), ("b", "two"), ("c", "three")]


def counts(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.lost, verdict.doubled, verdict.disordered


def test_everything_in_place_is_clean():
    assert compare(SENT, list(SENT)).clean


def test_a_missing_message_is_lost_and_disturbs_no_order():
    assert counts(compare(SENT, [SENT[0], SENT[2]])) == (1, 0, 0)


def test_a_changed_text_is_lost():
    assert counts(compare(SENT, [SENT[0], ("b", "tow"), SENT[2]])) == (1, 0, 0)


def test_a_message_that_stands_twice_is_doubled():
    assert counts(compare(SENT, [*SENT, SENT[0]])) == (0, 1, 0)


def test_two_messages_changing_places_are_out_of_order():
    assert counts(compare(SENT, [SENT[1], SENT[0], SENT[2]])) == (0, 0, 2)


def test_a_message_nobody_sent_is_told():
    verdict = compare(SENT, [*SENT, ("x", "who")])
    assert not verdict.clean
    assert "nobody sent" in str(verdict)


def test_places_add_up_and_the_line_says_so():
    total = Verdict(acked=3)
    total.add(compare(SENT, [SENT[0]]))
    total.add(compare(SENT, [SENT[1], SENT[0], SENT[2], SENT[2]]))
    assert str(total) == "3 acked, 2 lost, 1 duplicated, 2 out of order, max heal 0.0 s"
