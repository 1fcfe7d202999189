"""Times on the wire."""

from datetime import UTC, datetime, timedelta, timezone

from realtime.clock import wire_now, wire_time


def test_a_time_is_written_in_utc_with_milliseconds() -> None:
    berlin = timezone(timedelta(hours=1))
    assert wire_time(datetime(2026, 11, 21, 11, 0, 0, 123_999, berlin)) == "2026-11-21T10:00:00.123Z"


def test_now_reads_back_as_now() -> None:
    read = datetime.fromisoformat(wire_now())
    assert abs(datetime.now(UTC) - read) < timedelta(seconds=5)
