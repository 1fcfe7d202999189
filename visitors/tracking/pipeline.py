"""The way of what a page tells, step by step, from the door into the store.

Each step does what it is named for and leaves the rest alone; one that finds a reason to store nothing raises
``Dropped`` with it, and the reason is counted. Who came from where, and how much, the door has looked at by then.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from visitors.admission import banned, is_banned
from visitors.identity import new_ticket
from visitors.models.invitation import hear
from visitors.presence import presence
from visitors.tracking import drops
from visitors.tracking.addresses import Address, clean
from visitors.tracking.attaching import Whereabouts
from visitors.tracking.bots import Conducts, is_listed
from visitors.tracking.campaigns import campaign_in
from visitors.tracking.deeds import deed_of
from visitors.tracking.drops import Dropped, Reason
from visitors.tracking.erasing import erase
from visitors.tracking.frames import (
    INVITATION_VERBS,
    ConsentSet,
    EventTrack,
    InvitationFrame,
    PageActivity,
    PageLeave,
    PageView,
    VisitorForget,
)
from visitors.tracking.hit import Hit
from visitors.tracking.keys import day_key, salts
from visitors.tracking.modes import KeyKind, Mode, Purpose, key_kind, purposes_of
from visitors.tracking.places import place_of
from visitors.tracking.referrers import classify
from visitors.tracking.store import pages
from visitors.tracking.told import Attention, Deed, Machine, Told, View, Withdrawal, view_key

LONGEST_TITLE = 200
# More than that nobody does with one invitation.
MOST_SAID = 3
LONGEST_URL = 1000
LONGEST_NAME = 80
# Who has touched nothing for so long is not looking at the page.
TOUCHED_MS = 60_000

Step = Callable[[Hit], None]

conducts = Conducts()


async def take(hit: Hit) -> str | None:
    """Take what a page tells; returns the visit it is in once that is stored, or nothing where nothing is.

    Raises a refusal where the writer takes nothing more, the browser is banned, or its token does not hold any longer.
    """
    forget = next((frame for frame in hit.frames if isinstance(frame, VisitorForget)), None)
    if forget is not None:  # whatever the browser is and wants else, and in turn with what it told before
        where = Whereabouts(forget.view, forget.tracking)
        for key in await pages.run(partial(erase, hit.browser, where)):
            presence.saw(None, hit.browser.site.pk, key, (), at=hit.at.timestamp())
        return None
    said = _set_aside(hit)
    hit.salt = await salts.of(hit.at.date())
    hit.banned = await is_banned(hit.browser, *([hit.claim.visitor_id] if hit.claim else []))
    try:
        for step in STEPS:
            step(hit)
    except Dropped as dropped:
        drops.count(dropped.reason, len(hit.frames) + len(said))
        if dropped.reason is Reason.BANNED:
            raise banned() from None
        views = sum(isinstance(frame, PageView) for frame in hit.frames)
        if dropped.reason is Reason.BOT and views and hit.browser.site.collects:
            await pages.submit(Machine(hit.browser.site.pk, hit.at, views, hit.browser.site.zone))
        return None
    visit: str | None = await pages.submit(told(hit))
    seen = visit if Purpose.ENGAGEMENT in hit.purposes else None  # counted, perhaps, but not to be watched
    presence.saw(seen, hit.browser.site.pk, hit.key, hit.facts, at=hit.at.timestamp())
    if said and visit is not None:
        await pages.run(partial(hear, visit, said))
    elif said:
        drops.count(Reason.NO_VISIT, len(said))
    return visit


def _set_aside(hit: Hit) -> list[tuple[str, str]]:
    """Take out what is said of invitations, which is the visitor's own act: by the invitation, what became of it."""
    said = [frame for frame in hit.frames if isinstance(frame, InvitationFrame)]
    if said:
        hit.frames = [frame for frame in hit.frames if frame not in said]
    return [(frame.invitation, INVITATION_VERBS[type(frame)]) for frame in said[:MOST_SAID]]


def ban(hit: Hit) -> None:
    """Take nothing from who is banned."""
    if hit.banned:
        raise Dropped(Reason.BANNED)


def bot(hit: Hit) -> None:
    """Let machines go by what they call themselves, and pages that are loaded ahead for nobody."""
    browser = hit.browser
    if browser.prefetch:
        raise Dropped(Reason.PREFETCH)
    if browser.webdriver or is_listed(browser.user_agent):
        raise Dropped(Reason.BOT)


def consent(hit: Hit) -> None:
    """Find out what is allowed: by the site, by the visitor, and by what their browser asks for."""
    browser = hit.browser
    site = browser.site
    changed = [frame for frame in hit.frames if isinstance(frame, ConsentSet)]
    for frame in changed:
        hit.consent.update(dict(frame.purposes.items()))
    hit.purposes = _purposes(
        site.mode, tuple(hit.consent.items()), browser.gpc, browser.dnt and site.honours_dnt
    )
    hit.kind = key_kind(site.mode, hit.purposes)
    if hit.kind is KeyKind.NONE:
        withdrawn = bool(changed) and site.mode != Mode.OFF
        if not withdrawn:
            raise Dropped(_why(hit))
        hit.kind = KeyKind.DAILY if site.mode == Mode.COOKIELESS else KeyKind.OWN
        hit.facts.append(Withdrawal())


