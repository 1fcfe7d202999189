"""Links that lead back, once: in a mail, or shown to go on with on another device; and one that stops mails.

All are signed, so nothing of them is stored. What leads back stands behind the ``#`` of its address:
browsers send that part nowhere, so no log and no Referer ever holds it, and a scanner that opens the page has
used nothing up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from chat.models import Conversation, DeviceLink, FollowUp
from chat.models.device_link import LIFETIME
from chat.models.follow_up import LINK_LIFETIME
from realtime.errors import Refusal
from visitors.identity import Ticket
from visitors.models import Site

# Whoever's line broke before the answer came asks again under the same client_id.
REPEATED = timedelta(minutes=10)

_back = Signer(sep=".", salt="visavis.link")
_shown = Signer(sep=".", salt="visavis.device")
_stop = Signer(sep=".", salt="visavis.no-mail")
# What a link begins with that was shown and not mailed: the page says something else when it is used up.
SHOWN = "d-"


@dataclass(frozen=True, slots=True)
class Return:
    """Where a link has led: a token for the visitor's own conversations, and the one it was about."""

    conversation: str
    token: str


def link_back(mail: FollowUp) -> str:
    """Return the address in a mail that continues the conversation on whatever device it is opened."""
    return _address(mail.conversation.site, _back.sign(mail.pk))


@transaction.atomic
def offer(conversation: Conversation, *, now: datetime) -> DeviceLink:
    """Make a link to another device; one that was made before ceases to work."""
    visitor = conversation.visitor
    visitor.device_links.all().delete()
    return DeviceLink.objects.create(
        visitor=visitor, conversation=conversation, epoch=visitor.epoch, made_at=now
    )


def link_shown(link: DeviceLink) -> str:
    """Return the address to open on the other device."""
    return _address(link.conversation.site, SHOWN + _shown.sign(link.pk))


def _address(site: Site, link: str) -> str:
    return f"{settings.PUBLIC_URL}/w/{site.key}/page#link={link}"


def link_to_stop(conversation: Conversation) -> str:
    """Return the address that stops mails about a conversation."""
    return f"{settings.PUBLIC_URL}{reverse('stop_mail')}?for={quote(_stop.sign(conversation.pk))}"


def conversation_to_stop(signed: str) -> Conversation | None:
    """Return the conversation an address to stop mails is about."""
    try:
        id = _stop.unsign(signed)
    except BadSignature:
        return None
    return Conversation.objects.select_related("site").filter(pk=id).first()


@transaction.atomic
def redeem(site: Site, link: str, *, client_id: str, now: datetime) -> Return:
    """Let a link lead back, once: to the conversations of the visitor it was made for, and to nothing else."""
    if link.startswith(SHOWN):
        return _redeem_shown(site, link.removeprefix(SHOWN), client_id=client_id, now=now)
    mail = _mail_of(site, link)
    fresh = FollowUp.objects.filter(
        pk=mail.pk, link_used_at=None, outcome=FollowUp.Outcome.SENT, ended_at__gt=now - LINK_LIFETIME
    )
    again = mail.link_used_by == client_id and _is_recent(mail.link_used_at, now)
    if not _is_addressed(mail) or not (fresh.update(link_used_at=now, link_used_by=client_id) or again):
        raise _gone()
    conversation = mail.conversation
    visitor = conversation.visitor
    if mail.link_used_at is None:
        conversation.found_again(by=visitor.actor)
    return Return(conversation.pk, Ticket(site, visitor.pk, "conversation", visitor).token())


def _redeem_shown(site: Site, signed: str, *, client_id: str, now: datetime) -> Return:
    rows = DeviceLink.objects.select_related("visitor").filter(visitor__site=site)
    link = rows.filter(pk=_unsigned(_shown, signed)).first()
    if link is None:  # made anew since
        raise _gone()
    fresh = DeviceLink.objects.filter(pk=link.pk, used_at=None, made_at__gt=now - LIFETIME)
    again = link.used_by == client_id and _is_recent(link.used_at, now)
    if link.epoch != link.visitor.epoch or not (fresh.update(used_at=now, used_by=client_id) or again):
        raise _gone()
    return Return(link.conversation_id, Ticket(site, link.visitor_id, "conversation", link.visitor).token())


def renew(site: Site, link: str, *, now: datetime) -> None:
    """Send another link to the address an earlier one was sent to, if that is still the visitor's."""
    mail = _mail_of(site, link)
    if not _is_addressed(mail) or not mail.conversation.ask_for_link(now=now):
        raise _gone()


def _mail_of(site: Site, link: str) -> FollowUp:
    id = _unsigned(_back, link)
    rows = FollowUp.objects.select_related("conversation__site", "conversation__visitor__customer")
    mail = rows.filter(pk=id, conversation__site=site).first()
    if mail is None:
        raise _unknown()
    return mail


def _is_addressed(mail: FollowUp) -> bool:
    """Tell whether the address is still the visitor's: who corrected it shuts out whoever has the old mail."""
    customer = mail.conversation.visitor.customer
    return customer is not None and customer.email == mail.email


def _is_recent(used: datetime | None, now: datetime) -> bool:
    return used is not None and now < used + REPEATED


def _unsigned(by: Signer, link: str) -> str:
    try:
        return by.unsign(link)
    except BadSignature:
        raise _unknown() from None


def _unknown() -> Refusal:
    return Refusal("not_found", "There is no such link.")


def _gone() -> Refusal:
    return Refusal(
        "gone", "This link was used before, is too old, or its address is not the visitor's any more."
    )
