"""The examples of docs/realtime.md are true: the parser takes them, and a running server sends their like."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import pytest

from chat import protocol
from chat.framing import Introduction
from realtime.errors import Refusal
from realtime.events import EVENTS
from tests.docs.exchange import Exchange

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/realtime.md").read_text()
PARSERS = {
    "Frames both sides of a conversation send": (protocol.visitor_parser, protocol.agent_parser),
    "Frames a visitor sends": (protocol.visitor_parser,),
    "Frames an agent sends": (protocol.agent_parser,),
}
FROM_SERVER = "Frames the server sends"

Frame = dict[str, Any]


def sections() -> dict[str, str]:
    """Return the page's sections by heading."""
    _before, *parts = re.split(r"^## (.+)\n", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def examples(text: str) -> Iterator[Frame]:
    """Yield the JSON objects of a section's code blocks."""
    for block in re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        rest = block.strip()
        while rest:
            example, end = json.JSONDecoder().raw_decode(rest)
            yield example
            rest = rest[end:].strip()


def from_server() -> list[Frame]:
    """Return every example of a frame the server sends, those inside a page included."""
    found = [
        frame for name, text in sections().items() if name.startswith(FROM_SERVER) for frame in examples(text)
    ]
    return [*found, *chain.from_iterable(frame.get("entries", ()) for frame in found)]


def named(frame: Any) -> Any:
    return frame["type"] if isinstance(frame, dict) else None


TO_SERVER = [
    (parser, frame)
    for name, parsers in PARSERS.items()
    for frame in examples(sections()[name])
    for parser in parsers
]


@pytest.mark.static
@pytest.mark.parametrize(("parser", "example"), TO_SERVER, ids=named)
def test_the_parser_takes_the_example_with_every_field(parser: protocol.Parser, example: Frame) -> None:
    frame = parser.parse(json.dumps(example))
    assert {"type", *frame.__struct_fields__} >= set(example)
    assert set(protocol.Page.__struct_fields__) >= set(example.get("page", ()))
    assert set(Introduction.__struct_fields__) >= set(example.get("form", ()))


@pytest.mark.static
@pytest.mark.parametrize(
    "frame",
    {*get_args(protocol.VisitorFrame), *get_args(protocol.AgentFrame)},
    ids=lambda frame: frame.__name__,
)
def test_every_field_a_client_may_send_is_named(frame: Any) -> None:
    text = "".join(sections()[name] for name in PARSERS)
    rows = [line for line in text.splitlines() if f"`{frame.__struct_config__.tag}`" in line.split(" | ")[0]]
    assert [
        name for name in frame.__struct_fields__ if name != "id" and f"`{name}`" not in "".join(rows)
    ] == []


@pytest.mark.static
@pytest.mark.parametrize("example", [frame for frame in from_server() if frame["type"] in EVENTS], ids=named)
def test_an_event_has_exactly_its_fields(example: Frame) -> None:
    event = EVENTS[example["type"]]
    assert set(example) - {"type"} in (set(event.fields), set(event.watched))


@pytest.mark.static
def test_every_code_of_a_refusal_is_explained() -> None:
    source = "".join(
        path.read_text()
        for app in ("realtime", "visitors", "agents", "chat")
        for path in ROOT.glob(f"{app}/**/*.py")
    )
    raised = set(re.findall(r'Refusal\(\s*"(\w+)"', source)) - {"closed"}  # never leaves the process
    explained = set(re.findall(r"^\| `(\w+)` \|", sections()["Codes"], re.MULTILINE))
    assert raised | set(Refusal.STATUS) <= explained


async def test_a_running_server_sends_the_like_of_every_example(exchange: Exchange) -> None:
    await exchange.happen()
    sent = exchange.frames()
    unlike = [
        example
        for example in from_server()
        if not any(alike(example, frame) for frame in sent if frame["type"] == example["type"])
    ]
    assert unlike == []


async def test_a_running_server_sends_nothing_without_an_example(exchange: Exchange) -> None:
    await exchange.happen()
    assert {frame["type"] for frame in exchange.frames()} <= {frame["type"] for frame in from_server()}


def alike(one: Any, other: Any) -> bool:
    """Tell whether two values have the same shape; what is null or empty in the first may be anything."""
    if one is None or one == []:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(
            name == "heads" or alike(value, other[name]) for name, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return any(alike(one[0], item) for item in other)
    return type(one) is type(other)