@lru_cache(maxsize=500)
def _purposes(mode: str, consent: tuple[tuple[str, str], ...], gpc: bool, dnt: bool) -> frozenset[Purpose]:
    said: dict[str, list[str]] = {"granted": [], "refused": []}
    for purpose, answer in consent:
        said.setdefault(answer, []).append(purpose)
    return purposes_of(mode, said["granted"], refused=said["refused"], gpc=gpc, dnt=dnt)


def _why(hit: Hit) -> Reason:
    browser = hit.browser
    if browser.site.mode == Mode.OFF:
        return Reason.OFF
    if browser.gpc:
        return Reason.GPC
    return Reason.DNT if browser.dnt and browser.site.honours_dnt else Reason.CONSENT


def key(hit: Hit) -> None:
    """Find out whose visit this is: by the browser's own token, or by a key that ends with the day."""
    browser = hit.browser
    if hit.kind is KeyKind.DAILY:
        hit.key = day_key(hit.salt, browser)
        return
    if hit.claim is None:
        if not _begins_something(hit):
            raise Dropped(Reason.NO_VISIT)
        ticket = new_ticket(browser.site, "tracking")
        hit.token, hit.browser_id = ticket.token(), ticket.visitor_id
    else:
        hit.browser_id = hit.claim.visitor_id
    hit.key = hit.browser_id


def _begins_something(hit: Hit) -> bool:
    return not hit.facts and any(isinstance(frame, PageView | EventTrack) for frame in hit.frames)


def conduct(hit: Hit) -> None:
    """Let machines go by how they behave."""
    behaves = conducts.of(hit.key)
    for frame in hit.frames:
        if isinstance(frame, PageActivity) and _touched(frame):
            behaves.touch()
        elif isinstance(frame, PageView):
            behaves.view(hit.at.timestamp())
    if behaves.verdict:
        raise Dropped(Reason.BOT)


def _touched(frame: PageActivity) -> bool:
    return frame.visible and frame.idle_ms < TOUCHED_MS


def facts(hit: Hit) -> None:
    """Read each frame: clean its address, find out where it was reached from and by which campaign."""
    if hit.facts:  # what was allowed was taken back: nothing else is told of
        return
    for frame in hit.frames:
        if isinstance(frame, PageView):
            _view(hit, frame)
        elif isinstance(frame, PageActivity):
            key = view_key(frame.view)
            hit.facts.append(Attention(key, frame.active_ms, frame.scroll_pct, _touched(frame)))
        elif isinstance(frame, PageLeave):
            hit.facts.append(
                Attention(view_key(frame.view), frame.active_ms, frame.scroll_pct, False, left=True)
            )
        elif isinstance(frame, EventTrack):
            hit.facts.append(deed_of(frame, hit.key))
    if hit.frames and not hit.facts:
        raise Dropped(Reason.NOT_COLLECTED)


def _view(hit: Hit, frame: PageView) -> None:
    page = _page(frame.url)
    if not page:
        drops.count(Reason.NO_ADDRESS)
        return
    came = {}
    if Purpose.ATTRIBUTION in hit.purposes:
        came = _origin(frame.url, frame.referrer, page.host, tuple(hit.browser.site.allowed_origins))
    title = printable(frame.title)[:LONGEST_TITLE]
    hit.facts.append(View(view_key(frame.view), page.text[:LONGEST_URL], title, frame.nav, **came))


@lru_cache(maxsize=500)
def _page(url: str) -> Address:
    return clean(url)


@lru_cache(maxsize=500)  # most people come by the same few ways
def _origin(url: str, referrer: str, host: str, origins: tuple[str, ...]) -> dict[str, Any]:
    """Return where a page was reached from, in the fields of a view."""
    campaign = campaign_in(url)
    own = {host, *(origin.partition("://")[2] for origin in origins)}
    source = classify(referrer, own, campaign)
    return {
        "referrer": clean(referrer).text[:LONGEST_URL],
        "source": source.kind.value,
        "source_name": source.name[:LONGEST_NAME],
        "campaign": campaign,
    }


def printable(text: str) -> str:
    """Return text without what cannot be seen, which could turn a line around."""
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


def geo(hit: Hit) -> None:
    """Find out where a visit that may begin with this comes from; the address is not needed after that."""
    if any(isinstance(fact, View | Deed) for fact in hit.facts):
        place = place_of(hit.browser.address, hit.browser.timezone)
        hit.country, hit.city, hit.placed_by = place.country, place.city, place.source


def told(hit: Hit) -> Told:
    """Return what goes into the store."""
    browser = hit.browser
    return Told(
        site=browser.site.pk,
        key=hit.key,
        at=hit.at,
        facts=hit.facts,
        purposes=hit.purposes,
        browser=hit.browser_id,
        epoch=hit.claim.epoch if hit.claim else 0,
        user_agent=browser.user_agent,
        locale=browser.locale,
        timezone=browser.timezone,
        zone=browser.site.zone,
        country=hit.country,
        city=hit.city,
        placed_by=hit.placed_by,
    )


STEPS: tuple[Step, ...] = (ban, bot, consent, key, conduct, facts, geo)
