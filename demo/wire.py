"""One simulated visitor's end of the public wire: calls to ``/sync`` as any browser without sockets makes them."""

import http.client
import json
import uuid
from collections.abc import Sequence
from typing import Any

from demo.seed import SITE

PATIENCE = 60.0


class Wire:
    """Says frames and hears what has happened since, in order and each thing once."""

    def __init__(self, host: str, port: int, hello: dict[str, Any]) -> None:
        self.host, self.port = host, port
        self.hello = {"type": "hello", "protocol": 1, **hello}
        self.seen: dict[str, int] = {}
        self.welcome: dict[str, Any] = {}
        self.news: list[dict[str, Any]] = []

    def say(self, type: str, **fields: Any) -> dict[str, Any]:
        """Send one frame; returns its ack, or nothing for what is not acknowledged."""
        answers = self._call({"type": type, **fields})
        return next((frame for frame in answers if frame["type"] == "ack"), {})

    def wait(self, seconds: float) -> list[dict[str, Any]]:
        """Return what of the record is new, waiting at most so long when there is nothing."""
        if not self.news:
            self._call(wait_ms=int(seconds * 1000))
        news, self.news = self.news, []
        return news

    def hit(self, frames: Sequence[dict[str, Any]], browser: str, token: str) -> dict[str, Any]:
        """Tell what happens on a page, as the page itself does."""
        told = {name: self.hello[name] for name in ("locale", "timezone")} | {"frames": frames, "poll": True}
        return self._post("hit", told | ({"token": token} if token else {}), **{"User-Agent": browser})

    def _call(self, *frames: dict[str, Any], wait_ms: int = 0) -> list[dict[str, Any]]:
        """Make one call; raises ``OSError`` when the server is away or refuses."""
        hello = self.hello | {"last": self.seen}
        told = self._post("sync", {"frames": [hello, *frames], "wait_ms": wait_ms})
        self._hear(told["frames"])
        return list(told["frames"])

    def _post(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            own = f"http://{self.host}:{self.port}"
            connection.request("POST", f"/w/{SITE}/{path}", json.dumps(body), {"Origin": own} | headers)
            answer = connection.getresponse()
            told: dict[str, Any] = json.loads(answer.read() or b"{}")
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
        if answer.status not in (200, 204):
            raise OSError(f"{answer.status} {told}")
        return told

    def _hear(self, frames: list[dict[str, Any]]) -> None:
        for frame in frames:
            if frame["type"] == "welcome":
                self.welcome = frame
            entries = frame["entries"] if frame["type"] == "sync.page" else [frame]
            self.news += [entry for entry in entries if self._is_new(entry)]

    def _is_new(self, frame: dict[str, Any]) -> bool:
        if "actor" not in frame:  # no part of a record
            return False
        known = self.seen.get(frame["conversation"], 0)
        self.seen[frame["conversation"]] = max(frame["seq"], known)
        return bool(frame["seq"] > known)


def new_client_id() -> str:
    """Return an id for something that may stand in the record once."""
    return str(uuid.uuid4())
