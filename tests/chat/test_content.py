"""What a message may hold besides words: what is one, what is none, and what answers it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chat.content import BLOCKS, Answer, read
from chat.drafts import Draft
from chat.models import Message
from chat.protocol import Rejected, agent_parser, visitor_parser
from realtime.actors import Actor
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, texts

UUID = "00000000-0000-4000-8000-000000000001"
CHOICES = {"choices": ["Reserve one", "Show it in natural oak"]}
CARD = {"title": "Ask dining table", "text": "Smoked oak, 180 cm", "url": "https://shop.example/ask?c=1#oak"}
CARDS = {"cards": [CARD | {"choices": ["This one"]}, {"title": "Lom chair"}]}
FORM = {
    "fields": [
        {"name": "name", "label": "Your name"},
        {"name": "email", "label": "E-mail", "kind": "email"},
        {"name": "phone", "label": "Phone", "kind": "phone", "required": False},
        {"name": "chairs", "label": "Chairs", "kind": "number", "required": False},
        {"name": "wood", "label": "Wood", "kind": "select", "options": ["Natural oak", "Smoked oak"]},
        {"name": "day", "label": "Delivery day", "kind": "date", "required": False},
        {"name": "terms", "label": "Somebody will be at home", "kind": "checkbox"},
        {"name": "news", "label": "Write to me", "kind": "checkbox", "required": False},
    ]
}
FILLED = {
    "name": " Ingrid\nDelivery day: never ",
    "email": "ingrid@mail.example",
    "phone": "+47 55 12 34 56",
    "chairs": 6.0,
    "wood": "Smoked oak",
    "day": "2026-11-26",
    "terms": True,
}
SLOTS = {"slots": ["2026-11-26T09:00", "2026-11-27"]}
RANGE = {"first": "2026-11-24", "last": "2026-12-24"}


def field(**more: Any) -> dict[str, Any]:
    return {"fields": [{"name": "a", "label": "A"} | more]}


def card(**more: Any) -> dict[str, Any]:
    return {"cards": [{"title": "A"} | more]}


GOOD = [
    ("choices", CHOICES, "Which?\n• Reserve one\n• Show it in natural oak"),
    (
        "cards",
        CARDS,
        "Which?\nAsk dining table\nSmoked oak, 180 cm\nhttps://shop.example/ask?c=1#oak\n• This one\nLom chair",
    ),
    (
        "form",
        FORM,
        "Which?\n• Your name\n• E-mail\n• Phone\n• Chairs\n• Wood: Natural oak / Smoked oak\n• Delivery day\n"
        "• Somebody will be at home\n• Write to me",
    ),
    ("date", SLOTS, "Which?\n• Thursday 26 November 2026, 09:00\n• Friday 27 November 2026"),
    ("date", RANGE, "Which?\n• Tuesday 24 November 2026 – Thursday 24 December 2026"),
]
BAD: list[tuple[str, Any]] = [
    ("text", None),  # without words
    *[(kind, data) for kind in BLOCKS for data in (None, {}, [], "x", 7, {"choices": None})],
    ("answer", {"of": 3, "choice": "A"}),
    ("html", {"html": "<b>"}),
    ("choices", {"choices": []}),
    ("choices", {"choices": ["a", "b", "c", "d", "e"]}),
    ("choices", {"choices": ["x" * 29]}),
    ("choices", {"choices": [" "]}),
    ("choices", {"choices": ["one\ntwo"]}),
    ("choices", {"choices": ["nul\0"]}),
    ("choices", {"choices": ["twice", "twice"]}),
    ("choices", {"choices": [{"title": "x"}]}),
    ("cards", {"cards": []}),
    ("cards", {"cards": [CARD] * 11}),
    ("cards", card(title="")),
    ("cards", card(title="x" * 81)),
    ("cards", card(text="x" * 301)),
    ("cards", card(choices=["a", "b", "c", "d"])),
    ("cards", card(choices=["a", "a"])),
    ("cards", card(picture="of another message")),
    *[
        ("cards", card(url=url))
        for url in (
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//shop.example/",
            "/ask",
            "ftp://shop.example/",
            " https://shop.example/",
            "https://shop.example/ x",
            "https://shop.example/\n",
            "java\tscript:alert(1)",
            "https://",
            "https:///ask",
            "https://shop.example@evil.example/",
            "https://shop.example\\@evil.example/",
            "https://[::1",
            "https://ｅｖｉｌ.example/",
            f"https://shop.example/{'x' * 2000}",
        )
    ],
    ("form", {"fields": []}),
    ("form", {"fields": field()["fields"] * 2}),
    ("form", {"fields": [{"name": f"a{n}", "label": "A"} for n in range(11)]}),
    ("form", field(name="__proto__")),
    ("form", field(name="Name")),
    ("form", field(label=" ")),
    ("form", field(kind="password")),
    ("form", field(kind="select")),
    ("form", field(kind="select", options=["a", "a"])),
    ("form", field(options=["a"])),
    ("date", {"slots": []}),
    ("date", {"slots": ["2026-11-26"] * 2}),
    ("date", {"slots": ["2026-02-30"]}),
    ("date", {"slots": ["2026-11-26T25:00"]}),
    ("date", {"slots": ["26.11.2026"]}),
    ("date", {"slots": ["٢٠٢٦-11-26"]}),
    ("date", {"first": "2026-11-26"}),
    ("date", {"first": "2026-11-26", "last": "2026-11-25"}),
    ("date", {"first": "2026-11-26T09:00", "last": "2026-11-27"}),
    ("date", SLOTS | RANGE),
]


def raw(kind: str, data: Any, text: str = "", **more: Any) -> str:
    frame = {"type": "message.send", "client_id": UUID, "conversation": "x", "text": text}
    return json.dumps(frame | {"kind": kind, "data": data} | more)


@pytest.mark.static
class TestAsking:
    """What the parser of an agent's frames takes, for socket and REST alike."""

    @pytest.mark.parametrize(("kind", "data", "words"), GOOD, ids=[kind for kind, *_ in GOOD])
    def test_it_says_itself_in_words_and_keeps_what_it_is(self, kind: str, data: Any, words: str) -> None:
        text, content = agent_parser.parse(raw(kind, data, "Which?")).said()
        assert (text, content.kind, content.data["lead"]) == (words, kind, "Which?")
        assert read(kind, content.data) == read(kind, data)

    @pytest.mark.parametrize(("kind", "data"), BAD, ids=str)
    def test_what_is_none_is_refused(self, kind: str, data: Any) -> None:
        words = "" if kind in ("text", "cards") else "Which?"
        with pytest.raises(Rejected) as rejected:
            agent_parser.parse(raw(kind, data, words))
        assert (rejected.value.refusal.code, rejected.value.client_id) == ("invalid", UUID)

    def test_what_nobody_knows_is_not_kept(self) -> None:
        data = CHOICES | {"onclick": "alert(1)", "lead": "forged"}
        _text, content = agent_parser.parse(raw("choices", data, "Which?")).said()
        assert content.data == CHOICES | {"lead": "Which?"}

    def test_only_cards_need_no_words_and_nothing_is_asked_among_colleagues(self) -> None:
        assert agent_parser.parse(raw("cards", CARDS)).said()[0].startswith("Ask dining table\n")
        for frame in (raw("choices", CHOICES, " "), raw("choices", CHOICES, "Which?", audience="agents")):
            with pytest.raises(Rejected):
                agent_parser.parse(frame)

    def test_a_visitor_asks_nothing(self) -> None:
        for kind, data, _words in GOOD:
            with pytest.raises(Rejected):
                visitor_parser.parse(raw(kind, data, "Which?"))

    def test_hostile_words_are_kept_as_they_are_or_refused(self, data: Callable[[str], Path]) -> None:
        for name in ("xss_core", "naughty_strings", "urls_referrers"):
            for item in json.loads(data(f"adversarial/{name}.json").read_text())["items"]:
                said = item["s"] if isinstance(item, dict) else item
                for kind, holds in (
                    ("choices", {"choices": [said]}),
                    ("cards", card(title=said, text=said[:300])),
                    ("cards", card(url=said)),
                    ("form", field(label=said)),
                    ("date", {"slots": [said]}),
                ):
                    try:
                        _text, content = agent_parser.parse(raw(kind, holds, "Which?")).said()
                    except Rejected as rejected:
                        assert rejected.refusal.code in ("invalid", "too_large")
                        continue
                    assert read(kind, content.data) == read(kind, holds)
                    (url,) = [one.get("url") for one in content.data.get("cards", [{}])]
                    assert url is None or url.startswith(("http://", "https://"))


