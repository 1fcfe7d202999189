"""The mail to a visitor who has left: what was answered meanwhile, and the one link back."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.content import words_of
from chat.links import link_back, link_to_stop
from chat.models import Attachment, Conversation, Entry, FollowUp, Mark, TranscriptMail
from chat.models.entry import EVERYONE, MESSAGE_CREATED
from chat.models.follow_up import Stage
from chat.plain import one_line
from chat.rendering import to_html
from realtime.actors import VISITOR
from realtime.zones import validate_zone
from visitors import languages

# What fits into a mail that people still read; whoever has more to read has the link.
MOST = 50
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, with all public answers the visitor has neither read nor been told of before."""

    mail: FollowUp
    answers: list[Entry]
    files: dict[str, list[Attachment]]

    @classmethod
    def of(cls, mail: FollowUp) -> "Letter | None":
        """Return what there is to tell now; nothing when the visitor came back or the address is another's."""
        conversation = mail.conversation
        customer = conversation.visitor.customer
        if customer is None or customer.email != mail.email:
            return None
        if not mail.asked and conversation.follow_up != Stage.SENDING:
            return None
        answers = _untold(conversation)
        if not answers and not mail.asked:
            return None
        return cls(mail, answers, Attachment.of_messages(entry.pk for entry in answers))

    @property
    def upto(self) -> int:
        """The newest entry it tells of."""
        return self.answers[-1].seq if self.answers else 0

    def message(self) -> EmailMultiAlternatives:
        """Return the mail, in the conversation's language, as text and as HTML that fetches nothing."""
        with translation.override(language_of(self.mail.conversation)):
            return sealed(self.mail, "follow_up", self._words(), headers=self._headers())

    def _words(self) -> dict[str, Any]:
        site = sender_of(self.mail.conversation)
        news = _("%(site)s has answered you") if self.answers else _("Your way back to %(site)s")
        return {
            "site": site,
            "subject": news % {"site": site},
            "answers": [self._answer(entry, site) for entry in self.answers[-MOST:]],
            "earlier": max(0, len(self.answers) - MOST),
            "link": link_back(self.mail),
            "stop": link_to_stop(self.mail.conversation),
        }

    def _answer(self, entry: Entry, site: str) -> dict[str, Any]:
        at = timezone.localtime(entry.at, zone_of(self.mail.conversation))
        message = entry.message
        text = words_of(message.kind, message.data, message.text)
        return {
            "who": _name(entry.actor_name).split(" ")[0] or site,
            "at": date_format(at, "DATETIME_FORMAT"),
            "text": text,
            "html": to_html(text),
            "files": [one_line(file.name) for file in self.files.get(entry.pk, [])],
        }

    def _headers(self) -> dict[str, str]:
        return {
            "List-Unsubscribe": f"<{link_to_stop(self.mail.conversation)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


def sealed(
    mail: FollowUp | TranscriptMail, template: str, words: dict[str, Any], *, headers: dict[str, str]
) -> EmailMultiAlternatives:
    """Return a mail in the present language, in the thread of its conversation."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    # No mail has the thread's own id; naming it is what makes mail programs put them together.
    thread = f"<{mail.conversation_id}@{host}>"
    words = words | {
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    message = EmailMultiAlternatives(
        subject=words["subject"],
        body=render_to_string(f"chat/email/{template}.txt", words),
        from_email=formataddr((words["site"], parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[mail.email],
        headers={
            "Message-ID": f"<{mail.pk}@{host}>",
            "In-Reply-To": thread,
            "References": thread,
            # Nobody's holiday notice answers it.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **headers,
        },
    )
    message.attach_alternative(render_to_string(f"chat/email/{template}.html", words), "text/html")
    return message


def sender_of(conversation: Conversation) -> str:
    """Return in whose name mail about a conversation goes out."""
    return _name(conversation.site.name) or "Vis-à-vis"


def _untold(conversation: Conversation) -> list[Entry]:
    read = Mark.objects.filter(
        conversation=conversation, reader_kind=VISITOR, reader_id=conversation.visitor_id
    ).aggregate(upto=Max("read"))
    told = conversation.follow_ups.filter(outcome=FollowUp.Outcome.SENT).aggregate(upto=Max("upto"))
    after = max(read["upto"] or 0, told["upto"] or 0)
    said: Iterable[Entry] = (
        conversation.entries.filter(kind=MESSAGE_CREATED, audience=EVERYONE, seq__gt=after)
        .exclude(actor_kind=VISITOR)
        .filter(message__deleted_at=None)
        .select_related("message")
        .order_by("seq")
    )
    return list(said)


def _name(name: str) -> str:
    return one_line(name)[:LONGEST_NAME].strip()


def language_of(conversation: Conversation) -> str:
    """Return the language its visitor is written to in: their own where we speak it, else the site's."""
    asked = (conversation.locale, conversation.site.languages[0], settings.LANGUAGE_CODE)
    return languages.match(asked, languages.SPOKEN) or settings.LANGUAGE_CODE


def zone_of(conversation: Conversation) -> ZoneInfo:
    """Return the visitor's own zone where their browser named one, else the site's."""
    for name in (conversation.visitor.timezone, conversation.site.zone):
        with suppress(ValidationError):
            validate_zone(name)
            return ZoneInfo(name)
    return ZoneInfo("UTC")
