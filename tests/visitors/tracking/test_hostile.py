"""Headers, addresses and titles that mean no good: told by pages, they harm neither rows, pages nor logs."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chat.models import Conversation
from chat.models.opening import Page as Whence
from config.logs import OneLineFormatter
from tests.chat.shop import Shop
from tests.chat.wire import People, outside
from tests.visitors.tracking.page import Page, event, view
from visitors.models import PageView, Visit
from visitors.presence import presence

Data = Callable[[str], Path]


def items(data: Data, name: str) -> list[dict[str, str]]:
    """Return what a public list holds."""
    return list(json.loads(data(f"adversarial/{name}.json").read_text())["items"])


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Yield every line that is logged, as a file would have it."""
    found: list[str] = []
    handler = logging.Handler(logging.DEBUG)
    handler.setFormatter(OneLineFormatter())
    handler.emit = lambda record: found.append(handler.format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    before, root.level = root.level, logging.DEBUG
    root.addHandler(handler)
    yield found
    root.removeHandler(handler)
    root.level = before


def somebody(number: int, **more: Any) -> Page:
    """Return a browser in a network of its own."""
    return Page(address=f"10.{number // 250}.{number % 250}.7", **more)


def some_of(texts: Sequence[str], number: int) -> Iterator[Sequence[str]]:
    """Yield the texts, a few at a time."""
    return (texts[start : start + number] for start in range(0, len(texts), number))


def words(value: Any) -> Iterator[str]:
    """Yield every text in what was sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from words(part)


async def test_whatever_a_page_says_it_is_told_again_harmlessly(
    shop: Shop, people: People, data: Data, lines: list[str]
) -> None:
    texts = [one["s"] for name in ("urls_referrers", "xss_core") for one in items(data, name)]
    texts += [one["s"] for one in items(data, "naughty_strings")[::4]]
    for number, some in enumerate(some_of(texts, 15)):
        frames = []
        for n, text in enumerate(some):
            url = text if n % 2 else f"https://fjordwood.example/{text}"
            frames.append(view(f"{n}", url=url, title=text, referrer=text))
            frames.append(event(f"{n}", "tasted", note=text, **{text[:40]: 1}))
        assert (await somebody(number).hit(*frames, timezone=some[0], locale=some[-1])).status in (
            200,
            204,
            413,
        )
    for number, one in enumerate(items(data, "hostile_headers"), 200):
        headers = {one["header"].lower(): one["value"].encode(errors="replace").decode("latin-1")}
        assert (await somebody(number, headers=headers).hit(view("1"))).status < 500
    stored = await outside(lambda: [*PageView.objects.values("url", "title"), *Visit.objects.values()])
    assert len(stored) > 300
    for row in stored:
        assert all(text.isprintable() for text in words(row)), row
        assert row["url"].startswith(("https://", "http://")), row
        assert row.get("referrer", "").startswith(("https://", "http://", "android-app://")) or not row.get(
            "referrer"
        )
    agent = await people.agent(shop.karin)
    presence.tick()
    listed = await agent.ask("visitors.watch", id="w")
    assert len(listed["visitors"]) == len(presence.tabs) > 50
    for line in listed["visitors"]:
        assert all(text.isprintable() for text in words(line)), line
    assert lines
    assert [line for line in lines if not line.isprintable()] == []


class Reader(HTMLParser):
    """Notices whatever of a page would do something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note programs in attributes, and tags that no page of ours has."""
        for name, value in attrs:
            target = name in ("href", "src", "action") and (value or "").strip().lower()
            if name.startswith("on") or (
                target and target.startswith(("javascript:", "data:text", "vbscript:"))
            ):
                self.found.append(f"{tag} {name}={value}")
        if tag in ("iframe", "object", "embed", "base", "math"):
            self.found.append(tag)

    def handle_data(self, text: str) -> None:
        """Note programs of others."""
        if self.lasttag == "script" and ("__xss" in text or "alert(" in text):
            self.found.append(text)


@pytest.mark.django_db
def test_a_page_of_the_admin_shows_where_somebody_wrote_from_as_words(shop: Shop, data: Data) -> None:
    client, visitor = Client(), shop.visitor()
    client.force_login(shop.karin)
    texts = [one["s"].replace("\0", "") for one in items(data, "xss_core")]
    for some in some_of(texts, 3):
        url, title, agent = (*some, "", "")[:3]
        whence = Whence(url=url, title=title, referrer=url, user_agent=agent)
        conversation, _ = Conversation.open_for(visitor, text=title or "Hello", page=whence)
        for address in (
            f"/admin/chat/conversation/{conversation.pk}/change/",
            f"/conversations/{conversation.pk}/transcript/",
        ):
            reader = Reader()
            page = client.get(address)
            reader.feed(page.content.decode())
            assert (page.status_code, reader.found) == (200, []), url
