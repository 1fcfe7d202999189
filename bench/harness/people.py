"""Visitors and agents of a seeded installation, as clients."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.client import Client
from harness.servers import Server
from harness.views import Frame


def visitor(
    servers: Sequence[Server],
    site: str,
    *,
    echo: bool = False,
    on_entry: Callable[[Frame], None] | None = None,
) -> Client:
    """Make a visitor's tab; with several servers it goes to the next one when one refuses."""
    hello = {"locale": "en", "timezone": "UTC", "echo": echo}
    urls = [f"{server.socket}/ws/visitor/{site}/" for server in servers]
    return Client(*urls, hello=hello, on_entry=on_entry)


def agent(
    servers: Sequence[Server],
    token: str,
    *,
    echo: bool = False,
    on_entry: Callable[[Frame], None] | None = None,
) -> Client:
    """Make an agent's program, which authenticates by API token."""
    urls = [f"{server.socket}/ws/agent/" for server in servers]
    return Client(
        *urls, headers={"Authorization": f"Bearer {token}"}, hello={"echo": echo}, on_entry=on_entry
    )


async def open_conversation(tab: Client, text: str = "") -> str:
    """Open a conversation as a visitor and return its id."""
    frame = {"type": "conversation.open", **({"text": text} if text else {})}
    return str((await tab.request(frame))["conversation"])


async def take(console: Client, conversation: str, patience: float = 30.0) -> None:
    """Take a conversation as soon as the console shows it."""
    await console.until(lambda: conversation in console.views, patience)
    await console.request({"type": "conversation.take", "conversation": conversation})
