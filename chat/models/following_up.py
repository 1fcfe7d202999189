"""Reaching a visitor who has left: when an answer goes out by mail, and what became of it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils import timezone

from chat.models.entry import AGENTS, EVERYONE, MESSAGE_CREATED
from chat.models.follow_up import PATIENCE, PAUSED, FollowUp, Stage
from chat.models.recorded import Recorded
from realtime.actors import AGENT, THE_SYSTEM, Actor
from realtime.clock import wire_time
from realtime.errors import Refusal
from realtime.hub import Delivery, encode_frame, publish
from visitors.models import Contact

if TYPE_CHECKING:
    from chat.models import Conversation
    from visitors.models import Visitor

# Whoever holds an old link may ask for others, but fill nobody's mailbox.
LINKS_A_DAY = 5
# On its way or given up: it may have been for an address that was mistyped.
STRAYED = (Stage.SENDING, Stage.FAILED)


def address_of(visitor: "Visitor") -> str:
    """Return where mail reaches a visitor; nowhere for simulated ones, nor without a mail server."""
    if visitor.is_test or not settings.MAIL_LEAVES or visitor.customer is None:
        return ""
    return visitor.customer.email


def unasked_address_of(visitor: "Visitor") -> str:
    """Return where mail goes that nobody asked for: nowhere, where somebody wants none."""
    return "" if visitor.wish == Contact.NONE else address_of(visitor)


def readdress(visitor: "Visitor") -> None:
    """Let a visitor's conversations know that mail goes to them now, elsewhere, or nowhere any more."""
    from chat.models import Conversation

    email = unasked_address_of(visitor)
    rows = Conversation.objects.filter(visitor=visitor)
    strayed = rows.filter(follow_up__in=STRAYED) if email else rows.none()
    for conversation in strayed:
        conversation._send_elsewhere(email)
    rows = rows.filter(follow_up=Stage.NONE) if email else rows.exclude(follow_up__in=("", Stage.STOPPED))
    for conversation in rows:
        conversation._set_stage(Stage.READY if email else Stage.NONE)
        conversation.tell_follow_up()


