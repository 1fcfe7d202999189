"""The session of a page that is only looked at: it tells what happens there, and hears when somebody speaks first.

Thousands of them idle at the same time, so each holds next to nothing: no conversation, no topic, no visitor.
"""

from functools import partial
from typing import Any

from django.utils import timezone

from chat import protocol
from chat.sessions.answering import PATIENCE, Answering, Over, Sink
from realtime.allowance import Allowance, Both
from realtime.clock import wire_now
from realtime.errors import Refusal
from realtime.hub import HEARTBEAT_SECONDS, Delivery, Heads, Listener, encode_frame, hub
from realtime.threads import readers
from visitors.admission import check_ban, is_banned, load_site
from visitors.identity import Claim, claim_in
from visitors.models import Invitation
from visitors.presence import presence
from visitors.tracking import finding, pipeline
from visitors.tracking.frames import ConsentSet, HostFrame, PageView
from visitors.tracking.hit import Browser, Hit
from visitors.tracking.modes import Purpose
from visitors.tracking.reading import consents, describe

# A page has no record that could move on unheard: it only has to notice that nobody is there any more.
BEATS = 3
HEARTBEAT_MS = int(HEARTBEAT_SECONDS * 1000 * BEATS)
BEAT = encode_frame({"type": "heartbeat", "heads": {}})


class PassiveSession(Answering, Listener):
    """A page of a site, without a chat: it may say what the page may by its own door, and no more."""

    __slots__ = ("_beats", "_patience", "browser", "claim", "consent", "frames_allowance", "sink", "visit")

    parser = protocol.visitor_parser

    def __init__(self, browser: Browser, sink: Sink, frames: Allowance | Both) -> None:
        self.browser = browser
        self.sink = sink
        self.frames_allowance = frames
        self._patience = Allowance(frames.rate * PATIENCE)
        self._beats = 0
        self.claim: Claim | None = None
        self.consent: dict[str, str] = {}
        self.visit = ""

    async def answer(self, frame: Any) -> None:
        """Do what a frame asks for, if it is one of a page's."""
        if isinstance(frame, protocol.Hello):
            await self.hello(frame)
        elif isinstance(frame, HostFrame):
            await self.tell(frame)
        else:
            raise Refusal("forbidden", "The host page may not do that.")

    async def hello(self, frame: protocol.Hello) -> None:
        """Find the visit this page is part of; where nothing may be known of it there is no use in the socket."""
        page = frame.page
        if self.visit or page is None or not page.view:
            raise Refusal("invalid", "A page says hello once, and where it is.")
        describe(self.browser, locale=frame.locale, timezone=frame.timezone, webdriver=frame.webdriver)
        self.consent = consents(frame.consent)
        self.claim = self._claim(frame.token)
        await check_ban(self.browser, *self._ids)
        view = PageView(view=page.view, url=page.url, title=page.title, referrer=page.referrer)
        try:
            visit, token, offer = await finding.find(
                self.browser, view, claim=self.claim, consent=self.consent
            )
        except Refusal as refusal:
            raise self._nobody() if refusal.code == "forbidden" else refusal from None
        if visit is None:
            raise Refusal("forbidden", "Nothing is to be known of this page.")
        self.claim = self._claim(token) or self.claim
        hub.join(self)
        welcome = {"type": "welcome", "protocol": 1, "server_time": wire_now(), "heartbeat_ms": HEARTBEAT_MS}
        self.push(welcome | ({"token": token} if token else {}))
        self._enter(visit, offer)

    async def tell(self, frame: HostFrame) -> None:
        """Store what happened on the page, as far as site and visitor allow by now."""
        site = self.browser.site = await load_site(self.browser.site.key)
        if not site.collects:
            raise Over("forbidden", "Nothing is to be known of this page any more.")
        hit = Hit(self.browser, timezone.now(), [frame], claim=self.claim, consent=self.consent)
        try:
            visit = await pipeline.take(hit)
        except Refusal as refusal:
            raise (
                Over(refusal.code, refusal.message) if refusal.code in ("forbidden", "banned") else refusal
            ) from None
        self.confirm(frame)
        if isinstance(frame, ConsentSet) and Purpose.ENGAGEMENT not in hit.purposes:
            raise Over("forbidden", "Nothing is to be known of this page any more.")
        if visit is not None and visit != self.visit:
            self._enter(visit, await readers.run(partial(Invitation.offer_to, visit)))

    async def is_banned(self) -> bool:
        """Tell whether whoever looks is banned by now."""
        return await is_banned(self.browser, *self._ids)

    def hear(self, frame: str) -> None:
        """Send on what is said to the visit's pages."""
        self.sink.push(frame)

    def receive(self, delivery: Delivery) -> None:
        """Follow nothing that could be heard of."""

    def beat(self, heads: dict[str, Heads]) -> None:
        """Say now and then that somebody is there: one text for all."""
        self._beats = (self._beats + 1) % BEATS
        if not self._beats:
            self.sink.push(BEAT)

    def leave(self) -> None:
        """Be there no longer."""
        hub.leave(self, ())
        presence.leave(self)

    @property
    def _ids(self) -> list[str]:
        return [self.claim.visitor_id] if self.claim else []

    def _enter(self, visit: str, offer: dict[str, Any] | None) -> None:
        if self.visit:
            presence.leave(self)
        self.visit = visit
        presence.enter(self, visit, self.browser.site.pk, offer)

    def _claim(self, token: str | None) -> Claim | None:
        if not token:
            return None
        claim = claim_in(self.browser.site, token)
        if claim is None or claim.kind != "tracking":
            raise self._nobody()
        return claim

    @staticmethod
    def _nobody() -> Refusal:
        return Refusal("unauthenticated", "This token is not valid here.")
