"""What lasted from one moment to another, kept as rows because people ask about it later."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.actors import KINDS


class QueueStay(models.Model):
    """One stay of a conversation in a department's queue."""

    class Outcome(models.TextChoices):
        """How the waiting ended."""

        TAKEN = "taken", _("taken")
        TRANSFERRED = "transferred", _("transferred")
        CLOSED = "closed", _("closed")
        ABANDONED = "abandoned", _("abandoned")

    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="queue_stays"
    )
    department = models.ForeignKey("agents.Department", null=True, blank=True, on_delete=models.SET_NULL)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        """One open stay a conversation."""

        ordering = ["entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(left_at=None), name="one_open_queue_stay"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.outcome or 'waiting'}"


class Assignment(models.Model):
    """One interval in which a conversation was an agent's."""

    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="assignments"
    )
    agent = models.ForeignKey(
        "agents.Agent", null=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    by_kind = models.CharField(max_length=8, choices=KINDS)
    by_id = models.CharField(max_length=26, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One open assignment a conversation."""

        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(ended_at=None), name="one_open_assignment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.agent_id}"


class Resolution(models.Model):
    """One closing of a conversation, until it is reopened."""

    class Outcome(models.TextChoices):
        """How the conversation ended."""

        RESOLVED = "resolved", _("resolved")
        ENDED_BY_VISITOR = "ended_by_visitor", _("ended by the visitor")
        MISSED = "missed", _("missed")
        ABANDONED = "abandoned", _("abandoned")

    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="resolutions"
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    by_kind = models.CharField(max_length=8, choices=KINDS)
    by_id = models.CharField(max_length=26, blank=True)
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One standing resolution a conversation."""

        ordering = ["closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(reopened_at=None), name="one_standing_resolution"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.outcome}"


# For how long after its end a conversation can be rated, and the rating changed.
CHANGEABLE = timedelta(days=14)


class Rating(models.Model):
    """What the visitor thought of one resolution; changing one's mind changes the row."""

    class Reason(models.TextChoices):
        """Why: something went wrong, or well."""

        SLOW = "slow", _("took too long")
        UNSOLVED = "unsolved", _("not solved")
        UNCLEAR = "unclear", _("hard to understand")
        UNFRIENDLY = "unfriendly", _("not friendly")
        EXPERT = "expert", _("knew the product")
        QUICK = "quick", _("quick")
        FRIENDLY = "friendly", _("friendly")
        SOLVED = "solved", _("solved it")

    GOOD = (Reason.EXPERT, Reason.QUICK, Reason.FRIENDLY, Reason.SOLVED)

    resolution = models.OneToOneField(Resolution, on_delete=models.CASCADE, related_name="rating")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(blank=True)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        """Between one and five."""

        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="score_from_1_to_5")
        ]
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")

    def __str__(self) -> str:
        return str(self.score)

    @classmethod
    def fits(cls, score: int, reasons: Iterable[str]) -> bool:
        """Tell whether the reasons go with the score: under three it is asked what went wrong, else what went well."""
        return all((reason in cls.GOOD) == (score >= 3) for reason in reasons)

    @classmethod
    def in_words(cls, reasons: Iterable[str]) -> str:
        """Return reasons as people read them; one that is not known any more stays what it is."""
        labels = dict(cls.Reason.choices)
        return ", ".join(str(labels.get(reason, reason)) for reason in reasons)
