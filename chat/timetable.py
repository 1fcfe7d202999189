"""Opening and closing: each process tells its own visitors when what the schedules say has changed."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from chat.availability import board, standing, told, visitors_of
from chat.waits import waits
from realtime.errors import Refusal
from realtime.hub import Delivery, Hub, Listener, hub
from realtime.threads import readers
from visitors.models import Site


@dataclass(eq=False)
class Timetable(Listener):
    """Remembers what the schedules of all sites said when it last looked, with every beat and every change.

    The first time it tells everybody: what they heard before is not known here.
    """

    hub: Hub
    _said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def look(self) -> None:
        """Read the schedules, off the loop, and tell the visitors of sites where they say something else.

        Once a minute, what a first answer takes is measured as well.
        """
        now = standing(Site.objects.all())
        slower = waits.refresh(timezone.now())
        changed = [
            site
            for site, hours in now.items()
            if (slower or hours != self._said.get(site)) and self._is_heard(site)
        ]
        deliveries = told(changed) if changed else []
        self._said = now
        if deliveries and self.hub.loop is not None:
            self.hub.loop.call_soon_threadsafe(self._tell, deliveries)

    def receive(self, delivery: Delivery) -> None:
        """Look again at once: hours were saved, here or in another process."""
        task = asyncio.get_running_loop().create_task(self._look_soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _is_heard(self, site: str) -> bool:
        return visitors_of(site) in self.hub.topics

    async def _look_soon(self) -> None:
        with suppress(Refusal):  # the database is away: the next beat looks again
            await readers.run(self.look)

    def _tell(self, deliveries: list[Delivery]) -> None:
        board.forget()
        self.hub.deliver(deliveries)


timetable = Timetable(hub)
