"""An agent's session without a loop: it reads and writes at once, in the transaction of the test."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from agents.models import Agent
from chat.log import append
from chat.reach import Reach
from chat.sessions import limits
from chat.sessions.agent import AgentSession
from chat.viewing import looks
from realtime.hub import hub

T = TypeVar("T")


async def at_once(work: Callable[[], T]) -> T:
    """Read here and now, as the threads that read cannot see what a test has not committed."""
    return work()


class Done:
    """What became of a verb, as a future tells it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._result, self._error = None, None
        try:
            self._result = work()
        except Exception as error:
            self._error = error

    def cancelled(self) -> bool:
        """Tell that it was not given up."""
        return False

    def exception(self) -> BaseException | None:
        """Return what went wrong."""
        return self._error

    def result(self) -> Any:
        """Return what came of it."""
        return self._result


class Desk(AgentSession):
    """One socket of an agent; keeps what it would send."""

    def __init__(self, agent: Agent) -> None:
        self.heard: list[dict[str, Any]] = []
        super().__init__(agent, self, *limits.agent_allowances(agent.pk))

    def ask(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a frame and return everything that is sent back."""
        if frame["type"] != "hello":
            self.reach, self.view, self._aside = Reach.of_agent(self.agent), "default", None
        if frame["type"].startswith(("typing.", "conversation.view")):
            self.view = "all"
            self._seen = dict.fromkeys(self._watched(), 0)  # one types into what is on the screen
        with pytest.raises(StopIteration):
            self.handle(json.dumps(frame)).send(None)
        looks.look(self.id, {}, "")
        hub.leave(self, self._topics)
        self.depart()
        return self.heard

    def push(self, frame: Any) -> None:
        """Keep a frame."""
        self.heard.append(json.loads(frame) if isinstance(frame, str) else frame)

    def perform(self, frame: Any, work: Callable[[], Any], then: Any = None) -> Any:
        """Run a verb here and now."""
        self._performed(frame, None, Done(work))  # type: ignore[arg-type]

    def _submit(self, frame: Any, draft: Any) -> None:
        self._recorded(frame, draft, append([draft])[0])
