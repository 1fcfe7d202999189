"""Words found again: in names, messages and notes within reach, the newest first, on either database."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import Conversation
from chat.reach import Reach
from chat.search import Search, words_of
from tests.chat.shop import Shop


def look(agent: Any, words: str, before: str | None = None) -> Search:
    return Search(Reach.of_agent(agent), words_of(words), before).run()


@pytest.fixture
def told(shop: Shop) -> Conversation:
    """Return a conversation with a name, answers, a note, and words that were taken back."""
    visitor = shop.visitor()
    visitor.says(name="Ellen Brandt", email="ellen@posteo.example")
    conversation = shop.conversation(
        "Trägt die Crew den TISCH hoch? Welche Größe? 100% sicher, under_score c:\\stairs", visitor
    )
    conversation.take(by=shop.mara)
    conversation.say("Certainly, on Saturday", by=shop.mara.actor)
    conversation.say("She paid for carry-in", by=shop.mara.actor, audience="agents")
    said = conversation.say("A first secret", by=shop.mara.actor)
    conversation.edit(of=said.seq, text="Better said", by=shop.mara.actor)
    gone = conversation.say("Never mind", by=shop.mara.actor)
    conversation.unsay(of=gone.seq, by=shop.mara.actor)
    return conversation


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("saturday", "Certainly, on Saturday"),
        ("SATURDAY certain", "Certainly, on Saturday"),
        ("brandt", None),
        ("POSTEO.example", None),
        ("ellen carry", "She paid for carry-in"),
        ("trägt", "Trägt die Crew"),
        ("TRÄGT tisch", "Trägt die Crew"),
        ("größe", "Größe"),
        ("GRÖßE", "Größe"),
        ("100%", "100% sicher"),
        ("under_score", "under_score c:"),
        ("c:\\stairs", "c:\\stairs"),
        ("better said", "Better said"),
    ],
)
def test_each_word_is_found_wherever_it_stands(
    shop: Shop, told: Conversation, words: str, line: str | None
) -> None:
    found = look(shop.mara, words).found
    assert list(found) == [told.pk]
    shown = found[told.pk]
    assert line in shown["text"] if shown and line else shown is line


@pytest.mark.parametrize(
    "words",
    ["tragt", "tr_gt", "s%y", "%%", "secret", "mind", "saturday nowhere", "100_", "\\\\", "' or 1=1 --"],
)
def test_what_was_not_said_is_not_found(shop: Shop, told: Conversation, words: str) -> None:
    assert look(shop.mara, words).found == {}


def test_out_of_reach_nothing_is_found(shop: Shop, told: Conversation) -> None:
    assert [list(look(agent, "ellen").found) for agent in (shop.jonas, shop.karin, shop.nora, shop.olga)] == [
        [told.pk],
        [told.pk],
        [],
        [],
    ]


def test_a_long_line_is_shown_around_the_word(shop: Shop) -> None:
    conversation = shop.conversation("before " * 100 + "needle\nin the hay " + "after " * 100)
    line = look(shop.mara, "needle").found[conversation.pk]
    assert line is not None
    assert line["text"].startswith("…")
    assert line["text"].endswith("…")
    assert "needle in the hay" in line["text"]
    assert len(line["text"]) < 200


def test_the_newest_come_first_page_by_page_and_the_end_is_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in {"NEWEST": 6, "AT_ONCE": 4, "STRETCH": 2, "PAGE": 2}.items():
        monkeypatch.setattr(f"chat.search.{name}", number)
    rows = [shop.conversation(text) for text in ["oak"] * 3 + ["ash"] * 4]
    for row in rows[:4]:
        row.close(by=shop.mara.actor)
    rows[4].say("oak too", by=shop.mara.actor)
    newest = [rows[4], *reversed(rows[5:]), *reversed(rows[:4])]
    first = look(shop.mara, "oak")
    assert (list(first.found), first.searched, first.is_all) == ([rows[4].pk], 4, False)
    assert first.last == newest[3].pk
    rest = look(shop.mara, "oak", first.last)
    assert (list(rest.found), rest.searched, rest.last) == ([rows[2].pk, rows[1].pk], 6, None)
    monkeypatch.setattr("chat.search.NEWEST", 7)
    full = look(shop.mara, "oak", first.last)
    assert (list(full.found), full.searched, full.is_all) == ([rows[2].pk, rows[1].pk], 6, True)
    assert list(look(shop.mara, "oak", full.last).found) == [rows[0].pk]


def test_it_costs_the_same_for_any_number(shop: Shop) -> None:
    reach = Reach.of_agent(shop.mara)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Search(reach, words_of("oak table")).run().found
        return len(queries)

    shop.conversation("A table of oak")
    few = cost()
    for number in range(15):
        shop.conversation(f"Table {number}, oak")
    assert cost() == few == 6
