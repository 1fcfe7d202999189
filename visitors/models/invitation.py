"""Words somebody of the team says first, to whoever looks at a page."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realtime.actors import AGENT, Actor
from realtime.clock import wire_time
from realtime.errors import Refusal
from realtime.fields import IdField
from realtime.ids import LENGTH
from visitors.models.visit import Visit

if TYPE_CHECKING:
    from visitors.presence import Presence

# Nobody has seen it by then, or nobody has answered.
UNSEEN_FOR, UNANSWERED_FOR = timedelta(minutes=2), timedelta(minutes=10)
AT_ONCE = 500


class Invitation(models.Model):
    """An offer to talk, which becomes a conversation only when it is answered.

    It goes one way: delivered, shown, and then an end. Each step is taken in the database, from a state it may follow
    upon, so that of two who settle it at once one does; whoever comes later changes nothing.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DELIVERED = "delivered", _("on its way")
        SHOWN = "shown", _("on the screen")
        ACCEPTED = "accepted", _("answered")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("not answered in time")
        CANCELLED = "cancelled", _("taken back")

    class Reason(models.TextChoices):
        """Why one was taken back."""

        LEFT_PAGE = "left_page", _("they left the site")
        CHAT_STARTED = "chat_started", _("they began a conversation themselves")

    OPEN = (State.DELIVERED, State.SHOWN)
    ANSWERABLE = (*OPEN, State.ACCEPTED)

    id = IdField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    author_id = models.CharField(max_length=LENGTH)
    author_name = models.CharField(max_length=120)
    author_avatar = models.CharField(max_length=300, blank=True)
    text = models.CharField(max_length=1000)
    client_id = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DELIVERED)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    conversation = models.OneToOneField(
        "chat.Conversation", null=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    created_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ["-created_at"]
        indexes = [models.Index(fields=["visit", "-created_at"])]
        constraints = [
            models.UniqueConstraint(fields=["author_id", "client_id"], name="one_invitation_a_client_id"),
            models.UniqueConstraint(
                fields=["visit"],
                name="one_open_invitation_a_visit",
                condition=models.Q(state__in=("delivered", "shown")),
            ),
        ]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def send(cls, visit: Visit, text: str, *, by: Actor, client_id: str) -> "Invitation":
        """Invite whoever the open visit is of; a repeated ``client_id`` finds the first."""
        known = cls.objects.filter(author_id=by.id, client_id=client_id).first()
        if known is not None:
            if (known.visit_id, known.text) != (visit.pk, text):
                raise Refusal("conflict", "This client_id stands for another invitation.")
            return known
        visit = Visit.objects.select_for_update().get(pk=visit.pk)
        if visit.open_key is None:
            raise Refusal("unreachable", "They have left the site.")
        if cls.objects.filter(visit=visit, state__in=cls.OPEN).exists():
            raise Refusal("taken", "They are being invited already.")
        invitation = cls.objects.create(
            visit=visit,
            text=text,
            author_id=by.id,
            author_name=by.name[:120],
            author_avatar=by.avatar[:300],
            client_id=client_id,
        )
        invitation._offer()
        return invitation

    @classmethod
    def standing(cls) -> "models.QuerySet[Invitation]":
        """Return those that may be seen and answered: neither settled nor due to be."""
        return cls.objects.filter(state__in=cls.OPEN).exclude(_overdue())

    @classmethod
    def offer_to(cls, visit: str) -> dict[str, Any] | None:
        """Return the frame that offers what stands for a visit, if anything does."""
        invitation = cls.standing().filter(visit=visit).first()
        return invitation.offer() if invitation is not None else None

    @property
    def author(self) -> Actor:
        """The one who invites."""
        return Actor(AGENT, self.author_id, self.author_name, self.author_avatar)

    def card(self) -> dict[str, Any]:
        """Return what agents see of it."""
        return {
            "id": self.pk,
            "state": self.state,
            "reason": self.reason,
            "agent": {"id": self.author_id, "name": self.author_name},
            "text": self.text,
            "at": wire_time(self.created_at),
            "shown_at": wire_time(self.shown_at) if self.shown_at else None,
            "conversation": self.conversation_id,
        }

    def show(self) -> bool:
        """Be before somebody's eyes; tells whether that is new."""
        return self._turn(self.State.SHOWN, among=(self.State.DELIVERED,), shown_at=Now())

    def accept(self) -> bool:
        """Be answered: the chat is opened with it."""
        return self._settle(self.State.ACCEPTED)

    def decline(self) -> bool:
        """Be turned down."""
        return self._settle(self.State.DECLINED)

    def expire(self) -> bool:
        """Have been there for long enough."""
        return self._settle(self.State.EXPIRED)

    def cancel(self, reason: "Invitation.Reason") -> bool:
        """Be taken back."""
        return self._settle(self.State.CANCELLED, reason=reason)

    def still_open(self) -> "Invitation | None":
        """Return it, locked, unless somebody has answered it meanwhile."""
        return type(self).objects.select_for_update().filter(pk=self.pk, conversation=None).first()

    def becomes(self, conversation: Any) -> None:
        """Be what a conversation began with."""
        self.accept()
        type(self).objects.filter(pk=self.pk).update(conversation=conversation)
        self.conversation = conversation
        self._tell()

    def _settle(self, state: "Invitation.State", **more: Any) -> bool:
        settled = self._turn(state, among=self.OPEN, settled_at=Now(), **more)
        if settled:
            self._withdraw()
        return settled

    @transaction.atomic
    def _turn(self, state: "Invitation.State", *, among: tuple["Invitation.State", ...], **more: Any) -> bool:
        rows = type(self).objects.filter(pk=self.pk, state__in=among)
        turned = bool(rows.update(state=state, **more))
        self.refresh_from_db()
        if turned:
            self._tell()
        return turned

    def offer(self) -> dict[str, Any]:
        """Return the frame that pages of the visit hear."""
        author = {"name": self.author_name, "avatar": self.author_avatar or None}
        return {
            "type": "invitation.offered",
            "invitation": {"id": self.pk, "text": self.text, "author": author},
        }

    def _offer(self) -> None:
        _presence().tell(self.visit_id, self.offer(), lasting=True)
        self._tell()

    def _withdraw(self) -> None:
        told = {"type": "invitation.withdrawn", "invitation": self.pk, "reason": self.reason or self.state}
        _presence().tell(self.visit_id, told, lasting=False)

    def _tell(self) -> None:
        _presence().change(self.visit_id, invitation=self.card())


def hear(visit: str, said: Iterable[tuple[str, str]]) -> None:
    """Take in what pages of a visit say of its invitations, each by its id; of any other they can say nothing."""
    for id, verb in said:
        invitation = Invitation.objects.filter(pk=id, visit=visit).first()
        if invitation is not None:
            getattr(invitation, verb)()


def _presence() -> "Presence":
    # It reads these rows: imported when there is something to tell.
    from visitors.presence import presence

    return presence


def _overdue() -> models.Q:
    """Return which of the open ones nobody has seen, or answered, for too long."""
    now = timezone.now()
    unseen = models.Q(state=Invitation.State.DELIVERED, created_at__lt=now - UNSEEN_FOR)
    return unseen | models.Q(state=Invitation.State.SHOWN, shown_at__lt=now - UNANSWERED_FOR)


def settle_due() -> Iterator[int]:
    """Settle those whose visit is over, and those that nobody saw or answered in time; yields how many at a time."""
    left = models.Q(visit__open_key=None)
    due = Invitation.objects.filter(left | _overdue(), state__in=Invitation.OPEN)
    while rows := list(due.select_related("visit")[:AT_ONCE]):
        for invitation in rows:
            if invitation.visit.open_key is None:
                invitation.cancel(Invitation.Reason.LEFT_PAGE)
            else:
                invitation.expire()
        yield len(rows)
