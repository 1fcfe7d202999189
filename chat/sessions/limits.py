"""How much each side may send (rule 9 of the wire)."""

import sys
from functools import cache

from django.conf import settings

from realtime.allowance import Allowance, Allowances, Both
from realtime.errors import Refusal
from realtime.room import Room

# An office or a school shares one address: it may send as much as ten busy visitors.
SHARED = 10
# A conversation is work for somebody: as many at once as messages, but a tenth as many a second.
OPENINGS = 0.1
# About 300 MB; whoever has more visitors at once has more than one process.
MOST_PAGES = 10_000

# Of visitors, by network: sockets, and calls by HTTP that wait for news.
connections = Room(
    of_one=lambda: int(settings.SOCKETS_PER_ADDRESS),
    full=lambda: Refusal(
        "too_many", "Too many connections from one address.", retry=True, retry_after_ms=5000
    ),
)


def _most_pages() -> int:
    """Return how many pages may keep a socket: half of the files one process may open, so that chats find room."""
    if sys.platform == "win32":  # where there is no such limit
        return MOST_PAGES
    import resource

    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_PAGES if soft == resource.RLIM_INFINITY else min(MOST_PAGES, soft // 2)


# Of pages that are only looked at, by network. Whoever finds none tells of the page by hits, and asks by them.
pages = Room(
    of_one=lambda: int(settings.SOCKETS_PER_ADDRESS),
    full=lambda: Refusal("too_many", "Too many pages are open.", retry=True, retry_after_ms=60_000),
    of_all=_most_pages(),
)


@cache
def _allowances(setting: str, factor: float = 1.0) -> Allowances:
    rate = getattr(settings, setting)
    return Allowances(rate * factor, burst=4.0 * rate * max(1.0, factor))


def visitor_allowances(network: str) -> tuple[Both, Both, Allowance]:
    """Return the allowances for messages, frames and openings of one connection from a network.

    A token costs nothing, an address does: what its bearer may do is bounded by where he comes from.
    """
    messages, frames = "VISITOR_MESSAGES_PER_SECOND", "VISITOR_FRAMES_PER_SECOND"
    return (
        Both(Allowance(getattr(settings, messages)), _allowances(messages, SHARED).of(network)),
        Both(Allowance(getattr(settings, frames)), _allowances(frames, SHARED).of(network)),
        _allowances(messages, OPENINGS).of(network),
    )


def polling_allowances(network: str) -> tuple[Both, Both, Allowance]:
    """Return the allowances of a call by HTTP: a call is no connection, so all calls share what is one's own."""
    messages, frames, openings = visitor_allowances(network)
    messages.own = _allowances("VISITOR_MESSAGES_PER_SECOND").of(network)
    frames.own = _allowances("VISITOR_FRAMES_PER_SECOND").of(network)
    return messages, frames, openings


def call_allowance(network: str) -> Allowance:
    """Return the allowance for calls by HTTP, each of which begins with a hello that asks the database."""
    return _allowances("VISITOR_FRAMES_PER_SECOND", SHARED).of(network)


def upload_allowance(key: str, *, agent: bool = False) -> Allowance:
    """Return the allowance for files: of an agent, or of all visitors of a network together.

    They stay on the disk: as many at once as messages, but of strangers a tenth as many a second.
    """
    if agent:
        return _allowances("AGENT_MESSAGES_PER_SECOND").of(f"files {key}")
    return _allowances("VISITOR_MESSAGES_PER_SECOND", OPENINGS).of(f"files {key}")


def search_allowance(agent: str) -> Allowance:
    """Return an agent's allowance for searches: as often as one types, on all sockets together."""
    return _searches().of(agent)


@cache
def _searches() -> Allowances:
    return Allowances(settings.AGENT_MESSAGES_PER_SECOND / 4)


def agent_allowances(key: str) -> tuple[Allowance, Allowance]:
    """Return the allowances of an agent; other frames are counted ten times as freely as messages."""
    return _allowances("AGENT_MESSAGES_PER_SECOND").of(key), Allowance(
        settings.AGENT_MESSAGES_PER_SECOND * 10
    )
