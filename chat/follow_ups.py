"""The way of a mail to a visitor who has left: found due, claimed, written, sent, recorded.

Whatever happens to this process on the way, the mail is due again when its lease is over. Only a process that
dies between the mail server's yes and its own record sends one twice, under the same Message-ID.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from chat.letters import Letter
from chat.models import Conversation, FollowUp
from chat.models.follow_up import Stage
from realtime import post
from realtime.runtime import runtime

log = logging.getLogger(__name__)

# How many mails this process has in hand at once: an invitation to an agent waits behind no more.
AT_ONCE = 20
_in_hand: set[str] = set()


def post_due(*, now: datetime | None = None, send: Callable[[Callable[[], object]], None] = post.run) -> int:
    """Hand what is due to the post; tells how many mails this process has taken on."""
    now = now or timezone.now()
    due = Conversation.objects.filter(follow_up=Stage.DUE, follow_up_at__lte=now)
    for conversation in due.order_by("follow_up_at")[:AT_ONCE]:
        conversation.begin_follow_up(now=now)
    claimed = FollowUp.claim(now=now, most=AT_ONCE - len(_in_hand))
    for mail in claimed:
        _in_hand.add(mail.pk)
        send(partial(_deliver_in_turn, mail.pk, now))
    return len(claimed)


def deliver(id: str, *, now: datetime) -> None:
    """Send one mail that was claimed, if there is still something to tell, and record what became of it."""
    related = ("conversation__site", "conversation__visitor__customer", "conversation__department")
    mail = FollowUp.objects.select_related(*related).filter(pk=id, ended_at=None).first()
    if mail is None:
        return
    letter = Letter.of(mail)
    if letter is None:
        mail.conversation.needs_no_follow_up(mail, now=now)
        return
    try:
        validate_email(mail.email)
        letter.message().send()
    except Exception as error:  # whatever the mail server says, or cannot be written down
        _failed(mail, error, now)
    else:
        mail.conversation.followed_up(mail, upto=letter.upto, now=now)


def _deliver_in_turn(id: str, claimed_at: datetime) -> None:
    try:
        if runtime.draining:
            FollowUp(pk=id).give_back()
        else:
            # What was claimed long ago may be in other hands by now.
            deliver(id, now=max(claimed_at, timezone.now()))
    finally:
        _in_hand.discard(id)


def _failed(mail: FollowUp, error: Exception, now: datetime) -> None:
    # Without the words of the server: they may repeat an address or the mail itself.
    log.warning("follow-up %s did not leave: %s", mail.pk, type(error).__name__)
    if _is_refused(error):
        mail.conversation.not_followed_up(mail, reason="refused", now=now)
    elif not mail.try_later(now=now):
        mail.conversation.not_followed_up(mail, reason="unreachable", now=now)


def _is_refused(error: Exception) -> bool:
    """Tell whether another try would end the same: the address is none, or its server does not want it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValidationError)
