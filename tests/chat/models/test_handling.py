"""What is done with a conversation, who may do it, and the intervals it leaves behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import pytest
from django.utils import timezone

from agents.models import Agent
from chat.models import Conversation, Mark, Rating
from chat.protocol import Reason
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, kinds

Verb = Callable[[Conversation, Shop, dict[str, Any]], Any]


@pytest.fixture
def conversation(shop: Shop) -> Conversation:
    """Return a conversation in which a visitor has spoken: three entries."""
    return shop.conversation("Hello")


def queue(conversation: Conversation) -> list[tuple[Any, str, bool]]:
    rows = conversation.queue_stays.order_by("pk")
    return [(stay.department.name, stay.outcome, stay.left_at is None) for stay in rows]


def assignments(conversation: Conversation) -> list[tuple[str, bool]]:
    rows = conversation.assignments.order_by("pk").select_related("agent")
    return [(row.agent.name, row.ended_at is None) for row in rows]


class TestTaking:
    """From the queue, never from a colleague."""

    def test_it_leaves_the_queue_and_is_the_agents(self, shop: Shop, conversation: Conversation) -> None:
        where = conversation.take(by=shop.mara)
        assert (where.seq, conversation.status, conversation.agent) == (4, "active", shop.mara)
        assert queue(conversation) == [("Sales", "taken", False)]
        assert assignments(conversation) == [("Mara", True)]

    def test_a_colleague_keeps_what_he_has(self, shop: Shop, conversation: Conversation) -> None:
        conversation.take(by=shop.mara)
        with pytest.raises(Refusal) as refused:
            conversation.take(by=shop.jonas)
        assert refused.value.code == "taken"
        assert assignments(conversation) == [("Mara", True)]
        assert len(kinds(conversation)) == 4

    def test_taking_what_one_has_changes_nothing(self, shop: Shop, conversation: Conversation) -> None:
        conversation.take(by=shop.mara)
        assert conversation.take(by=shop.mara).repeated
        assert len(kinds(conversation)) == 4

    def test_a_closed_one_opens_again_for_whoever_takes_it(
        self, shop: Shop, conversation: Conversation
    ) -> None:
        conversation.take(by=shop.mara)
        conversation.close(by=shop.mara.actor)
        conversation.take(by=shop.jonas)
        assert (conversation.status, conversation.closed_at, conversation.agent) == (
            "active",
            None,
            shop.jonas,
        )
        assert assignments(conversation) == [("Mara", False), ("Jonas", True)]
        assert conversation.resolutions.get().reopened_at is not None


class TestPassingOn:
    """Assign and transfer."""

    def test_it_may_be_given_to_anybody_whoever_has_it(self, shop: Shop, conversation: Conversation) -> None:
        conversation.take(by=shop.mara)
        conversation.assign(to=shop.jonas, by=shop.karin.actor)
        assert conversation.agent == shop.jonas
        assert assignments(conversation) == [("Mara", False), ("Jonas", True)]
        assert conversation.assignments.last().by_id == shop.karin.pk

    def test_a_department_gets_it_into_its_queue_with_the_note(
        self, shop: Shop, conversation: Conversation
    ) -> None:
        conversation.take(by=shop.mara)
        conversation.transfer(by=shop.mara.actor, to_department=shop.support, note="Broken leg of a chair")
        assert (conversation.status, conversation.agent) == ("queued", None)
        assert queue(conversation) == [("Sales", "taken", False), ("Support", "", True)]
        assert assignments(conversation) == [("Mara", False)]
        assert kinds(conversation)[4:] == ["message.created", "conversation.transferred"]
        assert conversation.entries.get(seq=5).audience == "agents"

    def test_from_the_queue_it_is_counted_as_passed_on(self, shop: Shop, conversation: Conversation) -> None:
        conversation.transfer(by=shop.mara.actor, to_department=shop.support)
        assert queue(conversation) == [("Sales", "transferred", False), ("Support", "", True)]

    def test_a_colleague_gets_it_at_once(self, shop: Shop, conversation: Conversation) -> None:
        conversation.transfer(by=shop.mara.actor, to_agent=shop.jonas)
        assert (conversation.status, conversation.agent) == ("active", shop.jonas)
        assert (conversation.department, queue(conversation)) == (
            shop.sales,
            [("Sales", "transferred", False)],
        )

    @pytest.mark.parametrize("to", ["department", "agent"])
    def test_a_closed_one_is_open_again_where_it_goes(
        self, shop: Shop, conversation: Conversation, to: str
    ) -> None:
        conversation.close(by=shop.mara.actor)
        there = {"department": {"to_department": shop.support}, "agent": {"to_agent": shop.jonas}}[to]
        conversation.transfer(by=shop.mara.actor, **there)
        assert (conversation.closed_at, conversation.is_closed) == (None, False)
        assert conversation.resolutions.get().reopened_at is not None
        conversation.close(by=shop.jonas.actor)
        assert conversation.resolutions.count() == 2


class TestClosing:
    """The outcome is what happened, not what somebody ticked."""

    @pytest.mark.parametrize(
        ("answered", "by_visitor", "outcome"),
        [
            (True, False, "resolved"),
            (True, True, "ended_by_visitor"),
            (False, False, "missed"),
            (False, True, "abandoned"),
        ],
    )
    def test_the_outcome_follows_from_who_spoke_and_who_closes(
        self, shop: Shop, conversation: Conversation, answered: bool, by_visitor: bool, outcome: str
    ) -> None:
        conversation.say("For colleagues", by=shop.mara.actor, audience="agents")  # is no answer
        if answered:
            conversation.say("Good morning", by=shop.mara.actor)
        closer = conversation.visitor.actor if by_visitor else shop.mara.actor
        conversation.close(by=closer)
        resolution = conversation.resolutions.get()
        assert (resolution.outcome, resolution.by_id) == (outcome, closer.id)
        assert conversation.entries.last().data == {"outcome": outcome}
        assert conversation.waiting_since is None

    def test_the_intervals_end_with_it(self, shop: Shop, conversation: Conversation) -> None:
        waiting = shop.conversation("Hello")
        waiting.close(by=waiting.visitor.actor)
        assert queue(waiting) == [("Sales", "abandoned", False)]
        conversation.take(by=shop.mara)
        conversation.close(by=shop.mara.actor)
        assert assignments(conversation) == [("Mara", False)]
        assert (conversation.status, conversation.agent) == ("closed", shop.mara)

    def test_closing_what_is_closed_changes_nothing(self, shop: Shop, conversation: Conversation) -> None:
        conversation.close(by=shop.mara.actor)
        assert conversation.close(by=conversation.visitor.actor).repeated
        assert conversation.resolutions.count() == 1

    def test_a_visitor_does_not_learn_of_notes_by_closing_again(
        self, shop: Shop, conversation: Conversation
    ) -> None:
        conversation.close(by=shop.mara.actor)
        conversation.say("A difficult one", by=shop.mara.actor, audience="agents")
        assert conversation.close(by=conversation.visitor.actor).seq == conversation.public_head == 4


class TestReopening:
    """Back to whoever had it, if he is here; else to the queue."""

    @pytest.fixture
    def closed(self, shop: Shop, conversation: Conversation) -> Conversation:
        conversation.take(by=shop.mara)
        conversation.close(by=shop.mara.actor)
        return conversation

    def test_it_returns_to_the_agent_who_is_here(self, shop: Shop, closed: Conversation) -> None:
        Agent.mark_alive([shop.mara.pk])
        closed.reopen(by=closed.visitor.actor)
        assert (closed.status, closed.agent) == ("active", shop.mara)
        assert assignments(closed) == [("Mara", False), ("Mara", True)]

    def test_it_queues_when_the_agent_is_gone(self, shop: Shop, closed: Conversation) -> None:
        Agent.mark_alive([shop.mara.pk], at=timezone.now() - timedelta(seconds=46))
        closed.reopen(by=closed.visitor.actor)
        assert (closed.status, closed.agent) == ("queued", None)
        assert queue(closed) == [("Sales", "taken", False), ("Sales", "", True)]
        assert kinds(closed)[-2:] == ["conversation.reopened", "conversation.queued"]

    def test_it_is_the_agents_who_reopens_it(self, shop: Shop, closed: Conversation) -> None:
        closed.reopen(by=shop.jonas.actor)
        assert (closed.agent, closed.status, closed.closed_at) == (shop.jonas, "active", None)

    def test_reopening_what_is_open_changes_nothing(self, shop: Shop, conversation: Conversation) -> None:
        assert conversation.reopen(by=conversation.visitor.actor).repeated
        assert len(kinds(conversation)) == 3


class TestRating:
    """One opinion a resolution."""

    def test_it_belongs_to_the_last_resolution(self, shop: Shop, conversation: Conversation) -> None:
        conversation.close(by=shop.mara.actor)
        conversation.rate(by=conversation.visitor.actor, score=2, comment="Slow")
        conversation.reopen(by=conversation.visitor.actor)
        conversation.close(by=shop.mara.actor)
        conversation.rate(by=conversation.visitor.actor, score=5)
        ratings = [row.rating for row in conversation.resolutions.all()]
        assert [(rating.score, rating.comment) for rating in ratings] == [(2, "Slow"), (5, "")]

    def test_a_second_opinion_replaces_the_first(self, shop: Shop, conversation: Conversation) -> None:
        conversation.close(by=shop.mara.actor)
        for score in (1, 4):
            conversation.rate(by=conversation.visitor.actor, score=score)
        assert conversation.resolutions.get().rating.score == 4
        assert kinds(conversation)[-2:] == ["conversation.rated"] * 2

    def test_reasons_go_with_the_score(self, shop: Shop, conversation: Conversation) -> None:
        conversation.close(by=shop.mara.actor)
        for score in range(1, 6):
            right, wrong = ("expert", "slow") if score >= 3 else ("slow", "expert")
            conversation.rate(by=conversation.visitor.actor, score=score, reasons=[right])
            assert conversation.resolutions.get().rating.reasons == [right]
            with pytest.raises(Refusal) as refused:
                conversation.rate(by=conversation.visitor.actor, score=score, reasons=[right, wrong])
            assert refused.value.fields == {"reasons": "score"}

    def test_the_wire_knows_every_reason(self) -> None:
        assert set(get_args(Reason)) == set(Rating.Reason.values)

    @pytest.mark.parametrize(("days", "code"), [(13, ""), (15, "gone")])
    def test_it_can_be_changed_for_two_weeks(
        self, shop: Shop, conversation: Conversation, days: int, code: str
    ) -> None:
        conversation.close(by=shop.mara.actor)
        conversation.rate(by=conversation.visitor.actor, score=2)
        later = timezone.now() + timedelta(days=days)
        if code:
            with pytest.raises(Refusal) as refused:
                conversation.rate(by=conversation.visitor.actor, score=5, at=later)
            assert refused.value.code == code
        else:
            conversation.rate(by=conversation.visitor.actor, score=5, at=later)
        assert conversation.resolutions.get().rating.score == (2 if code else 5)

    def test_what_has_not_ended_cannot_be_rated(self, conversation: Conversation) -> None:
        with pytest.raises(Refusal) as refused:
            conversation.rate(by=conversation.visitor.actor, score=5)
        assert refused.value.code == "invalid"


class TestMarks:
    """An entry only when somebody else's words are newly covered."""

    @staticmethod
    def mark(conversation: Conversation, reader: Any) -> tuple[int, int]:
        mark = Mark.objects.get(conversation=conversation, reader_id=reader.id)
        return mark.received, mark.read

    def test_reading_somebody_elses_words_is_an_entry(self, shop: Shop, conversation: Conversation) -> None:
        where = conversation.mark_read(by=shop.mara.actor, upto=3)
        assert (where.seq, self.mark(conversation, shop.mara.actor)) == (4, (3, 3))
        assert conversation.entries.last().data == {"upto": 3}

    @pytest.mark.parametrize(
        ("who", "upto"),
        [("the visitor", 3), ("the agent", 2), ("the agent again", 3), ("the agent back", 1)],
        ids=["own words", "no words", "covered before", "backwards"],
    )
    def test_nothing_new_is_no_entry(
        self, shop: Shop, conversation: Conversation, who: str, upto: int
    ) -> None:
        by = conversation.visitor.actor if who == "the visitor" else shop.mara.actor
        if who in ("the agent again", "the agent back"):
            conversation.mark_read(by=by, upto=3)
        before = len(kinds(conversation))
        assert conversation.mark_read(by=by, upto=upto) is None
        assert len(kinds(conversation)) == before
        assert self.mark(conversation, by)[1] == max(upto, 3 if before > 3 else 0)

    def test_a_note_is_read_by_colleagues_and_not_by_the_visitor(
        self, shop: Shop, conversation: Conversation
    ) -> None:
        conversation.say("Careful", by=shop.mara.actor, audience="agents")
        assert conversation.mark_read(by=conversation.visitor.actor, upto=99) is None
        assert self.mark(conversation, conversation.visitor.actor) == (3, 3)
        assert conversation.mark_read(by=shop.jonas.actor, upto=4).seq == 5

    def test_a_colleague_who_reads_nothing_but_a_note_leaves_no_entry(
        self, shop: Shop, conversation: Conversation
    ) -> None:
        conversation.mark_read(by=shop.jonas.actor, upto=3)
        note = conversation.say("Careful", by=shop.mara.actor, audience="agents")
        assert conversation.mark_read(by=shop.jonas.actor, upto=note.seq) is None
        assert self.mark(conversation, shop.jonas.actor) == (5, 5)

    def test_nobody_has_read_what_is_not_there(self, shop: Shop, conversation: Conversation) -> None:
        conversation.mark_read(by=shop.mara.actor, upto=999_999_999)
        assert self.mark(conversation, shop.mara.actor) == (3, 3)

    def test_received_is_kept_without_an_entry_and_never_goes_back(
        self, shop: Shop, conversation: Conversation
    ) -> None:
        outcomes = [conversation.mark_received(by=shop.mara.actor, upto=upto) for upto in (2, 3, 3, 1, 99)]
        assert outcomes == [0, 3, 0, 0, 0]
        assert self.mark(conversation, shop.mara.actor) == (3, 0)
        assert len(kinds(conversation)) == 3


