"""A message names uploaded files: each becomes part of the record once, by the one who uploaded it."""

from collections.abc import Iterable
from typing import Any, Protocol

from chat.models.attachment import Attachment, attachment_card
from realtime.actors import Actor
from realtime.bulk import Bulk
from realtime.errors import Refusal

_FIELDS = (
    "id",
    "message",
    "uploader_kind",
    "uploader_id",
    "name",
    "content_type",
    "size",
    "width",
    "height",
)


class Naming(Protocol):
    """What names files."""

    @property
    def attachments(self) -> tuple[str, ...]:
        """The ids."""

    @property
    def actor(self) -> Actor:
        """Who names them."""


class Claims:
    """The files one transaction's messages name: one statement to lock them, one to give them away."""

    def __init__(self, bulk: Bulk, drafts: Iterable[Naming]) -> None:
        wanted = {(id,) for draft in drafts for id in draft.attachments}
        rows = bulk.select(Attachment, _FIELDS, keys=("id",), among=wanted, lock=True) if wanted else []
        self._free = {row[0]: row for row in rows if row[1] is None}
        self._taken: list[tuple[str, str]] = []

    def check(self, draft: Naming) -> Refusal | None:
        """Return why a draft may not have its files: somebody else's do not exist."""
        mine = (draft.actor.kind, draft.actor.id)
        if not draft.attachments or all(self._free.get(id, ())[2:4] == mine for id in draft.attachments):
            return None
        return Refusal("invalid", "There is no such upload.", fields={"attachments": "unknown"})

    def take(self, draft: Naming, message: str) -> list[dict[str, Any]]:
        """Give the files to a message; returns their cards."""
        if not draft.attachments:
            return []
        rows = sorted(self._free.pop(id) for id in dict.fromkeys(draft.attachments))
        self._taken += [(message, row[0]) for row in rows]
        return [attachment_card(row[0], *row[4:]) for row in rows]

    def save(self, bulk: Bulk) -> None:
        """Write down whose they are now."""
        bulk.update(Attachment, ("message", "id"), self._taken)