ANSWERS = [
    ("choices", CHOICES, {"choice": "Reserve one"}, "Reserve one"),
    ("cards", CARDS, {"card": 0, "choice": "This one"}, "Ask dining table: This one"),
    (
        "form",
        FORM,
        {"values": FILLED},
        "Your name: Ingrid Delivery day: never\nE-mail: ingrid@mail.example\nPhone: +47 55 12 34 56\nChairs: 6\n"
        "Wood: Smoked oak\nDelivery day: Thursday 26 November 2026\n☑ Somebody will be at home\n☐ Write to me",
    ),
    ("date", SLOTS, {"date": "2026-11-26T09:00"}, "Thursday 26 November 2026, 09:00"),
    ("date", RANGE, {"date": "2026-12-24"}, "Thursday 24 December 2026"),
    ("date", RANGE | {"time": True}, {"date": "2026-12-24T23:59"}, "Thursday 24 December 2026, 23:59"),
]
WRONG = [
    ("choices", CHOICES, {}, {"data"}),
    ("choices", CHOICES, {"choice": "Something else"}, {"choice"}),
    ("choices", CHOICES, {"date": "2026-11-26"}, {"data"}),
    ("choices", CHOICES, {"choice": "Reserve one", "card": 0}, {"data"}),
    ("cards", CARDS, {"card": 1, "choice": "This one"}, {"choice"}),
    ("cards", CARDS, {"card": 2, "choice": "This one"}, {"card"}),
    ("form", FORM, {"values": {}}, {"name", "email", "wood", "terms"}),
    ("form", FORM, {"values": FILLED | {"name": " ", "terms": False}}, {"name", "terms"}),
    ("form", FORM, {"values": FILLED | {"email": "ingrid", "phone": "no"}}, {"email", "phone"}),
    ("form", FORM, {"values": FILLED | {"chairs": "6", "wood": "Ash"}}, {"chairs", "wood"}),
    ("form", FORM, {"values": FILLED | {"chairs": True, "terms": "yes"}}, {"chairs", "terms"}),
    ("form", FORM, {"values": FILLED | {"chairs": 1e300, "day": "2026-02-30"}}, {"chairs", "day"}),
    ("form", FORM, {"values": FILLED | {"role": "owner"}}, {"role"}),
    ("date", SLOTS, {"date": "2026-11-26"}, {"date"}),
    ("date", RANGE, {"date": "2026-12-25"}, {"date"}),
    ("date", RANGE, {"date": "2026-11-24T09:00"}, {"date"}),
    ("date", RANGE, {"date": "2026-11-31"}, {"date"}),
    ("date", RANGE | {"time": True}, {"date": "2026-11-24"}, {"date"}),
]


