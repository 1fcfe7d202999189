"""What of a page's address is stored."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visitors.tracking.addresses import (
    KEPT,
    LONGEST_FRAGMENT,
    LONGEST_HOST,
    LONGEST_PATH,
    LONGEST_QUERY,
    clean,
    is_secret,
)

HASH = "0123456789abcdef0123456789abcdef"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://Shop.Example/Bikes/", "https://shop.example/Bikes/"),
        ("http://shop.example:80", "http://shop.example/"),
        ("https://shop.example:8443/a", "https://shop.example:8443/a"),
        ("https://bücher.example/lesen", "https://xn--bcher-kva.example/lesen"),
        ("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"),
        ("https://shop.example/a?utm_source=news&session=1&q=Jane+Doe", "https://shop.example/a?utm_source=news"),
        ("https://shop.example/?UTM_Campaign=Spring+sale&page=2", "https://shop.example/?utm_campaign=Spring+sale&page=2"),
        ("https://shop.example/?id=12&token=abc&gclid=Cj0K", "https://shop.example/?id=12"),
        ("https://shop.example/?ref=jane@example.com&p=3", "https://shop.example/?p=3"),
        (f"https://shop.example/?id={HASH}", "https://shop.example/"),
        ("https://shop.example/a#access_token=leak", "https://shop.example/a"),
        ("http://user:pw@good.example/?token=secret#x", "http://good.example/"),
        ("https://shop.example/u/jane@example.com/edit", "https://shop.example/u/(email)/edit"),
        ("https://shop.example/u/jane%40example.com", "https://shop.example/u/(email)"),
        ("https://shop.example/u/jane%2540example.com", "https://shop.example/u/(email)"),
        (f"https://shop.example/reset/{HASH}", "https://shop.example/reset/(token)"),
        (f"https://shop.example/{JWT}/x", "https://shop.example/(token)/x"),
        ("https://shop.example/o/550e8400-e29b-41d4-a716-446655440000", "https://shop.example/o/(token)"),
        ("https://shop.example/k/X7K9P-2MQ4R-8WT3Y-6HB5N-4VC2J-9DF7G", "https://shop.example/k/(token)"),
        (f"https://shop.example/a;jsessionid={HASH}", "https://shop.example/(token)"),
        ("https://good.example\\@evil.example/", "https://good.example/@evil.example/"),
        ("https://shop.example/a\u202eb\x00c", "https://shop.example/abc"),
    ],
)  # fmt: skip
def test_an_address_is_stored_without_what_tells_who_looks_at_it(url: str, stored: str) -> None:
    assert clean(url).text == stored


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/how-to-change-a-punctured-tyre-in-seven-easy-steps",
        "https://shop.example/2026/11/The_Very_Long_Name_Of_An_Article_In_A_Wiki",
        "https://shop.example/lenovo-thinkpad-x230-i5-3320M-with-12-GB-and-480-GB",
        "https://shop.example/%D0%B2%D0%B5%D0%BB%D0%BE%D1%81%D0%B8%D0%BF%D0%B5%D0%B4%D1%8B/",
        "https://shop.example/Kyocera-KPC650-EVDO-in-FreeBSD-and-others.html",
        "https://shop.example/@vendor/1.2.3",
    ],
)
def test_an_address_for_people_stays_as_it_is(url: str) -> None:
    assert clean(url).text == url


@pytest.mark.parametrize(
    "url",
    [
        *[
            "",
            " ",
            "/cart",
            "//evil.example/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
        ],
        *[
            "https:evil.example",
            "https://",
            "https://[::1",
            "https://a b/",
            "https://a:99999999/",
            "https://-/",
        ],
        *[f"https://{'a' * 300}.example/", f"https://{'ü' * 9000}/", "https://<script>/", "about:blank"],
    ],
)
def test_what_is_no_web_page_is_nowhere(url: str) -> None:
    assert not clean(url)
    assert clean(url).text == ""


@pytest.mark.parametrize(
    ("fragment", "kept"),
    [("#prices", "prices"), ("#/orders/2", "/orders/2"), (f"#/reset/{HASH}", "/reset/(token)"), ("#a=b", "")],
)
def test_a_fragment_is_a_place_or_a_route_and_nothing_else(fragment: str, kept: str) -> None:
    assert clean(f"https://shop.example/{fragment}").fragment == kept


def test_hostile_addresses_are_nowhere_or_harmless(data: Callable[[str], Path]) -> None:
    items = json.loads(data("adversarial/urls_referrers.json").read_text())["items"]
    start = time.process_time()
    for item in items:
        check(item["s"])
    assert time.process_time() - start < 2


@given(
    st.one_of(st.text(), st.text().map("https://shop.example/".__add__), st.text().map("https://".__add__))
)
def test_nothing_anybody_sends_raises_or_grows(url: str) -> None:
    check(url)


def check(url: str) -> None:
    address = clean(url)
    assert len(address.host) <= LONGEST_HOST + 6
    assert len(address.path) <= LONGEST_PATH
    assert len(address.query) <= LONGEST_QUERY
    assert len(address.fragment) <= LONGEST_FRAGMENT
    assert address.text.isprintable()
    assert address.text == "" or address.text.startswith(("http://", "https://"))
    assert not any(is_secret(segment) for segment in address.path.split("/"))
    assert clean(address.text).host == address.host


def test_what_is_kept_of_a_query_is_documented() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/privacy.md").read_text()
    assert [name for name in sorted(KEPT) if f"`{name}`" not in page] == []
