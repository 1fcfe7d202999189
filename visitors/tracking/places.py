"""Where somebody probably is: by their network, where a database is at hand, else by their clock."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import maxminddb
from django.conf import settings

log = logging.getLogger(__name__)

LONGEST_CITY = 80


@dataclass(frozen=True, slots=True)
class Place:
    """A country and perhaps a city; empty where nothing is known."""

    country: str = ""
    """Its two letters."""
    city: str = ""
    source: str = ""
    """``address`` or ``zone``: how much it may be believed."""

    def __bool__(self) -> bool:
        return bool(self.country)


NOWHERE = Place()


class Atlas:
    """A database of networks in MaxMind's format; one that is absent or broken knows nothing and says so once.

    It is read like a file, not mapped into memory: there, one cut short while it is open ends the process.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._complained = False
        self._version = 0
        self._reader = self._open() if path else None

    def find(self, address: str) -> Place:
        """Return where an address is, as far as the database knows."""
        ip = _ip(address) if self._reader is not None else None
        if self._reader is None or ip is None or ip.version > self._version:
            return NOWHERE
        try:
            return _place(self._reader.get(ip))
        except Exception as error:  # whatever a broken file makes the reader stumble over
            self._complain(error)
            return NOWHERE

    def _open(self) -> maxminddb.Reader | None:
        try:
            reader = maxminddb.open_database(self.path, maxminddb.MODE_FILE)
            self._version = reader.metadata().ip_version
            return reader
        except Exception as error:
            self._complain(error)
            return None

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            log.error("GEOIP_DB cannot be read: %s: %s", type(error).__name__, error)
        self._complained = True


def place_of(address: str, zone: str) -> Place:
    """Return where somebody probably is; the address is looked up whole, and not kept."""
    return atlas(settings.GEOIP_DB).find(address) or _place_of_zone(zone)


@lru_cache(maxsize=1000)
def country_of(zone: str) -> str:
    """Return the country of a time zone, by its present name or an old one that browsers still say."""
    return _countries().get(zone) or _country_of_old(zone) if zone in _zones() else ""


def warm() -> None:
    """Open the database and read the zones now, so that no visitor waits for them."""
    atlas(settings.GEOIP_DB)
    country_of("Asia/Calcutta")


@cache
def atlas(path: str) -> Atlas:
    """Return the database at a path, opened once."""
    return Atlas(path)


def _place(record: Any) -> Place:
    country = _dug(record, "country", "iso_code")
    if len(country) != 2 or not (country.isascii() and country.isalpha()):
        return NOWHERE
    city = _dug(record, "city", "names", "en")[:LONGEST_CITY]
    return Place(country.upper(), city if city.isprintable() else "", "address")


def _dug(record: Any, *names: str) -> str:
    for name in names:
        record = record.get(name) if isinstance(record, dict) else None
    return record if isinstance(record, str) else ""


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=1000)
def _place_of_zone(zone: str) -> Place:
    country = country_of(zone)
    return Place(country, source="zone") if country else NOWHERE


def _files() -> Traversable:
    return files("tzdata")


@cache
def _zones() -> frozenset[str]:
    return frozenset((_files() / "zones").read_text().split())


def _table(name: str) -> Iterator[list[str]]:
    for line in (_files() / "zoneinfo" / name).read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


@cache
def _countries() -> dict[str, str]:
    return {zone: country for country, _where, zone, *_rest in _table("zone.tab")}


@cache
def _most_people() -> dict[bytes, str]:
    # Zones that were always alike share a line, the country with the most people first.
    return {
        _clock(zone): countries.split(",")[0] for countries, _where, zone, *_rest in _table("zone1970.tab")
    }


@lru_cache(maxsize=100)
def _country_of_old(zone: str) -> str:
    # An old name goes like the zone it was renamed to; abbreviations and offsets are nowhere.
    if "/" not in zone or zone.startswith("Etc/"):
        return ""
    return _most_people().get(_clock(zone), "")


def _clock(zone: str) -> bytes:
    return hashlib.sha256(_files().joinpath("zoneinfo", *zone.split("/")).read_bytes()).digest()
