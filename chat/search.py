"""What was said, and by whom, found again: the same way on either database.

Nothing is kept for it: an index of words would have to be written with every message. The record itself is read
instead, the newest conversations within reach first, in stretches, and no further back than ``NEWEST`` of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from chat.models import Conversation, Message
from chat.models.entry import AGENTS, EVERYONE
from chat.reach import Reach
from realtime.actors import Actor
from realtime.clock import wire_time

# How many conversations are searched at all, in one call, and by one statement.
NEWEST = 2000
AT_ONCE = 500
STRETCH = 250
# How many are found at once, and how much of the line around a word is shown.
PAGE = 20
EXCERPT = 160
LEAD = 40
# Lines of one page's conversations that are compared to find the one to show.
LINES = 1000


@models.TextField.register_lookup
class Like(models.Lookup[str]):
    """A pattern of SQL with its wildcards, in any case as far as the database knows cases."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the comparison."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        operator = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
        return f"{left} {operator} {right} ESCAPE '\\'", (*left_values, *right_values)


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is looked for, wherever it stands and in whatever case."""

    text: str

    @property
    def pattern(self) -> str:
        """What no text with the word fails: databases disagree about the case of letters beyond ASCII."""
        return f"%{''.join(_wild(letter) for letter in self.text)}%"

    @property
    def is_exact(self) -> bool:
        """Whether the pattern fits nothing but the word."""
        return self.text.isascii()

    def is_in(self, text: str) -> bool:
        """Tell whether the word stands in a text."""
        return self.text in text.lower()


def _wild(letter: str) -> str:
    if not letter.isascii():
        return "_" if letter.isalpha() else letter
    return f"\\{letter}" if letter in "%_\\" else letter


def words_of(text: str) -> list[Word]:
    """Return the words of what was typed, the rarest first as far as their length tells."""
    return [Word(word) for word in sorted({word.lower() for word in text.split()}, key=len, reverse=True)]


@dataclass(slots=True)
class Search:
    """One look for words, from the newest conversation or from where the one before ended."""

    reach: Reach
    words: Sequence[Word]
    before: str | None = None
    found: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    """The conversations that hold all the words, with the line to show, or none where names alone fit."""
    searched: int = 0
    """How many conversations have been looked through, those before ``before`` included."""
    last: str | None = None
    """Where the next look goes on, if there is more to look through."""
    is_all: bool = True
    """Whether nothing within reach is older than what is searched."""
    _named: dict[str, set[Word]] = field(default_factory=dict)

    def run(self) -> "Search":
        """Look through the next conversations until a page is full."""
        ids = self._newest()
        at = ids.index(self.before) + 1 if self.before in ids else 0
        end = min(len(ids), at + AT_ONCE)
        while at < end and len(self.found) < PAGE:
            stretch = ids[at : min(end, at + STRETCH)]
            holding = self._holding(stretch)
            taken = holding[: PAGE - len(self.found)]
            self.found |= self._lines(taken)
            at += stretch.index(taken[-1]) + 1 if len(taken) < len(holding) else len(stretch)
        self.searched = at
        self.last = ids[at - 1] if at < len(ids) else None
        return self

    def _newest(self) -> list[str]:
        within = Conversation.objects.within(self.reach)
        standing = within.standing().order_by("-last_entry_at", "-pk").values_list("pk", flat=True)
        ids = list(standing[: NEWEST + 1])
        ids += within.ended().values_list("pk", flat=True)[: NEWEST + 1 - len(ids)]
        self.is_all = len(ids) <= NEWEST
        return ids[:NEWEST]

    def _holding(self, stretch: Sequence[str]) -> list[str]:
        """Return those in which each word stands somewhere: in a name, an address or a message."""
        self._named |= self._names(stretch)
        missing = {id: set(self.words) - self._named[id] for id in stretch if id in self._named}
        for word in self.words:
            asked = [id for id, words in missing.items() if word in words]
            said = self._said_in(asked).filter(text__like=word.pattern)
            holding = set(said.values_list("entry__conversation", flat=True).distinct()) if asked else set()
            missing = {id: words for id, words in missing.items() if word not in words or id in holding}
        return [id for id in stretch if id in missing]

    def _names(self, ids: Sequence[str]) -> dict[str, set[Word]]:
        """Return which words stand in the name or the address of each conversation's visitor."""
        customer = ("visitor__customer__name", "visitor__customer__email")
        rows = Conversation.objects.filter(pk__in=ids).values_list("pk", *customer)
        return {
            id: {word for word in self.words if any(word.is_in(name or "") for name in names)}
            for id, *names in rows
        }

    def _said_in(self, ids: Sequence[str]) -> "models.QuerySet[Message]":
        mine = (EVERYONE, AGENTS, f"agent:{self.reach.actor.id}")
        return Message.objects.filter(entry__conversation__in=ids, entry__audience__in=mine)

    def _lines(self, ids: Sequence[str]) -> dict[str, dict[str, Any] | None]:
        """Return the newest line with the most words of each, without those the pattern alone fitted."""
        if not ids:
            return {}
        any_word = Q()
        for word in self.words:
            any_word |= Q(text__like=word.pattern)
        rows = self._said_in(ids).filter(any_word).select_related("entry").order_by("-pk")[:LINES]
        best: dict[str, tuple[int, Message]] = {}
        said: dict[str, set[Word]] = {id: set(self._named[id]) for id in ids}
        for row in rows:
            id = row.entry.conversation_id
            words = {word for word in self.words if word.is_in(row.text)}
            said[id] |= words
            if len(words) > best.get(id, (0, row))[0]:
                best[id] = (len(words), row)
        true = [id for id in ids if all(word.is_exact or word in said[id] for word in self.words)]
        return {id: self._line(best[id][1]) if id in best else None for id in true}

    def _line(self, message: Message) -> dict[str, Any]:
        entry = message.entry
        return {
            "seq": entry.seq,
            "at": wire_time(entry.at),
            "author": Actor(entry.actor_kind, entry.actor_id, entry.actor_name).card(),
            "audience": entry.audience,
            "text": self._excerpt(" ".join(message.text.split())),
        }

    def _excerpt(self, text: str) -> str:
        """Return the part of a line around the first word that stands in it."""
        folded = text.lower()
        at = min((folded.find(word.text) for word in self.words if word.text in folded), default=0)
        start = at - LEAD if at > LEAD else 0
        end = start + EXCERPT
        return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
