"""How much of a record goes out at once."""

from collections.abc import Sequence
from itertools import accumulate

from chat.framing import MAX_MESSAGE_CHARACTERS
from chat.models import Entry
from chat.models.entry import MESSAGE_CREATED, MESSAGE_EDITED

# Long words, escaped, are many times as long on the wire: a page counts what was written, not rows alone.
PAGE_CHARACTERS = 64_000
MISSED_PAGES = 8


def light(rows: Sequence[Entry]) -> list[Entry]:
    """Return the first rows that make a page of bearable weight, at least one."""
    weights = list(accumulate(_weight(row) for row in rows))
    return [
        row for row, weight in zip(rows, weights, strict=True) if weight <= max(PAGE_CHARACTERS, weights[0])
    ]


def _weight(row: Entry) -> int:
    if row.kind == MESSAGE_EDITED:
        return MAX_MESSAGE_CHARACTERS  # whatever the message says now
    if row.kind == MESSAGE_CREATED:
        return len(row.message.text) + len(str(row.message.data or ""))
    return len(str(row.data))
