"""Who is no person: by what it calls itself, by what its browser says, and by how it behaves."""

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from visitors.devices import LONGEST

VIEWS_A_MINUTE = 60
MINUTE = 60.0
VIEWS_WITHOUT_INPUT = 20
REMEMBERED = 20_000
PREFETCH_HEADERS = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")


class Reason(StrEnum):
    """What gave it away."""

    LISTED = "listed"
    WEBDRIVER = "webdriver"
    PREFETCH = "prefetch"
    """No robot, but a page that nobody looks at."""
    TOO_FAST = "too_fast"
    NO_INPUT = "no_input"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody is taken for a machine, and why; true for machines."""

    reason: Reason | None = None

    def __bool__(self) -> bool:
        return self.reason is not None


PERSON = Verdict()


def judge(user_agent: str, headers: Mapping[bytes, bytes], *, webdriver: bool = False) -> Verdict:
    """Return what a request tells of who sent it, without knowing any other."""
    if is_listed(user_agent):
        return Verdict(Reason.LISTED)
    if webdriver:
        return Verdict(Reason.WEBDRIVER)
    return Verdict(Reason.PREFETCH) if is_prefetch(headers) else PERSON


def is_listed(user_agent: str) -> bool:
    """Tell whether a User-Agent is one of a known crawler, monitor or library."""
    return bool(user_agent) and _is_listed(user_agent[:LONGEST])


def is_prefetch(headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a browser loads the page ahead, for somebody who may never see it."""
    said = [headers[name].lower() for name in PREFETCH_HEADERS if name in headers]
    return any(b"prefetch" in value or b"preview" in value or b"prerender" in value for value in said)


@dataclass(slots=True)
class Conduct:
    """How one visitor behaves. Keys of a day are shared by neighbours, so nothing is held against anybody for long."""

    verdict: Verdict = PERSON
    _views: deque[float] = field(default_factory=lambda: deque(maxlen=VIEWS_A_MINUTE + 1))
    _untouched: int = 0

    def view(self, at: float) -> Verdict:
        """Look at a page at a time in seconds, and be judged by it."""
        self._views.append(at)
        self._untouched += 1
        if len(self._views) > VIEWS_A_MINUTE and at - self._views[0] < MINUTE:
            self.verdict = Verdict(Reason.TOO_FAST)
        else:
            self.verdict = Verdict(Reason.NO_INPUT) if self._untouched >= VIEWS_WITHOUT_INPUT else PERSON
        return self.verdict

    def touch(self) -> None:
        """Move, press or scroll something."""
        self._untouched = 0
        if self.verdict.reason is Reason.NO_INPUT:
            self.verdict = PERSON


@dataclass(slots=True)
class Conducts:
    """How the visitors of this process behave; those seen longest ago are forgotten."""

    most: int = REMEMBERED
    _by_key: OrderedDict[str, Conduct] = field(default_factory=OrderedDict)

    def of(self, key: str) -> Conduct:
        """Return the conduct of a visitor."""
        conduct = self._by_key.get(key)
        if conduct is None:
            conduct = self._by_key[key] = Conduct()
        self._by_key.move_to_end(key)
        if len(self._by_key) > self.most:
            self._by_key.popitem(last=False)
        return conduct


@lru_cache(maxsize=2000)
def _is_listed(user_agent: str) -> bool:
    # Imported when first asked: its many patterns are no part of the start.
    from crawleruseragents import is_crawler

    return bool(is_crawler(user_agent))


def warm() -> None:
    """Read the patterns now, so that no visitor waits for them."""
    _is_listed("Mozilla/5.0")
