"""What kind of place a visit came from."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from visitors.tracking.addresses import LONGEST, clean, parse_fields
from visitors.tracking.campaigns import CLICK_KINDS, NO_CAMPAIGN, Campaign

DATA = Path(__file__).parent / "data"
APP = "android-app://"

# How hosts are written in the list: without what says nothing, and with {} for a country.
_IDLE_PREFIX = re.compile(r"^(www\d*|search|m)\.")
_COUNTRY_PREFIX = re.compile(r"^[a-z]{2}\.")
_COUNTRY = re.compile(r"\.(?:(?:com|org|net|co|it|edu)\.)?[a-z]{2}$")


class Kind(StrEnum):
    """What a visit came from."""

    DIRECT = "direct"
    SEARCH = "search"
    SOCIAL = "social"
    EMAIL = "email"
    PAID = "paid"
    CHATBOT = "chatbot"
    CAMPAIGN = "campaign"
    REFERRAL = "referral"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a visit came from."""

    kind: Kind
    name: str = ""
    """In the words of people, such as Google; a host where nothing else is known."""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A place on the list."""

    kind: Kind
    name: str
    path: str = "/"
    terms: tuple[str, ...] = ()
    """A portal does many things: only who comes with one of these fields has searched there."""

    def is_at(self, path: str, fields: list[tuple[str, str]]) -> bool:
        """Tell whether an address of its host is its own."""
        searched = not self.terms or any(name in self.terms for name, _words in fields)
        return searched and path.startswith(self.path)


def classify(referrer: str, own_hosts: Collection[str], campaign: Campaign = NO_CAMPAIGN) -> Source:
    """Return where a page was reached from: its referrer, unless its own address says more.

    ``own_hosts`` are those of the site, the page's own among them.
    """
    host, path, fields = _read(referrer)
    is_own = bool(host) and _bare(host) in map(_bare, own_hosts)
    if is_own:
        host = ""
    known = _find(host, path, fields)
    if campaign:
        return _of_campaign(campaign, host, known)
    if known:
        return Source(known.kind, known.name, host)
    if host:
        return Source(Kind.REFERRAL, _bare(host), host)
    return Source(Kind.INTERNAL if is_own else Kind.DIRECT)


def warm() -> None:
    """Read the lists now, so that no visitor waits for them."""
    _mediums()
    _places()


def _read(referrer: str) -> tuple[str, str, list[tuple[str, str]]]:
    text = referrer[:LONGEST].strip()
    if text.startswith(APP):  # how apps on Android name themselves
        text = f"https://{text.removeprefix(APP)}"
    address = clean(text)
    if not address:
        return "", "", []
    return address.host, address.path, parse_fields(urlsplit(text).query) if "?" in text else []


def _bare(host: str) -> str:
    name = host if host.startswith("[") else host.partition(":")[0]
    return name.lower().removeprefix("www.")


def _of_campaign(campaign: Campaign, host: str, known: Known | None) -> Source:
    named = known or _named(campaign.source)
    kind = _kind_of(campaign, named)
    name = named.name if named else campaign.source or CLICK_KINDS.get(campaign.click_kind, campaign.name)
    return Source(kind, name, host)


def _kind_of(campaign: Campaign, known: Known | None) -> Kind:
    if campaign.is_paid_click:
        return Kind.PAID
    if kind := _mediums().get(campaign.medium.casefold()):
        return kind
    if known and (known.kind is Kind.CHATBOT or not (campaign.name or campaign.medium)):
        return known.kind
    # Networks that mark every link are social ones.
    return Kind.CAMPAIGN if campaign.source or campaign.name or campaign.medium else Kind.SOCIAL


def _named(source: str) -> Known | None:
    # Chatbots call themselves by their host.
    return _find(source.casefold(), "/", []) if "." in source else None


def _find(host: str, path: str, fields: list[tuple[str, str]]) -> Known | None:
    if not host:
        return None
    for name, exact in _names(host.partition(":")[0]):
        for known in _places().get(name, ()):
            # Below an engine's host stand its other services; below a network's, its other doors.
            if (exact or known.kind is not Kind.SEARCH) and known.is_at(path, fields):
                return known
    return Known(Kind.EMAIL, host) if host.startswith("webmail.") else None


def _names(host: str) -> Iterator[tuple[str, bool]]:
    yield host, True
    short = _IDLE_PREFIX.sub("", host)
    anywhere = _COUNTRY.sub(".{}", short)
    for name in (short, anywhere, _COUNTRY_PREFIX.sub("{}.", short)):
        if name != host:
            yield name, True
    labels = host.split(".")
    for start in range(1, min(len(labels) - 1, 8)):
        yield ".".join(labels[start:]), False


@cache
def _table(file: str) -> dict[str, Any]:
    return dict(json.loads((DATA / file).read_text()))


@cache
def _mediums() -> dict[str, Kind]:
    mediums = _table("additions.json")["mediums"]
    return {medium: Kind(kind) for kind, words in mediums.items() for medium in words}


@cache
def _places() -> dict[str, list[Known]]:
    places: dict[str, list[Known]] = {}
    for file in ("referrers.json", "additions.json"):
        for address, known in _entries(_table(file)):
            host, slash, path = address.partition("/")
            places.setdefault(host, []).append(replace(known, path=slash + path or "/"))
    for found in places.values():
        found.sort(key=lambda known: len(known.path), reverse=True)
    return places


def _entries(table: dict[str, Any]) -> Iterator[tuple[str, Known]]:
    for kind in (Kind.CHATBOT, Kind.EMAIL, Kind.SOCIAL):
        for name, addresses in table.get(kind, {}).items():
            for address in addresses:
                yield address, Known(kind, name)
    for name, engines in table.get(Kind.SEARCH, {}).items():
        for engine in engines:
            for address in engine.get("hosts", ()):
                yield address, Known(Kind.SEARCH, name)
            terms = tuple(term.lower() for term in engine.get("terms", ()))
            for address in engine.get("portals", ()):
                yield address, Known(Kind.SEARCH, name, terms=terms)
