"""The two sockets: doors that open, refuse and close; what is said goes to a session."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from channels.consumer import AsyncConsumer

from agents.models import Agent
from agents.tokens import agent_of
from chat.log import writer
from chat.protocol import Hello, Rejected
from chat.reach import Reach
from chat.sessions.agent import AgentSession
from chat.sessions.answering import Answering, Over
from chat.sessions.limits import agent_allowances, connections, pages, visitor_allowances
from chat.sessions.passive import PassiveSession
from chat.sessions.visitor import VisitorSession
from realtime import edge
from realtime.errors import Refusal
from realtime.outbox import Outbox
from realtime.room import Room
from realtime.runtime import runtime
from realtime.threads import readers
from visitors.admission import check_origin, load_site
from visitors.tracking.reading import browser_of

log = logging.getLogger(__name__)

HELLO_SECONDS = 5.0
MALFORMED_ALLOWED = 10
RECHECK_SECONDS = 4.0

MALFORMED, NOT_AUTHENTICATED, NOT_ALLOWED, NO_HELLO, TOO_MANY = 4400, 4401, 4403, 4408, 4429
SERVICE_RESTART, TRY_AGAIN_LATER = 1012, 1013
COME_BACK = {"unauthenticated": NOT_AUTHENTICATED, "too_many": TOO_MANY, "busy": TRY_AGAIN_LATER}
CLOSES = COME_BACK | {"forbidden": NOT_ALLOWED, "banned": NOT_ALLOWED}


class SocketConsumer(AsyncConsumer):
    """A socket from handshake to close: one frame at a time goes to the session.

    Channels' own dispatch hops to a thread for every frame to look after database connections; there are
    none here, so this loop does without. The layer belongs to the hub, not to sockets.
    """

    session: Answering | None = None
    room: Room | None = None
    greeted = False
    malformed = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        self.scope, self.base_send = scope, send
        self.closed = False
        self.outbox = Outbox(self.send_text, self.close)
        self.network = ""
        await receive()  # websocket.connect
        try:
            if await self.open():
                await self.listen(receive)
        finally:
            await self.ended()

    async def open(self) -> bool:
        """Let the connection in, or refuse it; tells which."""
        runtime.start()
        try:
            self.headers = edge.headers_of(self.scope)
            self.host = edge.host_of(self.scope, self.headers)
            self.session = await self.admit()
        except Refusal as refusal:
            # Origin, host and unknown sites are refused in the handshake; who may come back is told how.
            code = COME_BACK.get(refusal.code)
            if code is None:
                await self.base_send({"type": "websocket.close", "code": NOT_ALLOWED})
            else:
                await self.accept()
                await self.close(code)
            return False
        await self.accept()
        if runtime.draining:
            await self.close(SERVICE_RESTART)
            return False
        runtime.sockets.add(self)
        self.hello_timer = asyncio.get_running_loop().call_later(HELLO_SECONDS, self.hello_missing)
        return True

    async def admit(self) -> Answering:
        """Return the session of whoever connects; raises a refusal."""
        raise NotImplementedError

    async def listen(self, receive: Any) -> None:
        """Hand frames to the session until the connection ends."""
        while not self.closed:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                self.closed = True
                return
            text = message.get("text")
            await self.heard(text if text is not None else message.get("bytes") or b"")

    async def heard(self, raw: str | bytes) -> None:
        """Answer one frame; a first frame that is no hello, or frames that are none, end in a close."""
        session = self.session
        if session is None:
            return
        try:
            if not self.greeted:
                await self.greet(session, raw)
            else:
                await session.handle(raw)
        except Rejected as rejected:
            session.push(rejected.refusal.as_nack(client_id=rejected.client_id, id=rejected.id))
            if not rejected.harmless:
                self.malformed += 1
            if self.malformed > MALFORMED_ALLOWED:
                await self.outbox.flush()
                await self.close(MALFORMED)
        except Over as over:
            await self.close(CLOSES[over.code])
        except Refusal as refusal:
            session.push(refusal.as_nack())
        except Exception:
            log.exception("frame")
            session.push(Refusal("unavailable", "This could not be answered.").as_nack())

    async def greet(self, session: Answering, raw: str | bytes) -> None:
        """Take the first frame, which must be a hello."""
        session.endure()
        frame = session.parser.parse(raw)
        if type(frame).__struct_config__.tag != "hello":
            raise Rejected(
                Refusal("forbidden", "Say hello first."), frame.id, getattr(frame, "client_id", None)
            )
        try:
            session = self.session = self.settle(session, frame)
            await session.answer(frame)
        except Refusal as refusal:
            session.refuse(frame, refusal)
            await self.outbox.flush()
            await self.close(CLOSES.get(refusal.code, TRY_AGAIN_LATER))
            return
        self.greeted = True
        self.hello_timer.cancel()

    def settle(self, session: Answering, hello: Hello) -> Answering:
        """Return the session that this hello is for; raises a refusal."""
        return session

    def hello_missing(self) -> None:
        """Close a connection that did not say who it is."""
        if not self.greeted:
            asyncio.get_running_loop().create_task(self.close(NO_HELLO))

    async def accept(self) -> None:
        """Complete the handshake."""
        await self.base_send({"type": "websocket.accept"})

    def send_text(self, text: str) -> Coroutine[Any, Any, None]:
        """Send one frame."""
        return self.base_send({"type": "websocket.send", "text": text})  # type: ignore[no-any-return]

    async def close(self, code: int) -> None:
        """Close with a code, once."""
        if not self.closed:
            self.closed = True
            try:
                await self.base_send({"type": "websocket.close", "code": code})
            except (OSError, RuntimeError):
                log.debug("closed already")

    async def restart(self) -> None:
        """Close because the server restarts, after what this socket sent is recorded and answered."""
        await writer.run(lambda: None)
        await self.outbox.flush()
        await self.close(SERVICE_RESTART)

    def move(self, room: Room | None) -> None:
        """Take a place in this room instead of the one that was taken; raises a refusal when there is none."""
        if self.room is not None:
            self.room.leave(self.network)
        self.room = None
        if room is not None:
            room.enter(self.network)
            self.room = room

    async def ended(self) -> None:
        """Forget the connection."""
        runtime.sockets.discard(self)
        self.move(None)
        if hasattr(self, "hello_timer"):
            self.hello_timer.cancel()
        self.outbox.close()
        if self.session is not None:
            self.session.leave()


class VisitorConsumer(SocketConsumer):
    """The visitor's socket: the server's own origin or one of the site's, and a token in the first frame."""

    async def admit(self) -> VisitorSession:
        """Let in whom the site allows, as long as one address does not take everything."""
        site = await load_site(self.scope["url_route"]["kwargs"]["site_key"])
        origin = self.headers.get(b"origin", b"").decode("latin-1")
        check_origin(site, origin, scheme=edge.scheme_of(self.scope, self.headers), host=self.host)
        address = edge.address_of(self.scope, self.headers)
        self.network = edge.network_of(address)
        self.move(connections)
        session = VisitorSession(site, self.outbox, *visitor_allowances(self.network))
        session.browser = browser_of(site, self.headers, address=address)
        return session

    def settle(self, session: Answering, hello: Hello) -> Answering:
        """Let a page that is only looked at take its place among its like: a chat always finds room."""
        if not hello.passive or not isinstance(session, VisitorSession):
            return session
        self.move(pages)
        session.leave()
        return PassiveSession(session.browser, self.outbox, session.frames_allowance)


