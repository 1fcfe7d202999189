"""A conversation between a visitor and those who answer."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.answering import Answering
from chat.models.follow_up import Stage
from chat.models.following_up import FollowingUp
from chat.models.handling import Handling
from chat.models.mending import Mending
from chat.models.opening import Opening
from chat.models.reading import Reading
from chat.models.snoozing import Snoozing
from chat.models.sorting import Sorting
from chat.models.transcript_mail import Taking
from realtime.fields import IdField

if TYPE_CHECKING:
    from chat.reach import Reach


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Look-ups; whatever serves a reader begins with :meth:`within`."""

    def within(self, reach: "Reach") -> "ConversationQuerySet":
        """Return those the reader may see."""
        return self.filter(reach.as_filter())

    def standing(self) -> "ConversationQuerySet":
        """Return those that are not closed."""
        # Named rather than excluded: an index finds the few that stand among all that ever were.
        return self.filter(status__in=(Conversation.Status.QUEUED, Conversation.Status.ACTIVE))

    def ended(self, *, before: "Conversation | None" = None) -> "ConversationQuerySet":
        """Return those that are closed, the newest end first; further ones ended before one of them."""
        rows = self.filter(status=Conversation.Status.CLOSED, closed_at__isnull=False)
        if before is not None:
            at = models.Q(closed_at=before.closed_at, pk__lt=before.pk)
            rows = rows.filter(models.Q(closed_at__lt=before.closed_at) | at)
        return rows.order_by("-closed_at", "-pk")


class Conversation(
    Opening, Answering, Handling, Mending, Reading, Snoozing, Sorting, FollowingUp, Taking, models.Model
):
    """A conversation between a visitor and those who answer.

    ``head`` is the sequence number of its newest entry, ``public_head`` of the newest one a visitor may
    know of. ``waiting_since`` is the visitor's oldest message that no agent has answered. It sleeps while
    ``snoozed_at`` is set: until ``snoozed_until``, or without one until the visitor writes. ``follow_up``
    says where it stands with the mail to a visitor who has left, ``follow_up_at`` since or until when.
    """

    class Status(models.TextChoices):
        """Where a conversation stands."""

        QUEUED = "queued", _("queued")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")

    id = IdField()
    site = models.ForeignKey("visitors.Site", on_delete=models.CASCADE, related_name="conversations")
    visitor = models.ForeignKey(
        "visitors.Visitor", on_delete=models.CASCADE, related_name="conversations", db_index=False
    )
    visit = models.ForeignKey("visitors.Visit", null=True, blank=True, on_delete=models.SET_NULL)
    department = models.ForeignKey(
        "agents.Department", null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("department")
    )
    agent = models.ForeignKey(
        "agents.Agent",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
        db_index=False,
        verbose_name=_("agent"),
    )
    tags = models.ManyToManyField("chat.Tag", blank=True, verbose_name=_("tags"))
    channel = models.CharField(_("channel"), max_length=12, default="chat")
    locale = models.CharField(_("language"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.QUEUED)
    page_url = models.CharField(_("opening page"), max_length=2000, blank=True)
    page_title = models.CharField(max_length=300, blank=True)
    page_referrer = models.CharField(max_length=2000, blank=True)
    client_id = models.CharField(max_length=64, null=True, editable=False)
    head = models.PositiveIntegerField(default=0, editable=False)
    public_head = models.PositiveIntegerField(default=0, editable=False)
    last_message = models.ForeignKey(
        "chat.Message",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )
    opened_at = models.DateTimeField(_("opened"))
    queued_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True, editable=False)
    snoozed_at = models.DateTimeField(null=True, blank=True, editable=False)
    snoozed_until = models.DateTimeField(null=True, blank=True, editable=False)
    follow_up = models.CharField(max_length=8, choices=Stage.choices, blank=True, editable=False)
    follow_up_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_entry_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        """Newest activity first."""

        ordering = ["-last_entry_at"]
        constraints = [
            models.UniqueConstraint(fields=["visitor", "client_id"], name="one_conversation_a_client_id"),
        ]
        # None holds what a message changes where the visitor left no address: PostgreSQL then updates the
        # row alone and no index.
        indexes = [
            models.Index(fields=["status", "department"]),
            models.Index(fields=["agent", "status"]),
            models.Index(fields=["visitor", "-opened_at"]),
            models.Index(
                fields=["-closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="closed_newest_first",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=models.Q(snoozed_at__isnull=False),
                name="snoozed_until_a_time",
            ),
            models.Index(
                fields=["follow_up_at"], condition=models.Q(follow_up="due"), name="answers_to_be_mailed"
            ),
        ]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_closed(self) -> bool:
        """Whether somebody closed it and nobody reopened it."""
        return self.status == self.Status.CLOSED

    def page(self) -> dict[str, Any]:
        """Return the page it was opened on."""
        return {"url": self.page_url, "title": self.page_title, "referrer": self.page_referrer}