def _id(value: Any) -> str:
    """Name a case alike in every process: a set has no order of its own."""
    return " ".join(sorted(value)) if isinstance(value, set) else str(value)[:40]


@pytest.mark.static
class TestAnswering:
    """What each kind takes for an answer."""

    @pytest.mark.parametrize(("kind", "data", "given", "words"), ANSWERS, ids=[row[0] for row in ANSWERS])
    def test_an_answer_is_said_in_words(self, kind: str, data: Any, given: Any, words: str) -> None:
        frame = visitor_parser.parse(raw("answer", {"of": 3} | given))
        assert read(kind, data).answered(frame.data) == words

    @pytest.mark.parametrize(("kind", "data", "given", "wrong"), WRONG, ids=_id)
    def test_any_other_is_refused_with_what_is_wrong(
        self, kind: str, data: Any, given: Any, wrong: set[str]
    ) -> None:
        answer = msgspec.convert({"of": 3} | given, Answer)
        with pytest.raises(Refusal) as refused:
            read(kind, data).answered(answer)
        assert (refused.value.code, set(refused.value.fields or {})) == ("invalid", wrong)

    @pytest.mark.parametrize(
        "data",
        [None, {}, {"of": -1}, {"of": 3, "date": "tomorrow"}, {"of": 3, "values": {"a": ["b"]}}],
        ids=str,
    )
    def test_what_has_no_shape_is_refused_by_the_parser(self, data: Any) -> None:
        with pytest.raises(Rejected):
            visitor_parser.parse(raw("answer", data, "Words alone"))


