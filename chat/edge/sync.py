"""The same frames over HTTP, for visitors whose network blocks WebSockets."""

import asyncio
import json
from typing import Any

import msgspec

from chat.log import writer
from chat.protocol import Hello, Rejected
from chat.sessions.limits import call_allowance, connections, polling_allowances
from chat.sessions.visitor import VisitorSession
from chat.typists import typists
from realtime.edge import Request, Response, network_of
from realtime.errors import Refusal, busy
from realtime.runtime import runtime
from visitors.admission import check_origin, load_site
from visitors.tracking.reading import browser_of

MAX_FRAMES = 50
MAX_WAIT_MS = 20_000


class SyncBody(msgspec.Struct):
    """One call: the frames, hello first, and how long to wait for news."""

    frames: list[msgspec.Raw]
    wait_ms: int = 0


class _Frames(msgspec.Struct):
    frames: list[Any]
    wait_ms: int = 0


_decode_body = msgspec.json.Decoder(SyncBody).decode


class Basket:
    """Collects the frames of one answer and tells when one came."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.news = asyncio.Event()

    def push(self, frame: str) -> None:
        """Take one frame."""
        self.frames.append(frame)
        self.news.set()


async def sync(request: Request) -> Response:
    """Answer the frames of one call; with nothing to do but hello, wait for news."""
    runtime.start()
    if runtime.draining:
        raise busy("The server is restarting. Trying again shortly.")
    site = await load_site(request.params["key"])
    check_origin(site, request.origin, scheme=request.scheme, host=request.host)
    body, network = _body(request), network_of(request.address)
    wait = call_allowance(network).take()
    if wait:
        raise Refusal("too_many", "Too many calls. Slow down.", retry=True, retry_after_ms=wait)
    basket = Basket()
    session = VisitorSession(site, basket, *polling_allowances(network))
    session.browser = browser_of(site, request.headers, address=request.address)
    with connections.place(network):
        try:
            await _talk(session, body, basket)
        finally:
            session.leave()
    text = '{"frames":[' + ",".join(basket.frames) + "]}"
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return Response(200, text.encode(), headers)


async def _talk(session: VisitorSession, body: SyncBody, basket: Basket) -> None:
    await _greet(session, bytes(body.frames[0]))
    for raw in body.frames[1:]:
        await _say(session, bytes(raw))
    await _settled()
    _tell_who_writes(session, basket)
    if len(body.frames) == 1 and _only_welcome(basket):
        basket.news.clear()
        await _wait(basket, body.wait_ms)
        _tell_who_writes(session, basket)


def _body(request: Request) -> SyncBody:
    try:
        body = _decode_body(request.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        body = _spoiled(request.body)
    if not body.frames:
        raise Refusal("malformed", "Say hello first.")
    if len(body.frames) > MAX_FRAMES:
        raise Refusal("too_large", f"At most {MAX_FRAMES} frames at once.")
    return body


def _spoiled(raw: bytes) -> SyncBody:
    """Return a call that is no proper text: half a character spoils its own frame, not the others."""
    try:
        body = msgspec.convert(json.loads(raw), _Frames)
        return SyncBody([msgspec.Raw(json.dumps(frame).encode()) for frame in body.frames], body.wait_ms)
    except (msgspec.ValidationError, RecursionError, ValueError):
        raise Refusal("malformed", "This is not a list of frames.") from None


async def _greet(session: VisitorSession, raw: bytes) -> None:
    try:
        frame: Any = session.parser.parse(raw)
    except Rejected as rejected:
        raise rejected.refusal from None
    if not isinstance(frame, Hello):
        raise Refusal("forbidden", "Say hello first.")
    await session.answer(frame)


async def _say(session: VisitorSession, raw: bytes) -> None:
    try:
        await session.handle(raw)
    except Rejected as rejected:
        session.push(rejected.refusal.as_nack(client_id=rejected.client_id, id=rejected.id))


async def _settled() -> None:
    """Wait until everything said so far is recorded and answered; a reopening takes a second turn."""
    for _turn in range(2):
        await writer.run(lambda: None)


def _tell_who_writes(session: VisitorSession, basket: Basket) -> None:
    """Tell what no call was there to hear; what came during this one counts as told."""
    tab = session.hello_frame.tab if session.hello_frame else ""
    for conversation in session.followed():
        frame = typists.news(conversation, to=f"{session.actor.id} {tab}")
        if frame is not None and frame not in basket.frames:
            basket.push(frame)


def _only_welcome(basket: Basket) -> bool:
    return len(basket.frames) == 1


async def _wait(basket: Basket, milliseconds: int) -> None:
    try:
        await asyncio.wait_for(basket.news.wait(), max(0, min(milliseconds, MAX_WAIT_MS)) / 1000)
    except TimeoutError:
        return
