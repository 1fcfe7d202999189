"""Which browser is this: signed tokens, and what each of the two kinds may do.

The *tracking token* lies with the host page and only ever says what happened there; the *conversation
token* stays in the chat frame and reaches the conversations of its visitor. A token carries site,
visitor and epoch; raising the visitor's epoch revokes it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.core import signing

from realtime.ids import LENGTH, new_id
from visitors.models import Site, Visitor

Kind = Literal["conversation", "tracking"]

_SALT = "visavis.token"


@dataclass(slots=True)
class Ticket:
    """A browser as its token describes it; ``visitor`` is empty until something is stored about it."""

    site: Site
    visitor_id: str
    kind: Kind
    visitor: Visitor | None = None

    @property
    def epoch(self) -> int:
        """The epoch a token of this browser carries."""
        return self.visitor.epoch if self.visitor is not None else 0

    def token(self) -> str:
        """Return the signed token."""
        return signing.dumps([self.kind[0], self.site.pk, self.visitor_id, self.epoch], salt=_SALT)

    def ensure_visitor(self, *, locale: str = "", timezone: str = "") -> Visitor:
        """Return the visitor's row, made at its first use."""
        if self.visitor is None:
            self.visitor, _created = Visitor.objects.get_or_create(
                pk=self.visitor_id, defaults={"site": self.site, "locale": locale, "timezone": timezone}
            )
            self.visitor.site = self.site
        return self.visitor


def new_ticket(site: Site, kind: Kind = "conversation") -> Ticket:
    """Return a fresh browser; nothing is stored about it yet."""
    return Ticket(site, new_id(), kind)


@dataclass(frozen=True, slots=True)
class Claim:
    """What stands in a token that was signed here; whether it still holds its visitor's row says."""

    site_id: str
    visitor_id: str
    kind: Kind
    epoch: int


def read_token(site: Site, token: str) -> Ticket | None:
    """Return the browser a token stands for; nothing for a forged, foreign or revoked one."""
    claim = claim_in(site, token)
    if claim is None:
        return None
    visitor = Visitor.objects.select_related("customer").filter(pk=claim.visitor_id).first()
    if visitor is not None:
        visitor.site = site
        if visitor.site_id != site.pk or visitor.epoch != claim.epoch:
            return None
    elif claim.epoch:
        return None
    return Ticket(site, claim.visitor_id, claim.kind, visitor)


def claim_in(site: Site, token: str) -> Claim | None:
    """Return what a token of this site claims, without a look at the database; nothing for a forged or foreign one."""
    try:
        claim = _claim(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return claim if claim.site_id == site.pk and len(claim.visitor_id) == LENGTH else None


@lru_cache(maxsize=5000)  # a page shows the same one with every heartbeat
def _claim(token: str) -> Claim:
    kind, site_id, visitor_id, epoch = signing.loads(token, salt=_SALT)
    return Claim(site_id, visitor_id, "tracking" if kind == "t" else "conversation", epoch)
