"""Times on the wire: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime


def wire_time(at: datetime) -> str:
    """Return ``2026-11-21T10:00:00.123Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def wire_now() -> str:
    """Return the present moment as the wire writes it."""
    return wire_time(datetime.now(UTC))
