"""The periodic jobs: a list that apps add to while they start."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

# A job that has more to do comes on again after the others.
TURN_SECONDS = 15.0
# Between two steps others get the database for as long as the last one took, and no longer than this.
LONGEST_REST = 0.5

stopping = threading.Event()
"""Set while this process ends: no further step is begun."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done again and again.

    ``steps`` does it in short pieces, each of them committed, and yields how many rows a piece dealt with; it
    may be left after any of them, and begun anew takes up what is left.
    """

    name: str
    every: timedelta
    steps: Callable[[], Iterator[int]]


@dataclass(slots=True)
class Turn:
    """What one run of a job came to; ``unfinished`` where there was more to do."""

    done: int = 0
    unfinished: bool = False


jobs: dict[str, Job] = {}


def every(period: timedelta, name: str, steps: Callable[[], Iterator[int]]) -> None:
    """Add a job to the list; whoever adds one of the same name takes its place."""
    jobs[name] = Job(name, period, steps)


def work(job: Job) -> Turn:
    """Do what is to be done, until it is done, or others wait long enough, or the process ends."""
    turn, begun = Turn(), time.monotonic()
    step_begun = begun
    for done in job.steps():
        turn.done += done
        now = time.monotonic()
        if now - begun > TURN_SECONDS or stopping.wait(min(now - step_begun, LONGEST_REST)):
            turn.unfinished = True
            break
        step_begun = time.monotonic()
    return turn
