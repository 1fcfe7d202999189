"""Times on the wire: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=256)  # what is written together is sent with one moment
def wire_time(at: datetime) -> str:
    """Return ``2026-11-21T10:00:00.123Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def wire_now() -> str:
    """Return the present moment as the wire writes it."""
    return wire_time(datetime.now(UTC))
