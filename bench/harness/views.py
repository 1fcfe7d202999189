"""What one client has seen of one conversation, in order and each entry once."""

from __future__ import annotations

from typing import Any

Frame = dict[str, Any]


class View:
    """Applies `seq == last + 1`, ignores what is smaller, keeps aside what comes after a gap."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        self.entries: list[Frame] = []
        self.last = 0
        self.head = 0
        self.asked_at = 0.0
        self._ahead: dict[int, Frame] = {}

    def offer(self, entry: Frame) -> list[Frame]:
        """Take an entry from anywhere and return what became applicable by it, in order."""
        seq = entry["seq"]
        self.head = max(self.head, seq)
        if seq > self.last:
            self._ahead[seq] = entry
        return self._advance()

    @property
    def behind(self) -> bool:
        """Say whether something is known to exist that is not applied yet."""
        return self.head > self.last

    def messages(self) -> list[Frame]:
        """Return the messages among the applied entries."""
        return [entry["message"] for entry in self.entries if entry["type"] == "message.created"]

    def _advance(self) -> list[Frame]:
        applied = []
        while (entry := self._ahead.pop(self.last + 1, None)) is not None:
            self.last += 1
            applied.append(entry)
        self.entries += applied
        return applied
