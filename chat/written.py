"""A conversation as plain text, to be kept or sent on: what was said, and on request what only the team sees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from textwrap import indent

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.plain import one_line
from chat.transcripts import Line
from chat.turns import Turn, turns


@dataclass(frozen=True, slots=True)
class Written:
    """What of a transcript is written down, and how exactly the time is told."""

    notes: bool = False
    events: bool = False
    exact: bool = False

    def text(self, heading: str, lines: Iterable[Line]) -> str:
        """Return the whole of it; a name or a file's name is one line, whatever it holds."""
        return "\n\n".join([one_line(heading), *self._blocks(turns(lines))]) + "\n"

    def _blocks(self, found: Iterable[Turn]) -> Iterator[str]:
        day = ""
        for turn in found:
            if (turn.kind == "note" and not self.notes) or (turn.kind == "event" and not self.events):
                continue
            today = date_format(timezone.localtime(turn.at), "l j F Y")
            if today != day:
                day = today
                yield f"-- {day} --"
            yield "\n".join(self._lines(turn))

    def _lines(self, turn: Turn) -> Iterator[str]:
        name = one_line(turn.author.name)
        match turn.kind:
            case "event":
                yield f"{self._clock(turn.at)}  ({one_line(turn.lines[0].event)})"
                return
            case "note":
                yield f"{self._clock(turn.at)}  " + _("Note of %(name)s, only your team sees this") % {
                    "name": name
                }
            case _said:
                yield f"{self._clock(turn.at)}  {name}"
        for line in turn.lines:
            if line.text:
                # Set in, so that no message can pass for another's.
                yield indent(line.text, "    ", lambda _row: True)
            for file in line.files:
                yield f"    [{one_line(file.name)}, {filesizeformat(file.size)}]"

    def _clock(self, at: datetime) -> str:
        return f"{timezone.localtime(at):{'%H:%M:%S' if self.exact else '%H:%M'}}"
