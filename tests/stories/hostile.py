"""A visitor who means harm: says whatever the wire lets through, in every field."""

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.stories.server import Server


@contextmanager
def hostile_visitor(server: Server, payload: str) -> Iterator["HostileVisitor"]:
    """Let somebody in whose every word is the payload."""
    address = server.url.replace("http", "ws") + "/ws/visitor/demo/"
    browser = re.sub(r"[^ -~]", "?", payload)[:300]
    with connect(address, origin=server.url, max_size=None, user_agent_header=browser) as socket:
        yield HostileVisitor(socket, payload)


class HostileVisitor:
    """A program in a visitor's place; it has a browser's rights and no manners."""

    def __init__(self, socket: ClientConnection, payload: str) -> None:
        self._socket = socket
        self._payload = payload
        self._say(
            type="hello",
            protocol=1,
            tab=payload[:64],
            locale=payload[:20],
            timezone=payload[:64],
            page=self._page,
            echo=False,
        )
        self.token = self._hear("welcome")["token"]

    @property
    def _page(self) -> dict[str, str]:
        payload = self._payload
        return {"view": payload[:120], "url": payload, "title": payload, "referrer": payload}

    def introduce(self) -> None:
        """Give a name, an e-mail address and a phone number."""
        payload = self._payload
        email = re.sub(r"[\s@]", "/", payload)[:240] + "@x.example"
        attributes = {payload[:40]: payload[:500]}
        self._ask(
            type="visitor.update",
            name=payload[:120],
            email=email,
            phone=payload[:40],
            attributes=attributes,
        )

    def open(self) -> None:
        """Begin a conversation."""
        self.conversation = self._ask(type="conversation.open", text=self._payload, page=self._page)[
            "conversation"
        ]

    def write(self, text: str) -> None:
        """Say one thing more."""
        self._ask(type="message.send", conversation=self.conversation, text=text)

    def end_and_rate(self) -> None:
        """End the conversation and say how it was."""
        self._ask(type="conversation.close", conversation=self.conversation)
        self._ask(type="conversation.rate", conversation=self.conversation, score=1, comment=self._payload)

    def _say(self, **frame: Any) -> None:
        self._socket.send(json.dumps(frame))

    def _ask(self, **frame: Any) -> dict[str, Any]:
        client_id = str(uuid.uuid4())
        self._say(client_id=client_id, **frame)
        return self._hear("ack", client_id)

    def _hear(self, type: str, client_id: str | None = None) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(self._socket.recv(timeout=10))
            assert frame["type"] not in ("nack", "error"), frame
            if frame["type"] == type and client_id in (None, frame.get("client_id")):
                return frame
