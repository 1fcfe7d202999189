"""What a site may know of its visitors: its mode, what they allowed, and what their browser asks for."""

from collections.abc import Collection
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """What is collected about visitors."""

    OFF = "off", _("nothing")
    COOKIELESS = "cookieless", _("nothing stored on the device")
    ASK = "ask", _("after consent")
    FULL = "full", _("everything")


class Purpose(StrEnum):
    """What something may be known for; what is stored carries those that allowed it."""

    CHAT = "chat"
    """The conversation somebody asked for: always allowed."""
    ENGAGEMENT = "engagement"
    """Seeing who is there, and speaking first."""
    ANALYTICS = "analytics"
    """Counting visits and pages."""
    ATTRIBUTION = "attribution"
    """Knowing where a visit came from."""
    CROSS_BRAND = "cross_brand"
    """Knowing the same person on the sites of one group."""


class KeyKind(StrEnum):
    """What the pages of one browser are held together by."""

    NONE = "none"
    DAILY = "daily"
    """A hash that nobody can repeat tomorrow; nothing is stored on the device."""
    OWN = "own"
    """A token of its own, in the browser's storage."""


CHAT_ALONE = frozenset({Purpose.CHAT})
TRACKING = frozenset(Purpose) - CHAT_ALONE
# A key that ends with the day and holds for one site can know nobody on another.
WITHIN_A_DAY = TRACKING - {Purpose.CROSS_BRAND}
# A page is looked at to see who is there or to count; where somebody came from is no reason by itself.
PAGES = frozenset({Purpose.ENGAGEMENT, Purpose.ANALYTICS})


def purposes_of(
    mode: str,
    granted: Collection[str] = (),
    *,
    refused: Collection[str] = (),
    gpc: bool = False,
    dnt: bool = False,
) -> frozenset[Purpose]:
    """Return the purposes in force.

    ``gpc`` is whether the browser sent ``Sec-GPC: 1``, ``dnt`` whether it sent ``DNT: 1`` to a site that honours it.
    """
    if gpc or dnt:
        return CHAT_ALONE
    match mode:
        case Mode.COOKIELESS:
            allowed = WITHIN_A_DAY
        case Mode.ASK:
            allowed = frozenset(purpose for purpose in TRACKING if purpose in granted)
        case Mode.FULL:
            allowed = TRACKING
        case _:
            return CHAT_ALONE
    return CHAT_ALONE | {purpose for purpose in allowed if purpose not in refused}


def sees_pages(purposes: Collection[str]) -> bool:
    """Tell whether pages may be looked at under these purposes."""
    return not PAGES.isdisjoint(purposes)


def key_kind(mode: str, purposes: Collection[str]) -> KeyKind:
    """Return what may hold the pages of a browser together under these purposes."""
    if not sees_pages(purposes):
        return KeyKind.NONE
    return KeyKind.OWN if mode in (Mode.ASK, Mode.FULL) else KeyKind.DAILY
