"""Whose visit a page belongs to, for one that is about to keep a socket open: found without telling anything."""

from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from realtime.errors import Refusal
from realtime.threads import readers
from visitors.models import Invitation, Visit, Visitor
from visitors.tracking import drops
from visitors.tracking.drops import Dropped, Reason
from visitors.tracking.frames import PageView
from visitors.tracking.hit import Browser, Hit
from visitors.tracking.keys import salts
from visitors.tracking.modes import Purpose
from visitors.tracking.pipeline import Step, bot, consent, key, take

# Who may be seen at all, and by what they are known: the same steps as for what a page tells.
ADMISSION: tuple[Step, ...] = (bot, consent, key)


class Found(NamedTuple):
    """The visit of a page, the token of a browser that came without one it needs, and what stands offered to it."""

    visit: str | None
    token: str | None = None
    offer: dict[str, Any] | None = None


NOBODY = Found(None)


async def find(browser: Browser, view: PageView, **given: object) -> Found:
    """Return the open visit of a browser on this page.

    A browser without a visit begins one with the page, as if it had told of it. Without either nothing may be known
    of it. Raises a refusal for a token that does not hold any longer.
    """
    hit = Hit(browser, timezone.now(), [view], **given)  # type: ignore[arg-type]
    hit.salt = await salts.of(hit.at.date())
    try:
        for step in ADMISSION:
            step(hit)
        if Purpose.ENGAGEMENT not in hit.purposes:
            raise Dropped(Reason.CONSENT)
    except Dropped as dropped:
        drops.count(dropped.reason)
        return NOBODY
    found = NOBODY if hit.token else await readers.run(partial(_open, hit))
    return found if found.visit is not None else Found(await take(hit), hit.token)


def _open(hit: Hit) -> Found:
    if hit.claim is not None and hit.browser_id:
        known = Visitor.objects.filter(pk=hit.browser_id).values_list("site", "epoch").first()
        if known is not None and known != (hit.claim.site_id, hit.claim.epoch):
            raise Refusal("forbidden", "This token is not valid here.")
    offered = Exists(Invitation.standing().filter(visit=OuterRef("pk")))
    row = Visit.objects.filter(open_key=hit.key).values_list("pk", offered).first()
    if row is None:
        return NOBODY
    return Found(row[0], offer=Invitation.offer_to(row[0]) if row[1] else None)