class AgentConsumer(SocketConsumer):
    """The agent's socket: the server's own origin with a session, or a program with a token.

    Who signs out, is deactivated, gets another password or another department does not stay on the
    strength of having been let in once.
    """

    watch: "asyncio.Task[None] | None" = None

    async def admit(self) -> AgentSession:
        """Let in an agent who is signed in, or a program that speaks for one."""
        bearer = self.headers.get(b"authorization", b"").decode("latin-1")
        origin = self.headers.get(b"origin", b"").decode("latin-1")
        scheme = edge.scheme_of(self.scope, self.headers)
        if (origin or not bearer) and not edge.is_own_origin(origin, scheme, self.host):
            raise Refusal("forbidden", "Not from this origin.")
        cookies = self.headers.get(b"cookie", b"").decode("latin-1")
        known = partial(agent_of, bearer=bearer, cookies=cookies)
        agent = await readers.run(known)
        if agent is None:
            raise Refusal("unauthenticated", "Sign in first.")
        session = AgentSession(agent, self.outbox, *agent_allowances(agent.pk))
        self.watch = asyncio.get_running_loop().create_task(self.recheck(session, known))
        return session

    async def recheck(self, session: AgentSession, known: Callable[[], Agent | None]) -> None:
        """Close when the agent is nobody any more, or reaches something else: then he may come back at once."""
        while not self.closed:
            await asyncio.sleep(RECHECK_SECONDS)
            with suppress(Refusal):  # the database is away: asked again in a moment
                code = await readers.run(partial(_changed, session, known))
                if code:
                    session.leave()
                    await self.close(code)

    async def ended(self) -> None:
        """Forget the connection, and that the agent was here by it."""
        if self.watch is not None:
            self.watch.cancel()
        await super().ended()
        if isinstance(self.session, AgentSession):
            self.session.depart()


def _changed(session: AgentSession, known: Callable[[], Agent | None]) -> int:
    """Return the code to close a session with that has outlived what it was let in for, else 0."""
    agent = known()
    if agent is None or agent.pk != session.agent.pk:
        return NOT_AUTHENTICATED
    return SERVICE_RESTART if session.reach not in (None, Reach.of_agent(agent)) else 0
