"""A page of the shop that tells of its visitor: hits as a browser sends them, and what the database has of them."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.chat.wire import Answer, http

ORIGIN = "https://fjordwood.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"

Frame = dict[str, Any]


@dataclass
class Page:
    """One browser on one site; it keeps the token it is given, as a page would."""

    site: str = "fjord"
    address: str = "192.0.2.7"
    user_agent: str = FIREFOX
    headers: dict[str, str] = field(default_factory=dict)
    body: Frame = field(default_factory=dict)
    token: str | None = None

    async def hit(self, *frames: Frame, **body: Any) -> Answer:
        """Send frames and return the answer."""
        said = {"frames": list(frames)} | self.body | body | ({"token": self.token} if self.token else {})
        headers = {"origin": ORIGIN, "user-agent": self.user_agent, "accept-language": "nb"} | self.headers
        raw = json.dumps(said).encode()
        answer = await http("POST", f"/w/{self.site}/hit", raw, headers=headers.items(), address=self.address)
        if answer.status == 200:
            self.token = answer.json().get("token", self.token)
        return answer


def view(id: str, path: str = "/", **more: Any) -> Frame:
    """Return what is sent when a page is gone to."""
    return {"type": "page.view", "view": id, "url": f"{ORIGIN}{path}"} | more


def activity(id: str, active_ms: int, **more: Any) -> Frame:
    """Return a heartbeat of a page that is being looked at."""
    return {"type": "page.activity", "view": id, "active_ms": active_ms} | more


def leave(id: str, active_ms: int, **more: Any) -> Frame:
    """Return what is sent when a page is left."""
    return {"type": "page.leave", "view": id, "active_ms": active_ms} | more


def event(id: str, name: str, **properties: Any) -> Frame:
    """Return what is sent when something was done."""
    return {"type": "event.track", "event_id": id, "name": name, "properties": properties}


def consent(**purposes: str) -> Frame:
    """Return what is sent when something was allowed or refused."""
    return {"type": "consent.set", "purposes": purposes}
