"""How much each side may send (rule 9 of the wire)."""

from functools import cache

from django.conf import settings

from realtime.allowance import Allowance, Allowances


@cache
def _allowances(setting: str) -> Allowances:
    return Allowances(getattr(settings, setting))


def visitor_allowances(key: str = "") -> tuple[Allowance, Allowance]:
    """Return the allowances for messages and frames of a visitor, shared by all that use the same key."""
    messages, frames = settings.VISITOR_MESSAGES_PER_SECOND, settings.VISITOR_FRAMES_PER_SECOND
    if not key:
        return Allowance(messages), Allowance(frames)
    return (
        _allowances("VISITOR_MESSAGES_PER_SECOND").of(key),
        _allowances("VISITOR_FRAMES_PER_SECOND").of(key),
    )


def agent_allowances(key: str) -> tuple[Allowance, Allowance]:
    """Return the allowances of an agent; other frames are counted ten times as freely as messages."""
    return _allowances("AGENT_MESSAGES_PER_SECOND").of(key), Allowance(
        settings.AGENT_MESSAGES_PER_SECOND * 10
    )
