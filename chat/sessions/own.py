"""What visitors ask for themselves: to be left alone, to take along what was said, to go on elsewhere."""

from typing import Any

from django.utils import timezone

from chat import links, own_frames, protocol
from chat.models import Conversation
from chat.qr import drawn
from chat.sessions.base import Session
from chat.wishes import wish
from realtime.clock import wire_time
from realtime.errors import Refusal, not_found
from realtime.ids import new_id
from visitors.identity import Ticket
from visitors.models import Site, Visitor


class OwnSession(Session):
    """The part of a visitor's session that is about the visitor."""

    __slots__ = ("hello_frame", "site", "ticket")

    site: Site
    ticket: Ticket | None
    hello_frame: protocol.Hello | None

    def preference_set(self, frame: own_frames.PreferenceSet) -> None:
        """Keep how much of us is wanted; it holds before anything is written, too."""
        self.spend()
        self.perform(frame, lambda: wish(self.myself(), contact=frame.contact, muted=frame.muted))

    def myself(self) -> Visitor:
        """Return the visitor's row, made at its first use."""
        if self.ticket is None or self.hello_frame is None:
            raise Refusal("forbidden", "Say hello first.")
        hello = self.hello_frame
        return self.ticket.ensure_visitor(locale=hello.locale, timezone=hello.timezone)

    def conversation_rate(self, frame: protocol.ConversationRate) -> None:
        """Rate how the conversation ended."""
        by = self.actor
        self.spend()
        self.perform(
            frame,
            lambda: self.find(frame.conversation).rate(
                by=by,
                score=frame.score,
                comment=frame.comment,
                reasons=frame.reasons,
                client_id=frame.client_id,
            ),
        )

    def conversation_request_transcript(self, frame: own_frames.RequestTranscript) -> None:
        """Send what was said by mail."""
        self.spend()
        self.perform(
            frame,
            lambda: self.find(frame.conversation).send_transcript(
                client_id=frame.client_id or new_id(), email=frame.email.strip()
            ),
        )

    def device_link(self, frame: own_frames.DeviceLink) -> None:
        """Hand over the token a one-time link stands for; the client then says hello with it."""
        self.spend()

        def work() -> links.Return:
            return links.redeem(self.site, frame.link, client_id=frame.client_id, now=timezone.now())

        def hand_over(back: links.Return) -> None:
            self.push({"type": "device.linked", "conversation": back.conversation, "token": back.token})

        self.perform(frame, work, then=hand_over)

    def device_renew(self, frame: own_frames.DeviceRenew) -> None:
        """Send another link to where an earlier one was sent to."""
        self.spend()
        self.perform(frame, lambda: links.renew(self.site, frame.link, now=timezone.now()))

    def device_offer(self, frame: own_frames.DeviceOffer) -> None:
        """Show the way to another device, or send it to the visitor's own address."""
        self.spend()
        if frame.by == "mail":
            self.perform(frame, lambda: self._mail_link(frame.conversation))
        else:
            self.perform(frame, lambda: self._offer(frame.conversation), then=self.push)

    def _offer(self, id: str | None) -> dict[str, Any]:
        link = links.offer(self._mine(id), now=timezone.now())
        address = links.link_shown(link)
        return {
            "type": "device.offered",
            "link": address,
            "expires_at": wire_time(link.expires_at),
            "picture": drawn(address),
        }

    def _mail_link(self, id: str | None) -> None:
        if not self._mine(id).ask_for_link(now=timezone.now()):
            raise Refusal("unavailable", "No mail goes to this visitor.")

    def _mine(self, id: str | None) -> Conversation:
        """Return a conversation of the visitor's own: this one, or the newest."""
        if id is not None:
            return self.find(id)
        if self.reach is None:
            raise not_found()
        row = Conversation.objects.within(self.reach).first()
        if row is None:
            raise not_found()
        return row
