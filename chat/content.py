"""What a message may hold besides words: replies to choose from, cards, a form, dates; and what answers them.

One schema for whoever writes it: agents, programs over REST, bots. Each kind also says itself in words, for
mails, transcripts and every reader who does not know it.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from chat import moments
from chat.form_fields import Checks, Field
from chat.framing import Day, Id, Label, Line, Moment, Seq, Value
from realtime.errors import Refusal

ANSWER = "answer"


class Content(Struct, frozen=True):
    """What a message is besides its words: its kind and, where that is not plain text, its data."""

    kind: str = "text"
    data: dict[str, Any] | None = None


TEXT = Content()


class Answer(Struct, omit_defaults=True):
    """What a visitor answers to one message of the conversation: ``of`` is its number."""

    of: Seq
    choice: Label | None = None
    card: Annotated[int, Meta(ge=0, le=9)] | None = None
    values: Annotated[dict[Annotated[str, Meta(max_length=40)], Value], Meta(max_length=10)] | None = None
    date: Moment | None = None

    @property
    def given(self) -> set[str]:
        """The fields that were given."""
        return set(msgspec.to_builtins(self)) - {"of"}

    def content(self) -> Content:
        """Return what is kept of it."""
        return Content(ANSWER, msgspec.to_builtins(self))


class Block(Struct):
    """Something to look at or to answer."""

    kind: ClassVar[str]
    takes: ClassVar[frozenset[str]]
    """The fields of an answer."""

    def content(self, lead: str) -> Content:
        """Return what is kept of it, with the words that stand above."""
        return Content(self.kind, msgspec.to_builtins(self) | {"lead": lead})

    def words(self, lead: str) -> str:
        """Return all of it in words that make sense alone."""
        return "\n".join(filter(None, (lead, *self.lines())))

    def lines(self) -> Iterator[str]:
        """Yield what stands below the lead, in words."""
        raise NotImplementedError

    def answered(self, answer: Answer) -> str:
        """Return an answer in words; raises a refusal for what is none."""
        if answer.given != self.takes:
            raise Refusal("invalid", "This is no answer to it.", fields={"data": "invalid"})
        return self.said(answer)

    def said(self, answer: Answer) -> str:
        """Return an answer of the right shape in words."""
        raise NotImplementedError


class Choices(Block):
    """Quick replies: one press, and it is said."""

    kind = "choices"
    takes = frozenset({"choice"})

    choices: Annotated[list[Label], Meta(min_length=1, max_length=4)]

    def __post_init__(self) -> None:
        """Refuse what cannot be told apart."""
        _once(self.choices, "choices")

    def lines(self) -> Iterator[str]:
        """Yield one line a reply."""
        return map(_item, self.choices)

    def said(self, answer: Answer) -> str:
        """Return the reply that was chosen."""
        return _chosen(answer.choice, self.choices)


class Card(Struct):
    """A thing to look at; its picture is one of the message's own files, as nothing is loaded from elsewhere."""

    title: Line
    text: Annotated[str, Meta(max_length=300)] = ""
    picture: Id | None = None
    url: Annotated[str, Meta(max_length=2000, pattern=r"^https?://[!-~]+\Z")] | None = None
    choices: Annotated[list[Label], Meta(max_length=3)] = []

    def __post_init__(self) -> None:
        """Refuse addresses that lead nowhere or pretend, and replies that cannot be told apart."""
        _once(self.choices, "choices")
        if self.url is not None and not _leads_somewhere(self.url):
            raise ValueError("Expected `url` with a host and without a user")


