"""How far each side has come, for ticks and unread counts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from chat.models import Mark
from realtime.actors import VISITOR

NOWHERE = {"received": 0, "read": 0}


def marks_of(conversations: Iterable[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Return ``{conversation: {"visitor": marks, "agents": marks}}``; the agents' furthest counts."""
    rows = (
        Mark.objects.filter(conversation__in=conversations)
        .values("conversation_id", "reader_kind")
        .annotate(furthest_received=Max("received"), furthest_read=Max("read"))
    )
    marks: dict[str, dict[str, dict[str, int]]] = {}
    for row in rows:
        side = "visitor" if row["reader_kind"] == VISITOR else "agents"
        marks.setdefault(row["conversation_id"], {})[side] = {
            "received": row["furthest_received"],
            "read": row["furthest_read"],
        }
    return marks


def both_sides(marks: dict[str, dict[str, int]] | None, head: int) -> dict[str, Any]:
    """Return the marks of both sides up to the head a reader may know of, zero where nobody has read."""
    known = {side: {name: min(seq, head) for name, seq in far.items()} for side, far in (marks or {}).items()}
    return {"visitor": NOWHERE, "agents": NOWHERE} | known
