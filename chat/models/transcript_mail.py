"""A conversation on its way to whoever had it sent to themselves."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.entry import EVERYONE, MESSAGE_CREATED
from chat.models.following_up import address_of
from chat.models.mail import Mail
from chat.models.recorded import Recorded
from realtime.actors import AGENT
from realtime.errors import Refusal

if TYPE_CHECKING:
    from chat.models import Conversation

# To anybody's address, but as a flood to nobody's.
A_DAY = 5
DAY = timedelta(days=1)


class TranscriptMail(Mail):
    """One mail of what was said in a conversation, asked for by its visitor."""

    conversation = models.ForeignKey(
        "chat.Conversation", on_delete=models.CASCADE, related_name="transcript_mails"
    )
    client_id = models.CharField(max_length=64)

    class Meta:
        """Asked for once under each ``client_id``."""

        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="one_transcript_a_client_id")
        ]
        indexes = [
            models.Index(
                fields=["try_at"], condition=models.Q(ended_at=None), name="transcripts_on_their_way"
            ),
            models.Index(fields=["email", "begun_at"]),
        ]
        verbose_name = _("transcript by mail")
        verbose_name_plural = _("transcripts by mail")

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.outcome or 'on its way'}"

    def end(self, outcome: str, *, now: datetime) -> bool:
        """Note how it ended; False when that was noted before."""
        return self._ends(outcome=outcome, ended_at=now)


class Taking(Recorded):
    """Taking along what was said."""

    def send_transcript(self, *, client_id: str, email: str = "", now: datetime | None = None) -> None:
        """Send what was said to an address, else to the visitor's own."""
        now = now or timezone.now()
        with self._locked() as conversation:
            if conversation.transcript_mails.filter(client_id=client_id).exists():
                return
            address = _checked(conversation, email)
            _check_pace(conversation, address, now)
            conversation.transcript_mails.create(client_id=client_id, email=address, begun_at=now, try_at=now)

    def is_answered(self) -> bool:
        """Tell whether somebody of the team has said something to the visitor."""
        said = cast("Conversation", self).entries.filter(kind=MESSAGE_CREATED, audience=EVERYONE)
        return said.filter(actor_kind=AGENT).exists()


def _checked(conversation: "Conversation", email: str) -> str:
    if not settings.MAIL_LEAVES or conversation.visitor.is_test:
        raise Refusal("unavailable", "No mail leaves from here.")
    if not conversation.site.lets("transcript"):
        raise Refusal("forbidden", "What was said is not given out here.")
    address = email or address_of(conversation.visitor)
    if not address:
        raise Refusal("invalid", "Say to which address.", fields={"email": "missing"})
    # What only its sender has said would go to any address in our name.
    if not conversation.is_answered():
        raise Refusal("invalid", "Nobody has answered yet.")
    return address


def _check_pace(conversation: "Conversation", email: str, now: datetime) -> None:
    lately = TranscriptMail.objects.filter(begun_at__gt=now - DAY)
    of_one = lately.filter(conversation=conversation).count()
    if max(of_one, lately.filter(email__iexact=email).count()) >= A_DAY:
        raise Refusal("too_many", "Too many transcripts for one day.")
