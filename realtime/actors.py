"""Who does something: the same card in the record, on the wire and in every verb."""

from dataclasses import dataclass
from typing import Any

VISITOR, AGENT, BOT, SYSTEM = "visitor", "agent", "bot", "system"
KINDS = [(VISITOR, "visitor"), (AGENT, "human agent"), (BOT, "bot"), (SYSTEM, "system")]


@dataclass(frozen=True, slots=True)
class Actor:
    """A visitor, a human agent, a bot or the system itself."""

    kind: str
    id: str = ""
    name: str = ""
    avatar: str = ""

    def card(self) -> dict[str, Any]:
        """Return the shape the wire calls author or actor."""
        return {
            "kind": self.kind,
            "id": self.id or None,
            "name": self.name or None,
            "avatar": self.avatar or None,
        }


THE_SYSTEM = Actor(SYSTEM)
