"""How much somebody may send: a token bucket a person, shared by all of that person's connections."""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field

BURST = 4  # times the rate
KEPT = 50_000


@dataclass(slots=True)
class Allowance:
    """``rate`` a second on average, and a burst at once: four times that unless it is given."""

    rate: float
    left: float = 0.0
    at: float = field(default_factory=lambda: time.monotonic())
    burst: float = 0.0

    def __post_init__(self) -> None:
        self.burst = self.burst or self.rate * BURST
        self.left = self.left or self.burst

    def take(self) -> int:
        """Take one; returns 0, or after how many milliseconds to try again."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return max(1, math.ceil((1 - self.left) / self.rate * 1000))


@dataclass(slots=True)
class Both:
    """Somebody's own allowance and the one shared with all who come from the same place."""

    own: Allowance
    shared: Allowance

    @property
    def rate(self) -> float:
        """What one may send on average."""
        return self.own.rate

    def take(self) -> int:
        """Take one of each; returns 0, or after how many milliseconds to try again."""
        return self.own.take() or self.shared.take()


class Allowances:
    """One allowance a key; those not used for longest are forgotten first."""

    def __init__(self, rate: float, burst: float = 0.0) -> None:
        self.rate = rate
        self.burst = burst
        self._by_key: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, key: str) -> Allowance:
        """Return the allowance of a key, full at first."""
        allowance = self._by_key.get(key)
        if allowance is None:
            allowance = self._by_key[key] = Allowance(self.rate, burst=self.burst)
            if len(self._by_key) > KEPT:
                self._by_key.popitem(last=False)
        else:
            self._by_key.move_to_end(key)
        return allowance
