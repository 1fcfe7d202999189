"""Places that are taken for a while: so many for one, so many for all together."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from realtime.errors import Refusal

ANY = 1_000_000


@dataclass(slots=True)
class Room:
    """Counts who has how many places; whoever would have too many is told ``full``."""

    of_one: Callable[[], int]
    full: Callable[[], Refusal]
    of_all: int = ANY
    _taken: Counter[str] = field(default_factory=Counter)
    _all: int = 0

    def enter(self, whose: str) -> None:
        """Take a place; raises the refusal when there is none."""
        if self._taken[whose] >= self.of_one() or self._all >= self.of_all:
            raise self.full()
        self._taken[whose] += 1
        self._all += 1

    def leave(self, whose: str) -> None:
        """Give a place back."""
        self._all -= 1
        self._taken[whose] -= 1
        if self._taken[whose] <= 0:
            del self._taken[whose]

    @contextmanager
    def place(self, whose: str) -> Iterator[None]:
        """Have a place within the block."""
        self.enter(whose)
        try:
            yield
        finally:
            self.leave(whose)
