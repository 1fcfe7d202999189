"""Where somebody probably is."""

import logging
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visitors.tracking.places import NOWHERE, Atlas, Place, country_of, place_of

CITIES = "maxmind/test-data/GeoIP2-City-Test.mmdb"
BRITISH = "2.125.160.216"


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Stockholm", "SE"),
        ("America/New_York", "US"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("US/Pacific", "US"),
        ("Africa/Johannesburg", "ZA"),
        ("UTC", ""),
        ("Etc/GMT+2", ""),
        ("CET", ""),
        ("", ""),
        ("Mars/Olympus_Mons", ""),
        ("../../../etc/passwd", ""),
        ("Europe", ""),
        ("Europe/Berlin\0", ""),
    ],
)
def test_a_time_zone_tells_the_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize(
    ("file", "address", "place"),
    [
        ("GeoIP2-City-Test.mmdb", BRITISH, Place("GB", "Boxford", "address")),
        ("GeoIP2-City-Test.mmdb", f"::ffff:{BRITISH}", Place("GB", "Boxford", "address")),
        ("GeoLite2-City-Test.mmdb", "2001:218::1", Place("JP", "", "address")),
        ("GeoIP2-Country-Test.mmdb", BRITISH, Place("GB", "", "address")),
        ("GeoIP2-City-Test.mmdb", "127.0.0.1", NOWHERE),
        ("GeoIP2-City-Test.mmdb", "no address", NOWHERE),
        ("GeoLite2-ASN-Test.mmdb", "1.128.0.0", NOWHERE),
    ],
)
def test_a_database_tells_country_and_city(
    data: Callable[[str], Path], file: str, address: str, place: Place
) -> None:
    assert Atlas(str(data(f"maxmind/test-data/{file}"))).find(address) == place


def test_the_time_zone_is_asked_where_the_address_tells_nothing(
    data: Callable[[str], Path], settings: Any
) -> None:
    settings.GEOIP_DB = str(data(CITIES))
    assert place_of(BRITISH, "Europe/Berlin").country == "GB"
    assert place_of("192.0.2.1", "Europe/Berlin") == Place("DE", "", "zone")
    assert place_of("192.0.2.1", "") == NOWHERE


def test_without_a_database_nothing_is_opened_and_nothing_said(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GEOIP_DB = ""
    assert place_of(BRITISH, "Europe/Berlin") == Place("DE", "", "zone")
    assert caplog.records == []


@pytest.mark.parametrize("content", [None, b"", b"no database", b"\xab\xcd\xefMaxMind.com"])
def test_a_missing_or_broken_database_is_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    path = tmp_path / "places.mmdb"
    if content is not None:
        path.write_bytes(content)
    atlas = Atlas(str(path))
    assert [atlas.find(BRITISH) for _ in range(3)] == [NOWHERE] * 3
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["GEOIP_DB cannot be read"]


@pytest.mark.parametrize("file", ["Broken-Double-Format", "Invalid-Node-Count"])
def test_the_known_broken_databases_harm_nothing(
    data: Callable[[str], Path], caplog: pytest.LogCaptureFixture, file: str
) -> None:
    atlas = Atlas(str(data(f"maxmind/test-data/GeoIP2-City-Test-{file}.mmdb")))
    for _ in range(2):
        for last in range(0, 256, 5):
            atlas.find(f"2.125.160.{last}")
            atlas.find(f"2001:220::{last}")
    assert len(caplog.records) == 1


def test_no_damage_to_a_database_raises_or_lasts(data: Callable[[str], Path], tmp_path: Path) -> None:
    whole = data(CITIES).read_bytes()
    dice = random.Random(5)
    start = time.process_time()
    logging.getLogger("visitors.tracking.places").setLevel(logging.CRITICAL)
    try:
        for number in range(120):
            broken = bytearray(whole[: dice.randrange(len(whole))] if number % 2 else whole)
            for _ in range(dice.randrange(1, 40)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            path = tmp_path / f"{number}.mmdb"
            path.write_bytes(broken)
            place = Atlas(str(path)).find(BRITISH)
            assert place.country == "" or (len(place.country) == 2 and place.country.isupper())
            assert place.city.isprintable()
    finally:
        logging.getLogger("visitors.tracking.places").setLevel(logging.NOTSET)
    assert time.process_time() - start < 3


def test_a_database_cut_short_while_it_is_open_ends_nothing(
    data: Callable[[str], Path], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "places.mmdb"
    path.write_bytes(data(CITIES).read_bytes())
    atlas = Atlas(str(path))
    assert atlas.find(BRITISH)
    path.write_bytes(b"")
    assert atlas.find(BRITISH) == NOWHERE
    assert len(caplog.records) == 1