class Cards(Block):
    """One card, or several side by side."""

    kind = "cards"
    takes = frozenset({"card", "choice"})

    cards: Annotated[list[Card], Meta(min_length=1, max_length=10)]

    @property
    def pictures(self) -> set[str]:
        """The files that are shown in them."""
        return {card.picture for card in self.cards if card.picture is not None}

    def lines(self) -> Iterator[str]:
        """Yield title, text, address and replies of each."""
        for card in self.cards:
            yield from filter(None, (card.title, card.text, card.url, *map(_item, card.choices)))

    def said(self, answer: Answer) -> str:
        """Return the card's title and what was chosen on it."""
        if answer.card is None or answer.card >= len(self.cards):
            raise Refusal("invalid", "There is no such card.", fields={"card": "unknown"})
        card = self.cards[answer.card]
        return f"{card.title}: {_chosen(answer.choice, card.choices)}"


class Form(Block):
    """A few questions at once."""

    kind = "form"
    takes = frozenset({"values"})

    fields: Annotated[list[Field], Meta(min_length=1, max_length=10)]

    def __post_init__(self) -> None:
        """Refuse two fields of one name."""
        _once([field.name for field in self.fields], "fields")

    def lines(self) -> Iterator[str]:
        """Yield one line a field."""
        for field in self.fields:
            options = " / ".join(field.options)
            yield _item(f"{field.label}: {options}" if options else field.label)

    def said(self, answer: Answer) -> str:
        """Return one line a field that was filled in."""
        checks = Checks(answer.values or {})
        lines = [checks.line(field) for field in self.fields]
        checks.finish({field.name for field in self.fields})
        return "\n".join(filter(None, lines))


class Dates(Block):
    """A day or a time: one of those offered, or any within a range, on the clock of whoever asks."""

    kind = "date"
    takes = frozenset({"date"})

    slots: Annotated[list[Moment], Meta(max_length=60)] = []
    first: Day | None = None
    last: Day | None = None
    time: bool = False

    def __post_init__(self) -> None:
        """Refuse what offers nothing, and days the calendar does not know."""
        if bool(self.slots) == bool(self.first and self.last) or bool(self.first) != bool(self.last):
            raise ValueError("Expected `slots`, or `first` and `last`")
        _once(self.slots, "slots")
        if not all(map(moments.is_moment, filter(None, (*self.slots, self.first, self.last)))):
            raise ValueError("Expected days of the calendar")
        if self.first and self.last and self.first > self.last:
            raise ValueError("Expected `last` not before `first`")

    def lines(self) -> Iterator[str]:
        """Yield one line a slot, or the range."""
        if self.first and self.last:
            yield _item(f"{moments.said(self.first)} – {moments.said(self.last)}")
        yield from (_item(moments.said(slot)) for slot in self.slots)

    def said(self, answer: Answer) -> str:
        """Return the day and the time as people say them."""
        date = answer.date or ""
        if not (date in self.slots or self._within(date)):
            raise Refusal("invalid", "This date is not offered.", fields={"date": "unknown"})
        return moments.said(date)

    def _within(self, date: str) -> bool:
        if not (self.first and self.last) or ("T" in date) != self.time or not moments.is_moment(date):
            return False
        return self.first <= date[:10] <= self.last


BLOCKS: dict[str, type[Block]] = {block.kind: block for block in (Choices, Cards, Form, Dates)}


def read(kind: str, data: Any) -> Block:
    """Return what the data of a kind stands for; raises msgspec's error for what is none."""
    return msgspec.convert(data, BLOCKS[kind])


def words_of(kind: str, data: dict[str, Any] | None, text: str) -> str:
    """Return a stored message in words, what is to be answered in the language that is spoken now."""
    return read(kind, data).words(data["lead"]) if kind in BLOCKS and data else text


def _leads_somewhere(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and "@" not in parts.netloc and "\\" not in url


def _once(values: list[str], name: str) -> None:
    """Refuse a list in which something stands twice."""
    if len(set(values)) < len(values):
        raise ValueError(f"Expected `{name}` without repetition")


def _item(text: str) -> str:
    return f"• {text}"


def _chosen(choice: str | None, choices: list[str]) -> str:
    if choice is None or choice not in choices:
        raise Refusal("invalid", "This was not offered.", fields={"choice": "unknown"})
    return choice