class FollowingUp(Recorded):
    """Verbs around mail; that an answer begins a pause is the record's own doing (``chat.log``)."""

    def follow_up_card(self) -> dict[str, Any] | None:
        """Return what agents are told: the stage, and when it began or will end."""
        this = cast("Conversation", self)
        if not this.follow_up:
            return None
        return {
            "state": this.follow_up,
            "at": wire_time(this.follow_up_at) if this.follow_up_at is not None else None,
        }

    def tell_follow_up(self) -> None:
        """Tell the agents who follow the conversation how it stands, where no entry says so."""
        this = cast("Conversation", self)
        frame = {"type": "follow_up.changed", "conversation": this.pk, "follow_up": self.follow_up_card()}
        topic = f"conversation:{this.pk}"
        publish(Delivery((topic,), encode_frame(frame), conversation=this.pk, audience=AGENTS))

    def begin_follow_up(self, *, now: datetime) -> FollowUp | None:
        """Begin the mail of a pause, once its time has come and nobody else has begun it."""
        with self._locked() as conversation:
            if conversation.follow_up != Stage.DUE or not _is_past(conversation.follow_up_at, now):
                return None
            email = unasked_address_of(conversation.visitor)
            conversation._set_stage(Stage.SENDING if email else Stage.NONE, now)
            return conversation._post(email, now=now) if email else None

    def ask_for_link(self, *, now: datetime) -> bool:
        """Send the visitor another link by mail, a few times a day; tells whether one leaves or has just left."""
        with self._locked() as conversation:
            email = address_of(conversation.visitor)
            if not email or conversation.follow_up == Stage.STOPPED:
                return False
            asked = conversation.follow_ups.filter(asked=True, begun_at__gt=now - timedelta(days=1))
            times = sorted(asked.values_list("begun_at", flat=True))
            if times and times[-1] > now - PATIENCE:
                return True
            if len(times) >= LINKS_A_DAY:
                raise Refusal("too_many", "Too many links for one day.")
            conversation._post(email, now=now, asked=True)
            return True

    def followed_up(self, mail: FollowUp, *, upto: int, now: datetime) -> None:
        """Record that a mail has left."""
        with self._locked() as conversation:
            if mail.end(FollowUp.Outcome.SENT, now=now, upto=upto):
                conversation._leave_stage(Stage.SENDING, Stage.SENT, now)
                conversation._note("follow_up.sent", upto=upto, asked=mail.asked)

    def needs_no_follow_up(self, mail: FollowUp, *, now: datetime) -> None:
        """Let a mail go that has nothing to tell any more: what it was about was read, removed or told before."""
        with self._locked() as conversation:
            if mail.end(FollowUp.Outcome.CANCELLED, now=now):
                conversation._leave_stage(Stage.SENDING, Stage.READY, None)

    def not_followed_up(self, mail: FollowUp, *, reason: str, now: datetime) -> None:
        """Record that a mail could not be delivered: ``refused`` by its address, or ``unreachable`` for hours."""
        with self._locked() as conversation:
            if mail.end(FollowUp.Outcome.FAILED, now=now):
                conversation._leave_stage(Stage.SENDING, Stage.FAILED, now)
                conversation._note("follow_up.failed", reason=reason)

    def found_again(self, *, by: Actor) -> None:
        """Record that the visitor came back by the link of a mail."""
        self._append("follow_up.opened", by, {}, audience=AGENTS, moves=False)

    def stop_mail(self) -> None:
        """Send no mail about this conversation any more: the visitor does not want it."""
        with self._locked() as conversation:
            if conversation.follow_up != Stage.STOPPED:
                conversation._set_stage(Stage.STOPPED)
                for mail in conversation.follow_ups.filter(ended_at=None):
                    mail.end(FollowUp.Outcome.CANCELLED, now=timezone.now())
                conversation._note("follow_up.stopped")

    def _go_on_waiting(self, upto: int, at: datetime) -> None:
        """Of several answers only some may have been read: for the others the pause goes on."""
        this = cast("Conversation", self)
        if this.follow_up not in PAUSED or upto >= this.public_head:
            return
        answers = this.entries.filter(kind=MESSAGE_CREATED, audience=EVERYONE, actor_kind=AGENT, seq__gt=upto)
        if answers.exists():
            self._set_stage(Stage.DUE, at + PATIENCE)

    def _post(self, email: str, *, now: datetime, asked: bool = False) -> FollowUp:
        this = cast("Conversation", self)
        begun = {"email": email, "begun_at": now, "try_at": now, "asked": asked}
        # One on its way tells of everything there is when it leaves.
        mail, _begun = this.follow_ups.get_or_create(ended_at=None, defaults=begun)
        return mail

    def _send_elsewhere(self, email: str) -> None:
        """Let the answers of a mail that has not arrived at the address of before go to this one."""
        with self._locked() as conversation:
            mail = conversation.follow_ups.order_by("-begun_at").first()
            if mail is None or mail.email == email or conversation.follow_up not in STRAYED:
                return
            now = timezone.now()
            mail.end(FollowUp.Outcome.CANCELLED, now=now)
            conversation._set_stage(Stage.DUE, now + PATIENCE)
            conversation.tell_follow_up()

    def _note(self, kind: str, **data: Any) -> None:
        self._append(kind, THE_SYSTEM, data, audience=AGENTS, moves=False)

    def _set_stage(self, stage: Stage, at: datetime | None = None) -> None:
        this = cast("Conversation", self)
        this.follow_up, this.follow_up_at = stage.value, at
        this.save(update_fields=["follow_up", "follow_up_at"])

    def _leave_stage(self, stage: Stage, to: Stage, at: datetime | None) -> None:
        if cast("Conversation", self).follow_up == stage:
            self._set_stage(to, at)


def _is_past(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
