"""The record: dense numbers, nothing twice, nothing half, nothing told before it is true."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chat.content import TEXT, Choices
from chat.drafts import Appended, Draft
from chat.log import append, append_all, writer
from chat.models import Conversation, Entry, Message
from chat.reach import Reach
from realtime import hub as hub_module
from realtime.actors import Actor
from realtime.errors import Refusal
from realtime.hub import Delivery
from tests.chat.shop import Shop, client_id, kinds, texts

ASKED = Choices(["This", "That"]).content("Which?")
OF_THE_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def conversation(shop: Shop) -> Conversation:
    """Return a conversation whose record has two entries."""
    return shop.conversation()


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Delivery]:
    """Return what this process, which has no sockets, passes on to those that have."""
    told: list[Delivery] = []
    monkeypatch.setattr(hub_module, "remote", told.extend)
    return told


def visitor_says(conversation: Conversation, text: str, **more: Any) -> Draft:
    return Draft.message(conversation.pk, conversation.visitor.actor, text, **more)


def one(draft: Draft) -> Any:
    return append([draft])[0]


class TestPlaces:
    """Where a draft stands afterwards."""

    def test_numbers_are_dense_within_each_conversation(self, shop: Shop) -> None:
        one_, other = shop.conversation(), shop.conversation()
        outcomes = append([visitor_says(c, f"{n}") for n in range(3) for c in (one_, other)])
        assert [(o.conversation, o.seq) for o in outcomes] == [
            (c.pk, seq) for seq in (3, 4, 5) for c in (one_, other)
        ]
        assert texts(one_) == texts(other) == ["0", "1", "2"]

    def test_a_message_moves_the_line_of_its_conversation(self, conversation: Conversation) -> None:
        said = one(visitor_says(conversation, "Is it oak?"))
        conversation.refresh_from_db()
        assert (conversation.head, conversation.public_head) == (3, 3)
        assert conversation.last_message.text == "Is it oak?"
        assert conversation.last_entry_at == conversation.waiting_since == said.at

    def test_a_visitor_waits_from_the_oldest_unanswered_words(self, shop: Shop) -> None:
        conversation = shop.conversation("One")
        since = conversation.waiting_since
        one(visitor_says(conversation, "Two"))
        conversation.refresh_from_db()
        assert conversation.waiting_since == since
        one(Draft.message(conversation.pk, shop.mara.actor, "A note", audience="agents"))
        conversation.refresh_from_db()
        assert conversation.waiting_since == since
        one(Draft.message(conversation.pk, shop.mara.actor, "Here I am"))
        conversation.refresh_from_db()
        assert conversation.waiting_since is None

    def test_a_note_leaves_the_public_head_where_it_was(self, shop: Shop, conversation: Conversation) -> None:
        one(Draft.message(conversation.pk, shop.mara.actor, "Careful", audience="agents"))
        conversation.refresh_from_db()
        assert (conversation.head, conversation.public_head, conversation.last_message) == (3, 2, None)

    def test_the_one_who_spoke_is_kept_as_they_were(self, shop: Shop, conversation: Conversation) -> None:
        one(Draft.message(conversation.pk, shop.mara.actor, "Hello"))
        shop.mara.name = "Somebody else"
        shop.mara.save()
        entry = Entry.objects.get(conversation=conversation, seq=3)
        assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("agent", shop.mara.pk, "Mara")

    @pytest.mark.parametrize(
        "text",
        ["\N{GRINNING FACE}" * 4000, "a'b\"c\\d", "{}[],", "\t\r\n ", "‮abc"],
        ids=["long", "quotes", "brackets", "blanks", "backwards"],
    )
    def test_words_come_out_as_they_went_in(self, conversation: Conversation, text: str) -> None:
        one(visitor_says(conversation, text))
        assert texts(conversation) == [text]


class TestRepetition:
    """A client id stands in the record once, for ever."""

    def test_a_repeated_client_id_is_answered_with_the_first_place(self, conversation: Conversation) -> None:
        draft = visitor_says(conversation, "Hello", client_id=client_id())
        first = one(draft)
        one(visitor_says(conversation, "More"))
        assert one(draft) == Appended(conversation.pk, first.seq, first.at, repeated=True)
        assert texts(conversation) == ["Hello", "More"]

    @pytest.mark.parametrize(
        "other", [{"text": "Other words"}, {"audience": "agents"}], ids=["other words", "other audience"]
    )
    def test_the_same_client_id_with_other_content_is_a_conflict(
        self, shop: Shop, conversation: Conversation, other: dict[str, str]
    ) -> None:
        content = {"text": "Hello", "audience": "everyone", "client_id": client_id()}
        one(Draft.message(conversation.pk, shop.mara.actor, **content))
        refusal = one(Draft.message(conversation.pk, shop.mara.actor, **content | other))
        assert (refusal.code, refusal.retry) == ("conflict", False)
        assert texts(conversation) == ["Hello"]

    def test_two_senders_may_have_had_the_same_idea(self, shop: Shop, conversation: Conversation) -> None:
        id = client_id()
        append_all([visitor_says(conversation, "I", client_id=id)])
        append_all([Draft.message(conversation.pk, shop.mara.actor, "I too", client_id=id)])
        assert texts(conversation) == ["I", "I too"]

    def test_duplicates_within_a_batch_burn_no_number(self, conversation: Conversation) -> None:
        a = visitor_says(conversation, "a", client_id=client_id())
        b = visitor_says(conversation, "b", client_id=client_id())
        forged = visitor_says(conversation, "not a", client_id=a.client_id)
        outcomes = append([a, a, forged, b, a, b])
        assert [getattr(outcome, "seq", "conflict") for outcome in outcomes] == [3, 3, "conflict", 4, 3, 4]
        assert [outcome.repeated for outcome in (outcomes[0], outcomes[1])] == [False, True]
        assert len(kinds(conversation)) == 4


class TestRefusals:
    """What does not get in, and what it takes along."""

    def test_a_conversation_out_of_reach_does_not_exist(self, shop: Shop, conversation: Conversation) -> None:
        stranger = Reach.of_visitor(shop.visitor())
        intruding = Draft.message(conversation.pk, stranger.actor, "Let me in", reach=stranger)
        missing = Draft.message("0" * 26, stranger.actor, "Anybody?", reach=stranger)
        refused = append([intruding, missing])
        assert {(refusal.code, refusal.message) for refusal in refused} == {
            ("not_found", "There is no such conversation.")
        }
        assert texts(conversation) == []

    def test_a_refused_draft_leaves_the_others_of_its_batch_alone(self, conversation: Conversation) -> None:
        outcomes = append(
            [
                visitor_says(conversation, "a"),
                Draft("0" * 26, "x", Actor("bot")),
                visitor_says(conversation, "b"),
            ]
        )
        assert [type(outcome) for outcome in outcomes] == [Appended, Refusal, Appended]
        assert texts(conversation) == ["a", "b"]

    def test_words_to_a_closed_conversation_are_refused_and_a_note_is_not(self, shop: Shop) -> None:
        conversation = shop.conversation("Hello")
        conversation.close(by=shop.mara.actor)
        said = one(visitor_says(conversation, "Are you there?"))
        noted = one(Draft.message(conversation.pk, shop.mara.actor, "He came back", audience="agents"))
        assert (said.code, type(noted)) == ("closed", Appended)

    def test_drafts_that_stand_together_fall_together(self, conversation: Conversation) -> None:
        with pytest.raises(Refusal), transaction.atomic():
            append_all([visitor_says(conversation, "a"), Draft("0" * 26, "x", Actor("bot"))])
        assert texts(conversation) == []
        conversation.refresh_from_db()
        assert conversation.head == 2

    @pytest.mark.usefixtures("process")
    async def test_a_poison_row_fails_alone(self, shop: Shop) -> None:
        conversation = await asyncio.to_thread(closing, shop.conversation)
        drafts = [visitor_says(conversation, text, client_id=client_id()) for text in ("a", "b", "c")]
        drafts[1].actor = Actor(None)  # which only the database refuses
        good, poison, fine = await asyncio.gather(
            *[writer.submit(draft) for draft in drafts], return_exceptions=True
        )
        assert [good.seq, fine.seq] == [3, 4]
        assert (poison.code, poison.retry) == ("busy", True)
        assert await asyncio.to_thread(closing, lambda: texts(conversation)) == ["a", "c"]


class TestStatements:
    """A batch costs the same few statements however long it is."""

    @pytest.mark.parametrize("repeated", [False, True], ids=["fresh", "half of it repeated"])
    def test_a_batch_takes_at_most_five_statements(self, shop: Shop, repeated: bool) -> None:
        counts = {}
        for size in (1, 20, 300):
            conversations = [shop.conversation() for _ in range(min(size, 10))]
            drafts = [
                visitor_says(
                    conversations[n % len(conversations)],
                    f"{n}",
                    client_id=client_id(),
                    content=(TEXT, ASKED)[n % 2],
                )
                for n in range(size)
            ]
            if repeated:
                append(drafts[::2])
            with CaptureQueriesContext(connection) as queries:
                assert all(isinstance(outcome, Appended) for outcome in append(drafts))
            counts[size] = len(statements(queries))
        print(f"statements a batch of 1, 20 and 300 drafts on {connection.vendor}: {counts}")
        if repeated:
            counts.pop(1)  # all of it was there before: nothing is written
        assert set(counts.values()) == {5}

    def test_a_batch_that_changes_nothing_writes_nothing(self, conversation: Conversation) -> None:
        draft = visitor_says(conversation, "Hello", client_id=client_id())
        one(draft)
        with CaptureQueriesContext(connection) as queries:
            one(draft)
        assert [query.split()[0] for query in statements(queries)] == ["SELECT", "SELECT"]


class TestPublishing:
    """Told after the commit, and only what was committed."""

    @pytest.mark.django_db(transaction=True)
    def test_what_is_committed_is_told_in_order(self, shop: Shop, published: list[Delivery]) -> None:
        conversation = shop.conversation()
        published.clear()
        with transaction.atomic():
            append_all([visitor_says(conversation, "a"), visitor_says(conversation, "b")])
            assert published == []
        assert [delivery.seq for delivery in published] == [3, 4]
        frames = [msgspec.json.decode(delivery.frame) for delivery in published]
        assert [frame["message"]["text"] for frame in frames] == ["a", "b"]
        assert {delivery.topics for delivery in published} == {(f"conversation:{conversation.pk}",)}

    @pytest.mark.django_db(transaction=True)
    def test_what_is_rolled_back_is_never_told(self, shop: Shop, published: list[Delivery]) -> None:
        conversation = shop.conversation()
        published.clear()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            append_all([visitor_says(conversation, "never")])
            raise ZeroDivisionError
        assert published == []
        assert texts(conversation) == []

    @pytest.mark.django_db(transaction=True)
    def test_what_was_said_before_is_not_told_again(self, shop: Shop, published: list[Delivery]) -> None:
        draft = visitor_says(shop.conversation(), "Hello", client_id=client_id())
        one(draft)
        published.clear()
        one(draft)
        assert published == []

    @pytest.mark.django_db(transaction=True)
    def test_a_conversation_that_moves_is_told_where_it_was_and_where_it_is(
        self, shop: Shop, published: list[Delivery]
    ) -> None:
        conversation = shop.conversation()
        conversation.take(by=shop.mara)
        published.clear()
        conversation.transfer(by=shop.mara.actor, to_department=shop.support)
        (delivery,) = published
        assert set(delivery.topics) == {
            f"conversation:{conversation.pk}",
            f"visitor:{conversation.visitor_id}",
            f"department:{shop.sales.pk}",
            f"department:{shop.support.pk}",
            f"agent:{shop.mara.pk}",
            f"site:{shop.site.pk}:whole",
            "everything",
        }


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_keep_the_numbers_dense(shop: Shop) -> None:
    conversations = [shop.conversation() for _ in range(3)]
    start = threading.Barrier(2)

    def write(actor: Actor, order: Callable[[list[Conversation]], Iterator[Conversation]]) -> list[Appended]:
        start.wait(10)
        return [
            appended
            for n in range(20)
            for appended in append_all([Draft.message(c.pk, actor, f"{n}") for c in order(conversations)])
        ]

    with ThreadPoolExecutor(2) as threads:
        futures = [
            threads.submit(closing, lambda: write(shop.mara.actor, iter)),
            threads.submit(closing, lambda: write(shop.jonas.actor, reversed)),
        ]
        appended = [future.result(60) for future in futures]
    for conversation in conversations:
        assert len(kinds(conversation)) == 42
        conversation.refresh_from_db()
        assert conversation.head == conversation.public_head == 42
    for mine in appended:
        assert len({(each.conversation, each.seq) for each in mine}) == 60


class TestConstraints:
    """What the database itself refuses, whoever asks."""

    @staticmethod
    def row(conversation: Conversation, **fields: Any) -> dict[str, Any]:
        at = conversation.opened_at
        return {"conversation": conversation, "kind": "x", "at": at, "actor_kind": "visitor"} | fields

    @pytest.mark.parametrize(
        "twice",
        [{"seq": 1}, {"seq": 9, "client_id": "a", "actor_id": "v"}],
        ids=["a sequence number", "a client id of one sender"],
    )
    def test_nothing_stands_twice(self, conversation: Conversation, twice: dict[str, Any]) -> None:
        first = {"seq": 8, "client_id": "a", "actor_id": "v"}
        Entry.objects.create(**self.row(conversation, **first))
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**self.row(conversation, **twice))

    def test_a_client_opens_one_conversation_with_one_id(self, shop: Shop) -> None:
        conversation = shop.conversation(client_id=client_id())
        conversation.pk = "another"
        with pytest.raises(IntegrityError), transaction.atomic():
            conversation.save(force_insert=True)

    @pytest.mark.parametrize("interval", ["queue_stays", "assignments", "resolutions"])
    def test_one_interval_of_a_kind_is_open(
        self, shop: Shop, conversation: Conversation, interval: str
    ) -> None:
        now = conversation.opened_at
        conversation.queue_stays.all().delete()
        fields = {
            "queue_stays": {"entered_at": now},
            "assignments": {"agent": shop.mara, "by_kind": "agent", "started_at": now},
            "resolutions": {"outcome": "resolved", "by_kind": "agent", "closed_at": now},
        }[interval]
        getattr(conversation, interval).create(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            getattr(conversation, interval).create(**fields)

    @pytest.mark.parametrize("score", [0, 6])
    def test_a_score_is_between_one_and_five(self, shop: Shop, score: int) -> None:
        from chat.models import Rating

        conversation = shop.conversation("Hello")
        conversation.close(by=shop.mara.actor)
        resolution = conversation.resolutions.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(resolution=resolution, score=score, rated_at=conversation.opened_at)

    def test_a_message_is_a_message_of_an_entry(self, conversation: Conversation) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(entry_id="nothing", text="x")
            connection.check_constraints()


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements apart from those that only frame the transaction."""
    executed = [query["sql"] for query in queries.captured_queries]
    return [sql.split(" times: ")[-1] for sql in executed if not sql.startswith(OF_THE_TRANSACTION)]


def closing(work: Callable[[], Any]) -> Any:
    """Run work on this thread and leave no connection behind."""
    try:
        return work()
    finally:
        connection.close()
