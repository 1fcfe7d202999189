"""What a visitor takes along of a conversation: as text to keep, or as a mail."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.letters import language_of, sealed, sender_of, zone_of
from chat.models import Conversation, TranscriptMail
from chat.reach import Reach
from chat.transcripts import Transcript
from chat.written import Written


def copy_of(conversation: Conversation) -> str:
    """Return what was said, as its visitor has read it: in their language, by their clock."""
    with translation.override(language_of(conversation)), timezone.override(zone_of(conversation)):
        return _text(conversation)


def _text(conversation: Conversation) -> str:
    day = date_format(timezone.localtime(conversation.opened_at), "DATE_FORMAT")
    heading = _("Your conversation with %(site)s, %(day)s") % {"site": sender_of(conversation), "day": day}
    lines = Transcript(conversation, Reach.of_visitor(conversation.visitor)).lines()
    return Written().text(heading, lines)


@dataclass(frozen=True, slots=True)
class CopyLetter:
    """The mail of a transcript: what was said and nothing else, as anybody may have the address."""

    mail: TranscriptMail

    def message(self) -> EmailMultiAlternatives:
        """Return the mail, as text and as HTML that fetches nothing."""
        conversation = self.mail.conversation
        with translation.override(language_of(conversation)), timezone.override(zone_of(conversation)):
            site = sender_of(conversation)
            words = {
                "site": site,
                "subject": _("Your conversation with %(site)s") % {"site": site},
                "text": _text(conversation),
            }
            return sealed(self.mail, "transcript", words, headers={})
