"""The way of a mail to a visitor: found due, claimed, written, sent, recorded.

Whatever happens to this process on the way, the mail is due again when its lease is over. Only a process that
dies between the mail server's yes and its own record sends one twice, under the same Message-ID.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils import timezone

from chat.copies import CopyLetter
from chat.letters import Letter
from chat.models import Conversation, FollowUp, TranscriptMail
from chat.models.follow_up import Stage
from chat.models.mail import Mail, claim
from realtime import post
from realtime.runtime import runtime

log = logging.getLogger(__name__)

# How many mails this process has in hand at once: an invitation to an agent waits behind no more.
AT_ONCE = 20
LATER = "later"
RELATED = ("conversation__site", "conversation__visitor__customer", "conversation__department")
_in_hand: set[str] = set()


def post_due(*, now: datetime | None = None, send: Callable[[Callable[[], object]], None] = post.run) -> int:
    """Hand what is due to the post; tells how many mails this process has taken on."""
    now = now or timezone.now()
    due = Conversation.objects.filter(follow_up=Stage.DUE, follow_up_at__lte=now)
    for conversation in due.order_by("follow_up_at")[:AT_ONCE]:
        conversation.begin_follow_up(now=now)
    claimed = claim(FollowUp, TranscriptMail, now=now, most=AT_ONCE - len(_in_hand))
    for mail in claimed:
        _in_hand.add(mail.pk)
        send(partial(_deliver_in_turn, mail, now))
    return len(claimed)


def deliver(id: str, *, now: datetime) -> None:
    """Send one mail that was claimed, if there is still something to tell, and record what became of it."""
    mail = FollowUp.objects.select_related(*RELATED).filter(pk=id, ended_at=None).first()
    if mail is None:
        return
    letter = Letter.of(mail)
    if letter is None:
        mail.conversation.needs_no_follow_up(mail, now=now)
    elif (reason := _send(letter.message, mail, now)) == "":
        mail.conversation.followed_up(mail, upto=letter.upto, now=now)
    elif reason != LATER:
        mail.conversation.not_followed_up(mail, reason=reason, now=now)


def deliver_transcript(id: str, *, now: datetime) -> None:
    """Send one transcript that was claimed; nobody but its visitor asked for it, so the record tells nothing."""
    mail = TranscriptMail.objects.select_related(*RELATED).filter(pk=id, ended_at=None).first()
    if mail is None:
        return
    reason = _send(CopyLetter(mail).message, mail, now)
    if reason != LATER:
        mail.end(Mail.Outcome.FAILED if reason else Mail.Outcome.SENT, now=now)


def _deliver_in_turn(mail: Mail, claimed_at: datetime) -> None:
    try:
        if runtime.draining:
            mail.give_back()
        else:
            # What was claimed long ago may be in other hands by now.
            way = deliver if isinstance(mail, FollowUp) else deliver_transcript
            way(mail.pk, now=max(claimed_at, timezone.now()))
    finally:
        _in_hand.discard(mail.pk)


def _send(write: Callable[[], EmailMessage], mail: Mail, now: datetime) -> str:
    """Send a mail; returns nothing, or why it never will leave, or that it is tried again."""
    try:
        validate_email(mail.email)
        write().send()
    except Exception as error:  # whatever the mail server says, or cannot be written down
        # Without the words of the server: they may repeat an address or the mail itself.
        log.warning("mail %s did not leave: %s", mail.pk, type(error).__name__)
        if _is_refused(error):
            return "refused"
        return LATER if mail.try_later(now=now) else "unreachable"
    return ""


def _is_refused(error: Exception) -> bool:
    """Tell whether another try would end the same: the address is none, or its server does not want it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValidationError)
