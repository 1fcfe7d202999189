"""Whatever is sent twice, lost, late or out of order: what was acknowledged is what is stored, in one order."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TestCase
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chat.drafts import Appended, Draft
from chat.log import append
from chat.models import Conversation, Entry
from chat.reach import Reach
from chat.sessions.agent import AgentSession
from chat.sessions.base import Session
from chat.sessions.visitor import VisitorSession
from chat.summaries import summaries
from realtime import hub as hub_module
from realtime.actors import Actor
from realtime.allowance import Allowance
from realtime.errors import Refusal
from realtime.hub import Delivery
from tests.chat.shop import Shop, client_id
from visitors.models import Site


class Reader:
    """A client as the wire asks for: applies what is next, ignores what it has, asks for what it lacks."""

    def __init__(self, session: Session, reach: Reach, conversation: str) -> None:
        self.session, self.conversation = session, conversation
        session.sink = self
        session.reach = reach
        session._aside = None  # as after a welcome
        session._seen[conversation] = 0
        self.entries: list[dict[str, Any]] = []

    def push(self, frame: str) -> None:
        """Take a live frame."""
        self.take(json.loads(frame))

    def take(self, entry: dict[str, Any]) -> None:
        """Apply an entry if it is the next one; ask if there is a gap before it."""
        if entry["seq"] == self.last + 1:
            self.entries.append(entry)
        elif entry["seq"] > self.last:
            self.sync()

    def sync(self) -> None:
        """Ask for what is missing, in small pages."""
        while True:
            page = self.session.page(self.conversation, self.last, None, 3)
            self.entries += page["entries"]
            if not page["more"]:
                return

    @property
    def last(self) -> int:
        """How far this reader has come."""
        return len(self.entries)


class Exchange(RuleBasedStateMachine):
    """A visitor and two agents on a bad line; only the database can be relied on."""

    shop: Shop
    published: list[Delivery]

    @initialize()
    def begin(self) -> None:
        self.example = transaction.atomic()  # undone at the end, whatever happens in it
        self.example.__enter__()
        self.row = self.shop.conversation()
        self.acknowledged: dict[tuple[str, str], tuple[int, str]] = {}
        self.outbox: list[Draft] = []
        self.line: list[Delivery] = []
        self.readers: list[Reader] = []
        site = Site.objects.get(pk=self.shop.site.pk)
        visitor, agent = Reach.of_visitor(self.row.visitor), Reach.of_agent(self.shop.jonas)
        rates = Allowance(1), Allowance(1)
        self.readers = [
            Reader(VisitorSession(site, None, *rates), visitor, self.row.pk),
            Reader(AgentSession(self.shop.jonas, None, *rates), agent, self.row.pk),
        ]
        for reader in self.readers:
            reader.sync()

    def committed(self, work: Callable[[], Any]) -> Any:
        """Run work and let what it publishes go onto the line."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            outcome = work()
        self.line += self.published
        self.published.clear()
        return outcome

    def writers(self) -> list[Actor]:
        return [self.row.visitor.actor, self.shop.mara.actor, self.shop.jonas.actor]

    # what people do

    @rule(who=st.integers(0, 2), text=st.sampled_from(["a", "b", "c"]), note=st.booleans())
    def write(self, who: int, text: str, note: bool) -> None:
        audience = "agents" if note and who else "everyone"
        self.outbox.append(
            Draft.message(self.row.pk, self.writers()[who], text, audience=audience, client_id=client_id())
        )

    @rule(picks=st.lists(st.integers(0, 5), max_size=8), acks=st.lists(st.booleans(), min_size=8, max_size=8))
    def send(self, picks: list[int], acks: list[bool]) -> None:
        """Send some of the outbox, in any order and some of it twice; some acks get lost, and it stays there."""
        if not self.outbox:
            return
        batch = [self.outbox[pick % len(self.outbox)] for pick in picks]
        outcomes = self.committed(lambda: append(batch))
        for draft, outcome, arrives in zip(batch, outcomes, acks, strict=False):
            if isinstance(outcome, Refusal):
                assert outcome.code == "closed"
                continue
            self.remember(draft, outcome)
            if arrives and draft in self.outbox:
                self.outbox.remove(draft)

    @rule(pick=st.integers(0, 5))
    def send_other_words(self, pick: int) -> None:
        """Use a client id again that is taken: refused, if the first use is stored."""
        if self.acknowledged:
            (sender, id), (_seq, text) = list(self.acknowledged.items())[pick % len(self.acknowledged)]
            actor = next(actor for actor in self.writers() if actor.id == sender)
            forged = Draft.message(self.row.pk, actor, text + "!", client_id=id)
            (outcome,) = self.committed(lambda: append([forged]))
            assert (type(outcome), outcome.code) == (Refusal, "conflict")

    @rule(who=st.integers(0, 2), text=st.sampled_from(["x", "y"]), twice=st.booleans())
    def say(self, who: int, text: str, twice: bool) -> None:
        """Speak, whether it is closed or not."""
        actor, id = self.writers()[who], client_id()
        for _ in range(1 + twice):
            outcome = self.committed(lambda: self.row.say(text, by=actor, client_id=id))
            self.remember(Draft.message(self.row.pk, actor, text, client_id=id), outcome)

    @rule(verb=st.sampled_from(["take", "assign", "transfer", "close", "reopen", "read", "rate"]))
    def handle(self, verb: str) -> None:
        row, mara, jonas = self.row, self.shop.mara, self.shop.jonas
        again: dict[str, Any] = {"client_id": client_id()}
        verbs: dict[str, Callable[[], Any]] = {
            "take": lambda: row.take(by=mara, **again),
            "assign": lambda: row.assign(to=jonas, by=mara.actor, **again),
            "transfer": lambda: row.transfer(by=mara.actor, to_department=self.shop.sales, note="n", **again),
            "close": lambda: row.close(by=mara.actor, **again),
            "reopen": lambda: row.reopen(by=row.visitor.actor, **again),
            "read": lambda: row.mark_read(by=jonas.actor, upto=row.head),
            "rate": lambda: row.rate(by=row.visitor.actor, score=3, **again),
        }
        for _ in range(2):  # the answer to the first was lost
            try:
                self.committed(verbs[verb])
            except Refusal as refusal:
                assert (verb, refusal.code) in {("take", "taken"), ("rate", "invalid")}

    # what the line does

    @rule(who=st.integers(0, 1), picks=st.lists(st.integers(0, 9), max_size=6))
    def deliver(self, who: int, picks: list[int]) -> None:
        """Let a reader hear some of what is on the line: late, twice, out of order, or never."""
        for pick in picks:
            if self.line:
                self.readers[who].session.receive(self.line[pick % len(self.line)])

    @rule()
    def lose(self) -> None:
        self.line.clear()

    @rule(who=st.integers(0, 1))
    def come_back(self, who: int) -> None:
        """Resume after a restart: the server sends what is missing after the last entry known."""
        reader = self.readers[who]
        row = Conversation.objects.get(pk=self.row.pk)
        head = row.public_head if reader.session.reach.visitor else row.head
        for page in reader.session.missed({row.pk: reader.last}, {row.pk: head}):
            for entry in page["entries"]:
                reader.take(entry)
        assert reader.last >= head

    def remember(self, draft: Draft, outcome: Appended) -> None:
        """Keep what was acknowledged; the same is never acknowledged with another place."""
        key = (draft.actor.id, str(draft.client_id))
        assert self.acknowledged.setdefault(key, (outcome.seq, str(draft.text))) == (outcome.seq, draft.text)

    # what must be true

    @invariant()
    def the_record_is_dense_and_holds_what_was_acknowledged(self) -> None:
        if not hasattr(self, "row"):
            return
        row = Conversation.objects.get(pk=self.row.pk)
        entries = list(Entry.objects.filter(conversation=row).select_related("message").order_by("seq"))
        assert [entry.seq for entry in entries] == list(range(1, row.head + 1))
        assert row.public_head == max(e.seq for e in entries if e.audience == "everyone")
        stored = {
            (e.actor_id, e.client_id): (e.seq, e.message.text)
            for e in entries
            if e.kind == "message.created" and e.client_id
        }
        assert stored == self.acknowledged

    @invariant()
    def one_interval_of_a_kind_is_open_and_it_is_the_right_one(self) -> None:
        if not hasattr(self, "row"):
            return
        row = Conversation.objects.get(pk=self.row.pk)
        waiting = row.queue_stays.filter(left_at=None).count()
        held = row.assignments.filter(ended_at=None).count()
        ended = row.resolutions.filter(reopened_at=None).count()
        expected = {"queued": (1, 0, 0), "active": (0, 1, 0), "closed": (0, 0, 1)}[row.status]
        assert (waiting, held, ended) == expected
        assert (row.closed_at is not None) == row.is_closed

    @invariant()
    def no_reader_has_anything_but_the_beginning_of_the_record(self) -> None:
        if not hasattr(self, "readers"):
            return
        for reader in self.readers:
            whole = reader.session.page(self.row.pk, 0, None, 500)["entries"]
            assert json.loads(json.dumps(reader.entries)) == whole[: reader.last]

    def teardown(self) -> None:
        """Undo the example, after a last look."""
        if not hasattr(self, "example"):
            return
        try:
            if not connection.needs_rollback:
                self.everybody_ends_with_the_same_record()
        finally:
            for reader in self.readers:
                reader.session.leave()
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def everybody_ends_with_the_same_record(self) -> None:
        """When the line is good again; the summaries agree with what a client works out."""
        for reader in self.readers:
            reader.sync()
            (summary,) = summaries(Conversation.objects.filter(pk=self.row.pk), reader.session.reach)
            assert summary["head"] == reader.last
            assert summary["status"] == status_after(reader.entries)
            assert agent_of(summary) == agent_after(reader.entries)
            words = [e["message"] for e in reader.entries if is_public(e)]
            assert (summary["last"] or {}).get("text") == (words[-1]["text"] if words else None)


def is_public(entry: dict[str, Any]) -> bool:
    return entry["type"] == "message.created" and entry["message"]["audience"] == "everyone"


def status_after(entries: list[dict[str, Any]]) -> str:
    """Return the status a client works out from the entries it has."""
    status = ""
    for entry in entries:
        match entry["type"]:
            case "conversation.queued":
                status = "queued"
            case "conversation.closed":
                status = "closed"
            case "conversation.assigned":
                status = "active"
            case "conversation.transferred" | "conversation.reopened":
                status = "active" if entry["agent"] else "queued"
    return status


def agent_after(entries: list[dict[str, Any]]) -> str | None:
    """Return whose a client believes the conversation to be."""
    agent = None
    for entry in entries:
        if "agent" in entry:
            agent = entry["agent"]["id"] if entry["agent"] else None
    return agent


def agent_of(summary: dict[str, Any]) -> str | None:
    return summary["agent"]["id"] if summary["agent"] else None


@pytest.mark.django_db
def test_an_exchange_over_a_bad_line(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[Delivery] = []
    monkeypatch.setattr(hub_module, "remote", published.extend)
    machine = type("BadLine", (Exchange,), {"shop": shop, "published": published})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
