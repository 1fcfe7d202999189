"""A transcript as one reads it: who spoke in one go, what happened between, and how long things took."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents.models import Agent
from chat.models import Conversation
from chat.models.entry import AGENTS, EVERYONE
from chat.transcripts import Line
from realtime.actors import AGENT, VISITOR

ONE_GO = timedelta(minutes=1)
ICONS = {
    "conversation.opened": "globe",
    "conversation.queued": "clock",
    "conversation.assigned": "logIn",
    "conversation.transferred": "transfer",
    "conversation.closed": "check",
    "conversation.reopened": "rotate",
    "conversation.rated": "star",
    "conversation.tagged": "tag",
    "conversation.snoozed": "alarmClock",
    "conversation.woken": "alarmClock",
    "message.deleted": "trash",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who speaks, with a portrait where there is one."""

    name: str
    avatar: str = ""
    email: str = ""


@dataclass(slots=True)
class Turn:
    """What one author said within a minute, or one thing that happened."""

    kind: str
    """``said``, ``note`` or ``event``."""
    author: Person
    by: tuple[str, str]
    lines: list[Line] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """When it began."""
        return self.lines[0].at

    @property
    def icon(self) -> str:
        """The outline of what happened."""
        return ICONS.get(self.lines[0].kind, "info")

    def goes_on_with(self, line: Line) -> bool:
        """Tell whether a line belongs to this turn."""
        by = (line.author_kind, line.author_id)
        return self.kind == _kind(line) == "said" and self.by == by and line.at - self.lines[-1].at < ONE_GO


def turns(lines: Iterable[Line]) -> list[Turn]:
    """Return the turns of a transcript, in order."""
    lines = list(lines)
    ids = {line.author_id for line in lines if line.author_kind == AGENT}
    avatars = dict(Agent.objects.filter(pk__in=ids).values_list("pk", "avatar"))
    found: list[Turn] = []
    for line in lines:
        if not found or not found[-1].goes_on_with(line):
            person = Person(line.author_name, avatars.get(line.author_id, ""))
            found.append(Turn(_kind(line), person, (line.author_kind, line.author_id)))
        found[-1].lines.append(line)
    return found


def figures(conversation: Conversation, lines: Iterable[Line]) -> Iterator[tuple[str, timedelta | str]]:
    """Yield how long what took, as far as it happened; the name of each is translated where it is shown."""
    lines = list(lines)
    said = [line for line in lines if not line.event and line.audience == EVERYONE]
    taken = next((line.at for line in lines if line.kind == "conversation.assigned"), None)
    answered = next((line.at for line in said if line.author_kind == AGENT), None)
    began = conversation.opened_at
    if taken:
        yield "waited", taken - began
    if answered:
        yield "answered", answered - began
    if conversation.closed_at:
        yield "length", conversation.closed_at - began
    theirs = sum(line.author_kind == VISITOR for line in said)
    yield "messages", f"{theirs} / {len(said) - theirs}"


def _kind(line: Line) -> str:
    return "event" if line.event else "note" if line.audience == AGENTS else "said"
