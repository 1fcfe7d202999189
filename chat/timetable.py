"""Opening and closing: each process tells its own visitors when what the schedules say has changed."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from chat.availability import board, standing, told
from realtime.errors import Refusal
from realtime.hub import Delivery, Hub, Listener
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
        """Read the schedules, off the loop, and tell the visitors of sites where they say something else."""
        before, now = self._said, standing(Site.objects.all())
        self._said = now
        changed = [site for site, hours in now.items() if hours != before.get(site)]
        if changed and self.hub.loop is not None:
            self.hub.loop.call_soon_threadsafe(self._tell, told(changed))

    def receive(self, delivery: Delivery) -> None:
        """Look again at once: hours were saved, here or in another process."""
        task = asyncio.get_running_loop().create_task(self._look_soon())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look_soon(self) -> None:
        with suppress(Refusal):  # the database is away: the next beat looks again
            await readers.run(self.look)

    def _tell(self, deliveries: list[Delivery]) -> None:
        board.forget()
        self.hub.deliver(deliveries)
