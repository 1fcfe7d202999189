"""What an agent is told of a person: with its origin, within reach, and at the same cost for any past."""

from typing import Any

import pytest

from agents.models import Agent
from chat import introductions, remarks
from chat.context import EARLIER, context_of
from chat.models import Conversation
from chat.models.opening import Page
from chat.reach import Reach
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id
from visitors.models import AuditEvent, Note, Site

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


def told(conversation: Conversation, agent: Agent) -> dict[str, Any]:
    """Return what an agent is told, read afresh."""
    rows = Conversation.objects.select_related("visit", "visitor__customer")
    return context_of(rows.get(pk=conversation.pk), Reach.of_agent(agent))


def origins(context: dict[str, Any]) -> dict[str, tuple[Any, str, str | None]]:
    return {
        fact["name"]: (fact["value"], fact["origin"], fact["to"] and fact["to"]["name"])
        for fact in context["facts"]
    }


def test_what_is_said_told_and_guessed_is_kept_apart(shop: Shop) -> None:
    visitor = shop.visitor()
    conversation = shop.conversation("Hello", visitor=visitor)
    assert origins(told(conversation, shop.mara)) == {"locale": ("en", "guessed", None)}
    introductions.introduce(visitor, {"name": "Ada", "email": "ada@mail.example"}, attributes={"plan": "pro"})
    introductions.hear(visitor, by=shop.mara.actor, email="ada.l@mail.example", phone="0123")
    context = told(conversation, shop.jonas)
    assert origins(context) == {
        "name": ("Ada", "said", None),
        "email": ("ada.l@mail.example", "said", "Mara"),
        "phone": ("0123", "said", "Mara"),
        "locale": ("en", "guessed", None),
    }
    assert [(one["name"], one["value"]) for one in context["attributes"]] == [("plan", "pro")]
    assert sorted(AuditEvent.objects.get().data["changes"]) == ["email", "phone"]
    introductions.introduce(visitor, {"email": "ada@mail.example"}, attributes={"plan": None})
    introductions.hear(visitor, by=shop.mara.actor, phone="")
    context = told(conversation, shop.jonas)
    assert (origins(context)["email"], "phone" in origins(context)) == (
        ("ada@mail.example", "said", None),
        False,
    )
    assert context["attributes"] == []


def test_nobody_becomes_somebody_when_an_agent_is_told_a_name(shop: Shop) -> None:
    conversation = shop.conversation("Hello")
    introductions.hear(conversation.visitor, by=shop.mara.actor, name="Ada")
    assert origins(told(conversation, shop.mara))["name"] == ("Ada", "said", "Mara")


def test_a_person_has_only_so_many_attributes(shop: Shop) -> None:
    visitor = shop.visitor()
    for start in (0, 20):
        visitor.says(attributes={f"n{n}": n for n in range(start, start + 20)})
    with pytest.raises(Refusal):
        visitor.says(attributes={f"n{n}": n for n in range(40, 60)})


@pytest.mark.parametrize(("mode", "known"), [("off", False), ("cookieless", True), ("full", True)])
def test_the_browser_is_kept_where_the_site_may_collect_it(shop: Shop, mode: str, known: bool) -> None:
    Site.objects.filter(pk=shop.site.pk).update(mode=mode)
    shop.site.refresh_from_db()
    page = Page(url="https://fjordwood.example/ask", referrer="https://search.example/", user_agent=FIREFOX)
    visit = told(shop.conversation("Hello", page=page), shop.mara)["visit"]
    firefox = {"browser": "Firefox", "version": "143", "system": "Windows", "kind": "computer"}
    assert visit["device"] == (firefox if known else None)
    assert visit["page"]["referrer"] == "https://search.example/"


def test_earlier_conversations_are_those_within_reach_and_say_how_they_ended(shop: Shop) -> None:
    visitor, other = shop.visitor(), shop.visitor()
    customer = visitor.says(name="Ada")
    other.customer = customer
    other.save()
    rated = shop.conversation("Which table?", visitor=visitor)
    rated.take(by=shop.jonas)
    rated.say("The round one.", by=shop.jonas.actor)
    rated.close(by=shop.jonas.actor)
    rated.rate(by=visitor.actor, score=2)
    hidden = shop.conversation("Where is it?", visitor=other, department=shop.support)
    now = shop.conversation("And now?", visitor=visitor)
    for agent, expected in (
        (shop.mara, [(rated.pk, "Which table?", "resolved", 2)]),
        (shop.jonas, [(hidden.pk, "Where is it?", None, None), (rated.pk, "Which table?", "resolved", 2)]),
    ):
        context = told(now, agent)
        rows = [(row["id"], row["first"], row["outcome"], row["score"]) for row in context["earlier"]]
        assert (rows, context["earlier_count"]) == (expected, len(expected))


def test_a_long_past_costs_what_a_short_one_costs(shop: Shop, django_assert_num_queries: Any) -> None:
    visitor = shop.visitor()
    visitor.says(name="Ada")
    now = shop.conversation("Now", visitor=visitor)
    reach = Reach.of_agent(shop.mara)
    row = Conversation.objects.select_related("visit", "visitor__customer").get(pk=now.pk)
    for count in (1, EARLIER + 2):
        for n in range(count):
            shop.conversation(f"Before {n}", visitor=visitor).take(by=shop.mara)
            Note.write(f"Note {n}", about=visitor, by=shop.jonas.actor)
        with django_assert_num_queries(9):
            context = context_of(row, reach)
    assert (len(context["earlier"]), context["earlier_count"]) == (EARLIER, EARLIER + 3)


class TestNotes:
    """What the team writes down about a person."""

    def test_a_note_belongs_to_the_person_behind_every_browser(self, shop: Shop) -> None:
        visitor, other = shop.visitor(), shop.visitor()
        conversation = shop.conversation("Hello", visitor=visitor)
        remarks.add(visitor, "Third floor", by=shop.mara.actor)
        other.customer = visitor.says(name="Ada")
        other.save()
        remarks.add(other, "No lift", by=shop.jonas.actor)
        notes = told(conversation, shop.jonas)["notes"]
        assert [(note["text"], note["author"]["name"]) for note in notes] == [
            ("No lift", "Jonas"),
            ("Third floor", "Mara"),
        ]

    def test_a_note_is_written_once_a_client_id(self, shop: Shop) -> None:
        visitor, id = shop.visitor(), client_id()
        first = remarks.add(visitor, "Third floor", by=shop.mara.actor, client_id=id)
        assert remarks.add(visitor, "Third floor", by=shop.mara.actor, client_id=id) == first
        with pytest.raises(Refusal, match="stands for something else"):
            remarks.add(visitor, "Fourth floor", by=shop.mara.actor, client_id=id)

    def test_only_its_author_changes_a_note(self, shop: Shop) -> None:
        visitor = shop.visitor()
        note = remarks.add(visitor, "Third floor", by=shop.mara.actor)
        for change in (remarks.edit, remarks.remove):
            words = ("Fourth floor",) if change is remarks.edit else ()
            with pytest.raises(Refusal, match="Only who wrote"):
                change(note.pk, *words, about=visitor, by=shop.jonas.actor)
        remarks.remove(note.pk, about=shop.visitor(), by=shop.mara.actor)  # not about this person
        remarks.edit(note.pk, "Fourth floor", about=visitor, by=shop.mara.actor)
        note.refresh_from_db()
        assert (note.text, note.edited_at is not None) == ("Fourth floor", True)
        remarks.remove(note.pk, about=visitor, by=shop.mara.actor)
        remarks.remove(note.pk, about=visitor, by=shop.mara.actor)
        assert not Note.objects.exists()
