"""Who is here, by whatever process: one line a visit for agents who watch its site, and what changed about them.

Of sites that nobody watches here it is only known who is there; their lines are read when somebody begins to. Of a
crowd only so many have a line, and the others are counted: whoever leaves makes room for the newest of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from time import monotonic
from typing import Any

from realtime.clock import wire_now
from realtime.hub import Delivery, Hub, encode_frame
from visitors.presence.lines import Line
from visitors.presence.news import Delta, News

# Each process says something at least every 5 s; three words in a row are not lost.
LEASE_SECONDS = 15.0
# Nobody reads through more; who uses the chat has a line besides.
MOST_LINES = 2000
# What stands in no table; all else is as it was read.
OF_THE_MOMENT = ("looking", "reachable")


def live_topic(site: str) -> str:
    """Return the topic of those who watch who is on a site."""
    return f"site:{site}:live"


@dataclass(slots=True)
class Standing:
    """How a visit stands, known of all: its site, the processes it is here by, and what stands in no table."""

    site: str
    processes: set[str] = field(default_factory=set)
    fields: dict[str, Any] = field(default_factory=lambda: {"looking": False, "reachable": False})


@dataclass(slots=True)
class Frames:
    """What those who watch a site are to be told with the next tick; ``counted`` where only how many are here."""

    arrived: dict[str, Line] = field(default_factory=dict)
    viewed: set[str] = field(default_factory=set)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    counted: bool = False


class Board:
    """All visits that are here, the lines of those that are watched, and the frames about them.

    ``unread`` are visits whose lines have to be read before anybody can be told of them, the first to come first;
    ``beyond`` are those of a watched site that have no line, as there are too many, the newest last.
    """

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.standing: dict[str, Standing] = {}
        self.lines: dict[str, dict[str, Line]] = {}
        self.unread: dict[str, None] = {}
        self.beyond: dict[str, dict[str, None]] = {}
        self._here: Counter[str] = Counter()
        self._frames: dict[str, Frames] = {}
        self._heard: dict[str, tuple[int, float]] = {}

    # What processes say

    def follows(self, delta: Delta) -> bool:
        """Tell whether a process's word continues what was heard of it."""
        last = self._heard.get(delta.process)
        return delta.whole or (last is not None and delta.number == last[0] + 1)

    def take(self, delta: Delta) -> None:
        """Take in what happened in a process."""
        self._heard[delta.process] = (delta.number, monotonic())
        if delta.whole:
            self._forget(delta.process, besides=delta.news)
            for lines in self.lines.values():  # what was missed of them nobody says again
                self.unread |= {visit: None for visit in delta.news if visit in lines}
        for visit, news in delta.news.items():
            self._stand(delta.process, visit, news)
        for visit in delta.gone:
            self._go(delta.process, visit)

    def lapse(self, *, besides: str) -> None:
        """Forget the other processes of which nothing was heard for too long, and who was here by them."""
        over = monotonic() - LEASE_SECONDS
        for process, (_number, heard) in list(self._heard.items()):
            if heard < over and process != besides:
                del self._heard[process]
                self._forget(process)

    def stir(self, visit: str, visitor: str) -> None:
        """Read lines again about which something was written elsewhere."""
        for lines in self.lines.values():
            self.unread |= {
                id: None for id, line in lines.items() if visitor and line.row["visitor"] == visitor
            }
        if visit in self.standing and self.is_watched(site := self.standing[visit].site):
            self.beyond[site].pop(visit, None)
            self.unread[visit] = None

    def change(self, visit: str, fields: dict[str, Any]) -> None:
        """Change what stands in no table, or is known already."""
        standing = self.standing.get(visit)
        if standing is None:
            return
        standing.fields |= fields
        line = self.lines.get(standing.site, {}).get(visit)
        if line is not None:
            self._changed(line, fields)

    # Those who watch

    def is_watched(self, site: str) -> bool:
        """Tell whether anybody here watches a site."""
        return site in self.lines

    def watch(self, site: str) -> bool:
        """Keep the lines of a site from now on; tells whether nobody here watched it so far."""
        if site in self.lines:
            return False
        self.lines[site] = {}
        here = sorted(visit for visit, standing in self.standing.items() if standing.site == site)
        self.beyond[site] = dict.fromkeys(here[:-MOST_LINES])
        self.unread |= dict.fromkeys(here[-MOST_LINES:])
        return True

    def count(self, site: str) -> int:
        """Return how many are on a watched site, with those who have no line."""
        return len(self.lines.get(site, ())) + len(self.beyond.get(site, ()))

    def encoded(self, sites: Sequence[str]) -> list[str]:
        """Return the lines of these sites; of too many those who have used the chat, then the newest."""
        lines = [line for site in sites for line in self.lines.get(site, {}).values()]
        if len(lines) > MOST_LINES:
            lines = nlargest(
                MOST_LINES, lines, key=lambda line: (line.row["visitor"] is not None, line.row["id"])
            )
        return [line.encoded for line in lines]

    def listed(self, site: str) -> None:
        """Take everybody who is there for told of: whoever watches gets the list."""
        self._frames.pop(site, None)

    def rest(self) -> None:
        """Keep no longer the lines of sites that nobody watches any more."""
        for site in [site for site in self.lines if live_topic(site) not in self.hub.topics]:
            del self.lines[site], self.beyond[site]
            self._frames.pop(site, None)

    def read(self, asked: Iterable[str], found: dict[str, Line]) -> None:
        """Take in lines as the database has them; one that is gone there is gone here."""
        for visit in asked:
            standing, line = self.standing.get(visit), found.get(visit)
            if standing is None or not self.is_watched(standing.site) or visit in self.unread:
                continue
            lines, before = self.lines[standing.site], self.lines[standing.site].get(visit)
            if line is None:
                standing.processes.clear()
                self._go("", visit)
                continue
            line.row |= {name: standing.fields[name] for name in OF_THE_MOMENT}
            if before is None:
                self.beyond[standing.site].pop(visit, None)
                lines[visit] = line
                self._of(standing.site).arrived[visit] = line
            else:
                self._changed(before, before.differs(line))
                before.key = line.key

    def flush(self) -> None:
        """Tell everybody who watches what has changed: one frame of each kind a site, encoded once."""
        frames, self._frames = self._frames, {}
        for site, told in frames.items():
            topics = (live_topic(site),)
            if topics[0] in self.hub.topics:
                self.hub.deliver([Delivery(topics, frame) for frame in self._encoded(site, told)])

    def _encoded(self, site: str, told: Frames) -> Iterable[str]:
        lines = self.lines.get(site, {})
        count = self.count(site)
        if told.arrived or (told.counted and not told.left):
            rows = ",".join(line.encoded for line in told.arrived.values())
            yield f'{{"type":"visitor.arrived","site":"{site}","count":{count},"visitors":[{rows}]}}'
        if viewed := [lines[visit].place() for visit in told.viewed if visit in lines]:
            yield encode_frame({"type": "page.viewed", "site": site, "visitors": viewed})
        if told.changed:
            changed = [{"id": visit, **fields} for visit, fields in told.changed.items()]
            yield encode_frame({"type": "visitor.changed", "site": site, "visitors": changed})
        if told.left:
            at = wire_now()
            left = [{"id": visit, "at": at} for visit in told.left]
            yield encode_frame({"type": "visitor.left", "site": site, "count": count, "visitors": left})

    # Tools for the above

    def _stand(self, process: str, visit: str, news: News) -> None:
        standing = self.standing.get(visit)
        if standing is None:
            standing = self.standing[visit] = Standing(news.site)
            self._here[news.site] += 1
        standing.processes.add(process)
        own = {"looking": news.looking, "reachable": news.reachable}
        fields = news.fields | {name: value for name, value in own.items() if value is not None}
        fields = {name: value for name, value in fields.items() if standing.fields.get(name) != value}
        standing.fields |= fields
        lines = self.lines.get(standing.site)
        if lines is None or self._is_beyond(visit, standing.site):
            return
        line = lines.get(visit)
        if line is None or visit in self.unread:  # what the database has by then is newer than this
            self.unread[visit] = None
            return
        if news.sight is not None and line.goes(news.sight, news.views):
            self._of(standing.site).viewed.add(visit)
        if news.active:
            fields |= line.looked(news.active)
        self._changed(line, fields)

    def _go(self, process: str, visit: str) -> None:
        standing = self.standing.get(visit)
        if standing is None:
            return
        standing.processes.discard(process)
        if standing.processes:
            return
        del self.standing[visit]
        self._here[standing.site] -= 1
        self.unread.pop(visit, None)
        lines = self.lines.get(standing.site)
        if lines is None:
            return
        self._make_room(visit, standing.site)
        if lines.pop(visit, None) is None:
            return
        told = self._of(standing.site)
        told.viewed.discard(visit)
        told.changed.pop(visit, None)
        if told.arrived.pop(visit, None) is None:
            told.left.append(visit)

    def _is_beyond(self, visit: str, site: str) -> bool:
        """Tell whether a visit has no line; one that comes when there are enough gets none."""
        beyond = self.beyond[site]
        known = visit in self.lines[site] or visit in self.unread
        if visit not in beyond and not known and self._here[site] - len(beyond) > MOST_LINES:
            beyond[visit] = None
            self._of(site).counted = True
        return visit in beyond

    def _make_room(self, gone: str, site: str) -> None:
        """Let the newest of those without a line have one, where somebody leaves who had one."""
        beyond = self.beyond[site]
        if gone in beyond:
            del beyond[gone]
            self._of(site).counted = True
        elif beyond and self._here[site] - len(beyond) < MOST_LINES:
            self.unread[beyond.popitem()[0]] = None

    def _forget(self, process: str, besides: Collection[str] = ()) -> None:
        mine = [visit for visit, standing in self.standing.items() if process in standing.processes]
        for visit in mine:
            if visit not in besides:
                self._go(process, visit)

    def _changed(self, line: Line, fields: dict[str, Any]) -> None:
        if not fields:
            return
        line.row |= fields
        line.touch()
        told = self._of(line.row["site"])
        if line.row["id"] not in told.arrived:
            told.changed.setdefault(line.row["id"], {}).update(fields)

    def _of(self, site: str) -> Frames:
        frames = self._frames.get(site)
        if frames is None:
            frames = self._frames[site] = Frames()
        return frames