VERBS: dict[str, Verb] = {
    "take": lambda c, shop, again: c.take(by=shop.mara, **again),
    "assign": lambda c, shop, again: c.assign(to=shop.jonas, by=shop.mara.actor, **again),
    "transfer": lambda c, shop, again: c.transfer(by=shop.mara.actor, to_department=shop.support, **again),
    "close": lambda c, shop, again: c.close(by=shop.mara.actor, **again),
    "reopen": lambda c, shop, again: c.reopen(by=shop.mara.actor, **again),
    "rate": lambda c, shop, again: c.rate(by=c.visitor.actor, score=3, **again),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_repeated_with_its_client_id_happens_once(
    shop: Shop, conversation: Conversation, verb: str
) -> None:
    if verb in ("reopen", "rate"):
        conversation.close(by=shop.mara.actor)
    do, again = VERBS[verb], {"client_id": client_id()}
    first = do(conversation, shop, again)
    conversation.say("Meanwhile", by=shop.jonas.actor, audience="agents")
    before = kinds(conversation)
    repeated = do(conversation, shop, again)
    assert (repeated.seq, repeated.repeated) == (first.seq, True)
    assert kinds(conversation) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_client_id_that_stood_for_something_else_is_a_conflict(
    shop: Shop, conversation: Conversation, verb: str
) -> None:
    used = {"client_id": client_id()}
    who = conversation.visitor.actor if verb == "rate" else shop.mara.actor
    conversation.say("Hello", by=who, **used)
    if verb in ("reopen", "rate"):
        conversation.close(by=shop.karin.actor)
    with pytest.raises(Refusal) as refused:
        VERBS[verb](conversation, shop, used)
    assert refused.value.code == "conflict"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (
            lambda c, shop, id: c.rate(by=c.visitor.actor, score=1, client_id=id),
            lambda c, shop, id: c.rate(by=c.visitor.actor, score=5, client_id=id),
        ),
        (
            lambda c, shop, id: c.assign(to=shop.jonas, by=shop.karin.actor, client_id=id),
            lambda c, shop, id: c.assign(to=shop.mara, by=shop.karin.actor, client_id=id),
        ),
        (
            lambda c, shop, id: c.transfer(to_agent=shop.jonas, by=shop.karin.actor, client_id=id),
            lambda c, shop, id: c.transfer(to_department=shop.support, by=shop.karin.actor, client_id=id),
        ),
    ],
    ids=["another score", "another agent", "another way"],
)
def test_the_same_verb_with_other_content_is_a_conflict(
    shop: Shop, conversation: Conversation, first: Verb, other: Verb
) -> None:
    conversation.close(by=shop.mara.actor)
    id: Any = client_id()
    first(conversation, shop, id)
    with pytest.raises(Refusal) as refused:
        other(conversation, shop, id)
    assert refused.value.code == "conflict"