@pytest.mark.static
def test_the_same_words_with_other_data_are_other_content() -> None:
    def digest(kind: str, data: Any) -> str:
        text, content = agent_parser.parse(raw(kind, data, "Which?")).said()
        return Draft.message("x", Actor("agent"), text, content=content).digest()

    plain = Draft.message("x", Actor("agent"), "Which?\n• A").digest()
    url = {"title": "A", "url": "https://a.example/"}
    assert digest("choices", {"choices": ["A"]}) == digest("choices", {"choices": ["A"], "x": 1})
    assert len({plain, digest("choices", {"choices": ["A"]}), digest("form", field())}) == 3
    assert digest("cards", {"cards": [url]}) != digest("cards", {"cards": [url | {"choices": ["A"]}]})


class TestInTheRecord:
    """The verb: one answer to one message of the same conversation."""

    @pytest.fixture
    def asked(self, shop: Shop) -> Any:
        conversation = shop.conversation("Which one?")
        text, content = agent_parser.parse(raw("choices", CHOICES, "Take your time.")).said()
        conversation.say(text, content=content, by=shop.mara.actor)
        return conversation

    def test_a_second_answer_is_refused_and_a_repeated_one_folded(self, asked: Any) -> None:
        by, id = asked.visitor.actor, client_id()
        answer = Answer(of=4, choice="Reserve one")
        first = asked.answer(answer, by=by, client_id=id)
        again = asked.answer(answer, by=by, client_id=id)
        assert (first.seq, again.seq, again.repeated) == (5, 5, True)
        for other, other_id in ((answer, client_id()), (Answer(of=4, choice="Other"), id)):
            with pytest.raises(Refusal) as refused:
                asked.answer(other, by=by, client_id=other_id)
            assert refused.value.code == "conflict"
        assert texts(asked)[2:] == ["Reserve one"]

    def test_nothing_else_is_there_to_answer(self, shop: Shop, asked: Any) -> None:
        by = asked.visitor.actor
        other = shop.conversation("Hello", visitor=asked.visitor)
        asked.unsay(of=4, by=shop.mara.actor)
        for conversation, of in ((asked, 3), (asked, 4), (asked, 99), (other, 4)):
            with pytest.raises(Refusal) as refused:
                conversation.answer(Answer(of=of, choice="Reserve one"), by=by)
            assert refused.value.fields == {"of": "unknown"}

    def test_what_was_removed_is_told_to_nobody_and_nothing_but_words_is_edited(
        self, shop: Shop, asked: Any
    ) -> None:
        with pytest.raises(Refusal, match="Only words"):
            asked.edit(of=4, text="Other words", by=shop.mara.actor)
        asked.unsay(of=4, by=shop.mara.actor)
        assert Message.objects.filter(entry__conversation=asked, entry__seq=4).values(
            "text", "data"
        ).get() == {
            "text": "",
            "data": None,
        }

    def test_an_answer_opens_a_closed_conversation_again(self, shop: Shop, asked: Any) -> None:
        asked.close(by=shop.mara.actor)
        asked.answer(Answer(of=4, choice="Reserve one"), by=asked.visitor.actor)
        asked.refresh_from_db()
        assert not asked.is_closed

    def test_a_date_is_said_in_the_language_of_the_conversation(self, shop: Shop) -> None:
        conversation = shop.conversation("Wann?", locale="de-AT")
        text, content = agent_parser.parse(raw("date", RANGE, "Ab Dienstag.")).said()
        conversation.say(text, content=content, by=shop.mara.actor)
        conversation.answer(Answer(of=4, date="2026-11-26"), by=conversation.visitor.actor)
        assert texts(conversation)[-1] == "Donnerstag 26 November 2026"
