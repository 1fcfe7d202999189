"""Whose visit it was all along: found out when the chat is used."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from visitors.identity import claim_in, read_token
from visitors.models import DailySalt, PageView, Site, Visit, Visitor
from visitors.presence import presence
from visitors.tracking.hit import Browser
from visitors.tracking.keys import day_key
from visitors.tracking.modes import Mode
from visitors.tracking.told import view_key


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the chat knows of the page it stands on: the id of the look at it, and the page's tracking token."""

    view: str = ""
    tracking: str = ""


@transaction.atomic
def attach(visitor: Visitor, browser: Browser, where: Whereabouts) -> Visit | None:
    """Give a visitor the visit of the page they write from; one that is somebody's stays theirs.

    Where browsers are known again it is the one of the page's own token, and with it come the earlier and the later
    visits of that browser. Else it is known by the day's key and the page it is on: the key alone would be shared
    with whoever is behind the same network.
    """
    visit = visit_of(browser, where)
    if visit is None or visit.visitor_id not in (None, visitor.pk):
        return None
    if visit.visitor_id is None or not visit.acted:
        visit.visitor, visit.acted = visitor, True
        visit.save(update_fields=["visitor", "acted"])
        presence.stir(visit=visit.pk)
    if visit.browser and visitor.browser != visit.browser:
        visitor.is_known_to_pages_as(visit.browser)
        Visit.objects.filter(browser=visit.browser, site=browser.site, visitor=None).update(visitor=visitor)
    return visit


def visit_of(browser: Browser, where: Whereabouts) -> Visit | None:
    """Return the open visit a page is in, locked: by its token where browsers are known again, else by day and view."""
    visits = Visit.objects.select_for_update()
    if browser.site.mode in (Mode.ASK, Mode.FULL):
        id = browser_of(browser.site, where.tracking)
        return visits.filter(open_key=id).first() if id else None
    if not where.view:
        return None
    salt = DailySalt.of(timezone.now().date())
    visit = visits.filter(open_key=day_key(salt, browser)).first()
    known = visit is not None and PageView.objects.filter(visit=visit, key=view_key(where.view)).exists()
    return visit if known else None


def browser_of(site: Site, tracking: str) -> str:
    """Return what pages of a site know a browser as, by a token of theirs that holds; nothing for any other."""
    ticket = read_token(site, tracking) if named_by(site, tracking) else None
    return ticket.visitor_id if ticket is not None else ""


def named_by(site: Site, tracking: str) -> str:
    """Return whom a token of a site's pages names, whether it still holds or not: a ban does either way."""
    claim = claim_in(site, tracking) if tracking else None
    return claim.visitor_id if claim is not None and claim.kind == "tracking" else ""
