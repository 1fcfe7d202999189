"""What holds the pages of one browser together while nothing is stored on it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.runtime import Runtime
from visitors.models import DailySalt
from visitors.tracking.keys import Salts, truncated, visitor_key

DAY = date(2026, 7, 2)
WHO = {"site": "shop", "address": "192.0.2.0", "user_agent": "Firefox"}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.0"),
        ("2001:db8:1234:5678:9abc::1", "2001:db8:1234::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("", ""),
        ("not an address", ""),
        ("192.0.2", ""),
    ],
)
def test_of_an_address_only_its_network_is_left(address: str, network: str) -> None:
    assert truncated(address) == network
    assert truncated(network) == network


def test_the_same_browser_has_the_same_key_on_the_same_day_and_site_alone() -> None:
    key = visitor_key(b"today", **WHO)
    assert key == visitor_key(b"today", **WHO)
    others = [
        visitor_key(b"tomorrow", **WHO),
        *(visitor_key(b"today", **WHO | {name: "another"}) for name in WHO),
        visitor_key(b"today", site="sho", address="p192.0.2.0", user_agent="Firefox"),
    ]
    assert key not in others
    assert len(key) == 32


@given(st.text(), st.text())
def test_no_header_breaks_a_key(address: str, user_agent: str) -> None:
    assert len(visitor_key(b"salt", site="shop", address=truncated(address), user_agent=user_agent)) == 32


@pytest.mark.django_db
def test_a_day_has_one_salt_and_takes_those_before_along() -> None:
    yesterday = DailySalt.of(date(2026, 7, 1))
    today = DailySalt.of(DAY)
    assert today == DailySalt.of(DAY) != yesterday
    assert list(DailySalt.objects.values_list("day", flat=True)) == [DAY]


async def test_two_processes_make_their_keys_with_the_same_salt_until_the_day_ends(process: Runtime) -> None:
    one, other = Salts(), Salts()
    day = date(2026, 7, 2)
    today = await one.of(day)
    assert await other.of(day) == today
    assert await one.of(day + timedelta(1)) != today
