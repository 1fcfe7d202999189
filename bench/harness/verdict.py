"""The one line every fault run ends with, and how it is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from harness.views import Frame

Line = tuple[str, str]
"""A message as its sender knows it: client id and text."""


@dataclass
class Verdict:
    """What became of the messages in one place, or in several added up."""

    acked: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    heal: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Say whether nothing at all was wrong."""
        return not (self.lost or self.doubled or self.disordered or self.notes)

    def add(self, other: Verdict) -> None:
        """Count another place in."""
        self.lost += other.lost
        self.doubled += other.doubled
        self.disordered += other.disordered
        self.notes += other.notes

    def __str__(self) -> str:
        order = "order ok" if not self.disordered else f"{self.disordered} out of order"
        counts = f"{self.acked} acked, {self.lost} lost, {self.doubled} duplicated"
        line = f"{counts}, {order}, max heal {self.heal:.1f} s"
        return "\n".join([line, *(f"  FAILED: {note}" for note in self.notes)])


def lines(messages: Iterable[Frame]) -> list[Line]:
    """Reduce a view or the record to what senders know of a message."""
    return [(message["client_id"], message["text"]) for message in messages]


def compare(source: Sequence[Line], seen: Sequence[Line]) -> Verdict:
    """Hold what was seen against what was sent; a changed text counts as lost."""
    counted = Counter(key for key, _ in seen)
    texts = dict(seen)
    known = {key for key, _ in source}
    firsts = list(dict.fromkeys(key for key, _ in seen if key in known))
    present = [key for key, _ in source if key in counted]
    return Verdict(
        lost=sum(texts.get(key) != text for key, text in source),
        doubled=sum(count - 1 for count in counted.values()),
        disordered=sum(one != other for one, other in zip(firsts, present, strict=True)),
        notes=[f"{len(foreign)} messages nobody sent"] if (foreign := set(counted) - known) else [],
    )
