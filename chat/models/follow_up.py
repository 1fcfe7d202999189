"""What reaches a visitor who has left: one mail a pause, and where a conversation stands with it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.mail import Mail
from realtime.actors import VISITOR

# How long an answer waits to be read before it goes out by mail.
PATIENCE = timedelta(minutes=3)
# For how long the link of a mail leads back.
LINK_LIFETIME = timedelta(days=7)


class Stage(models.TextChoices):
    """Where a conversation stands with the mail to its visitor.

    A pause begins with an answer nobody reads and ends when the visitor reads or writes; it has one mail.
    """

    NONE = "", _("no address")
    READY = "ready", _("nothing to tell")
    DUE = "due", _("an answer waits to be read")
    SENDING = "sending", _("on its way")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be delivered")
    STOPPED = "stopped", _("no mail wanted")


PAUSED = frozenset({Stage.DUE.value, Stage.SENDING.value, Stage.SENT.value, Stage.FAILED.value})
# As they are stored: every message asks for them, and a member is looked up by far slower than a name.
_READY, _DUE = Stage.READY.value, Stage.DUE.value


def stage_after(
    stage: str, since: datetime | None, *, actor: str, answers: bool, at: datetime
) -> tuple[str, datetime | None]:
    """Return the stage after something entered the record, and since or until when it lasts."""
    if actor == VISITOR:
        return (_READY, None) if stage in PAUSED else (stage, since)
    if answers and stage == _READY:
        return _DUE, at + PATIENCE
    return stage, since


class FollowUp(Mail):
    """One mail to a visitor who has left: from the moment it is due until it has left or was given up.

    ``upto`` is the newest entry it told of. Its link leads back once: ``link_used_by`` is the ``client_id``
    it was redeemed under. ``asked`` when the visitor wanted another link, whether there is news or not.
    """

    conversation = models.ForeignKey("chat.Conversation", on_delete=models.CASCADE, related_name="follow_ups")
    asked = models.BooleanField(default=False)
    upto = models.PositiveIntegerField(default=0)
    link_used_at = models.DateTimeField(null=True, blank=True)
    link_used_by = models.CharField(max_length=64, blank=True)

    class Meta:
        """One on its way a conversation."""

        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(ended_at=None), name="one_open_follow_up"
            )
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=models.Q(ended_at=None), name="follow_ups_on_their_way")
        ]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.outcome or 'on its way'}"

    def end(self, outcome: str, *, now: datetime, upto: int = 0) -> bool:
        """Note how it ended, and up to where it told; False when that was noted before."""
        return self._ends(outcome=outcome, ended_at=now, upto=upto)
