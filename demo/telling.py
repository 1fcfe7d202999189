"""The words a demo conversation is told in: who does what, so many seconds later."""

from dataclasses import dataclass
from typing import Literal

from demo.catalogue import Product

VISITOR, MARA, JONAS = "visitor", "mara", "jonas"
SALES, SUPPORT = "Sales", "Support"


@dataclass(frozen=True)
class Person:
    """Somebody who wrote to the shop; the key stays the same from visit to visit."""

    key: str
    name: str = ""
    email: str = ""
    locale: str = "en"
    timezone: str = "Europe/Oslo"


@dataclass(frozen=True)
class Step:
    """One thing somebody does, so many seconds after the one before."""

    do: Literal["say", "offer", "choose", "note", "remember", "take", "pass", "close", "rate"]
    after: int
    who: str
    text: str = ""
    to: str = ""
    score: int = 0
    choices: tuple[str, ...] = ()
    product: Product | None = None


@dataclass(frozen=True)
class Page:
    """A page of the shop, by its place under the shop's own address."""

    path: str
    title: str


@dataclass(frozen=True)
class Opening:
    """When, by whom and from where a conversation was opened; the clock is the shop's."""

    days_ago: int
    clock: str
    person: Person
    department: str
    page: Page
    referrer: str = ""


@dataclass(frozen=True)
class Story:
    """One conversation from the first words to the end."""

    key: str
    opening: Opening
    first: str
    steps: tuple[Step, ...]


def asks(after: int, text: str) -> Step:
    """Tell that the visitor writes."""
    return Step("say", after, VISITOR, text)


def mara(after: int, text: str) -> Step:
    """Tell that Mara answers."""
    return Step("say", after, MARA, text)


def jonas(after: int, text: str) -> Step:
    """Tell that Jonas answers."""
    return Step("say", after, JONAS, text)


def offers(after: int, who: str, text: str, *choices: str, product: Product | None = None) -> Step:
    """Tell that somebody of the shop offers replies to choose from, on the card of a product or below the words."""
    return Step("offer", after, who, text, choices=choices, product=product)


def chooses(after: int, text: str) -> Step:
    """Tell that the visitor presses one of the replies that were just offered."""
    return Step("choose", after, VISITOR, text)


def notes(after: int, who: str, text: str) -> Step:
    """Tell that somebody of the shop leaves a note for colleagues."""
    return Step("note", after, who, text)


def remembers(after: int, who: str, text: str) -> Step:
    """Tell that somebody of the shop writes down something about the person, for the next time."""
    return Step("remember", after, who, text)


def takes(after: int, who: str) -> Step:
    """Tell that somebody of the shop takes the conversation."""
    return Step("take", after, who)


def passes(after: int, who: str, to: str, text: str) -> Step:
    """Tell that somebody of the shop passes it on to a colleague, with a note."""
    return Step("pass", after, who, text, to=to)


def closes(after: int, who: str) -> Step:
    """Tell that somebody ends it."""
    return Step("close", after, who)


def rates(after: int, score: int, text: str = "") -> Step:
    """Tell how the visitor found it."""
    return Step("rate", after, VISITOR, text, score=score)
