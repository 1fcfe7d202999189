"""Simulated visitors: while somebody is there to answer, people come to the shop, ask, and take the answers.

They live on threads of the demo's own process but know the server only as any visitor does, by its public
wire. What they are is marked on their rows (``Visitor.is_test``).
"""

import itertools
import logging
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from demo.callers import Caller
from demo.people import HOME_PAGE
from demo.walking import Walk
from demo.wire import Wire, new_client_id

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How quickly simulated people come, read, type and lose patience; all in seconds."""

    between: tuple[float, float] = (20.0, 45.0)
    look: tuple[float, float] = (1.0, 2.0)
    read: tuple[float, float] = (2.0, 5.0)
    letter: float = 0.05
    patience: float = 600.0
    poll: float = 15.0
    retry: float = 3.0


@dataclass
class Traffic:
    """Lets callers come one after the other, never more than ``at_once``, and only while somebody is online.

    After three in a row whom nobody answered no more come until a colleague comes online again: an
    unattended demo does not fill its own database.
    """

    host: str
    port: int
    callers: list[tuple[Caller, str]]  # with the token of the visitor's browser
    pace: Pace = field(default_factory=Pace)
    at_once: int = 2
    stopped: threading.Event = field(default_factory=threading.Event)
    unanswered: int = 0

    def start(self) -> None:
        """Open the street; the threads end with the process or with :meth:`stop`."""
        threading.Thread(target=self._run, name="traffic", daemon=True).start()

    def stop(self) -> None:
        """Let nobody come any more, and whoever is there stop where he is."""
        self.stopped.set()

    def pause(self, seconds: tuple[float, float]) -> None:
        """Wait for something between two lengths, unless the demo ends."""
        self.stopped.wait(random.uniform(*seconds))  # noqa: S311 -- nothing hangs on it

    def _run(self) -> None:
        places = threading.Semaphore(self.at_once)
        onlooker = Wire(self.host, self.port, {})
        for caller, token in itertools.cycle(self.callers):
            if not self._somebody_is_there(onlooker):
                return
            while not places.acquire(timeout=1.0):
                if self.stopped.is_set():
                    return
            call = _Call(self, caller, self._wire(caller, token), places)
            threading.Thread(target=call.run, name=f"caller-{caller.person.key}", daemon=True).start()
            self.pause(self.pace.between)

    def _wire(self, caller: Caller, token: str) -> Wire:
        person = caller.person
        return Wire(
            self.host, self.port, {"token": token, "locale": person.locale, "timezone": person.timezone}
        )

    def _somebody_is_there(self, onlooker: Wire) -> bool:
        """Wait until there is; False when the demo ends before."""
        while not self.stopped.is_set():
            try:
                onlooker.wait(0)
            except OSError:
                online = False
            else:
                online = _is_staffed(onlooker.welcome)
                onlooker.hello["token"] = onlooker.welcome.get("token") or onlooker.hello.get("token")
            if not online:
                self.unanswered = 0
            elif self.unanswered < 3:
                return True
            self.stopped.wait(self.pace.retry)
        return False


@dataclass
class _Call:
    """One visit from the first words to the last."""

    traffic: Traffic
    caller: Caller
    wire: Wire
    places: threading.Semaphore
    conversation: str = ""
    answered: bool = False
    walk: Walk = field(init=False)

    def __post_init__(self) -> None:
        self.walk = Walk(self.wire, self.caller.person.key)

    def run(self) -> None:
        """Live it through; a server that goes away ends it."""
        try:
            self._look_about()
            self._arrive()
            self._talk()
            self.walk.leave()
        except OSError as error:
            log.debug("%s: %s", self.caller.person.key, error)
        finally:
            self.places.release()

    def _look_about(self) -> None:
        for page in dict.fromkeys((HOME_PAGE, self.caller.page)):
            self.walk.go(page)
            self.traffic.pause(self.traffic.pace.look)

    def _arrive(self) -> None:
        person = self.caller.person
        self.wire.wait(0)
        if person.name:
            self.wire.say("visitor.update", name=person.name, email=person.email, id="name")
        page = self.caller.page
        opened = self.wire.say(
            "conversation.open",
            client_id=new_client_id(),
            department=self._department(),
            text=self.caller.first,
            page={
                "view": self.walk.view,
                "url": self.walk.url,
                "title": page.title,
                "tracking": self.walk.token,
            },
        )
        self.conversation = opened.get("conversation", "")

    def _department(self) -> str | None:
        known = self.wire.welcome["availability"]["departments"]
        return next((row["id"] for row in known if row["name"] == self.caller.department), None)

    def _talk(self) -> None:
        if not self.conversation:  # refused: this one goes again
            return
        for line in [*self.caller.replies, self.caller.thanks]:
            if not self._wait_for_an_answer():
                return
            self._write(line)
        if self._wait_for_the_end() and self.caller.score:
            self.wire.say(
                "conversation.rate",
                conversation=self.conversation,
                score=self.caller.score,
                client_id=new_client_id(),
            )

    def _wait_for_an_answer(self) -> bool:
        """Wait for a word of an agent; False when it is over, or patience is."""
        news = self._wait_for("message.created", "conversation.closed")
        if news is None:
            self.traffic.unanswered += not self.answered
            self.wire.say("conversation.close", conversation=self.conversation, client_id=new_client_id())
            return False
        self.answered, self.traffic.unanswered = True, 0
        return bool(news["type"] == "message.created")

    def _wait_for_the_end(self) -> bool:
        return self._wait_for("conversation.closed") is not None

    def _wait_for(self, *types: str) -> dict[str, Any] | None:
        until = time.monotonic() + self.traffic.pace.patience
        while (left := until - time.monotonic()) > 0 and not self.traffic.stopped.is_set():
            for frame in self.wire.wait(min(left, self.traffic.pace.poll)):
                if frame["type"] in types and self._is_of_the_shop(frame):
                    return frame
            self.walk.stay()
        return None

    def _is_of_the_shop(self, frame: dict[str, Any]) -> bool:
        return bool(frame["conversation"] == self.conversation and frame["actor"]["kind"] == "agent")

    def _write(self, text: str) -> None:
        pace = self.traffic.pace
        self.traffic.pause(pace.read)
        self.wire.say(
            "conversation.read", conversation=self.conversation, seq=self.wire.seen[self.conversation]
        )
        self.wire.say("typing.start", conversation=self.conversation)
        self.traffic.stopped.wait(len(text) * pace.letter)
        self.wire.say("message.send", client_id=new_client_id(), conversation=self.conversation, text=text)


def _is_staffed(welcome: dict[str, Any]) -> bool:
    return any(department["online"] for department in welcome["availability"]["departments"])
