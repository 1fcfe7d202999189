"""What a site may know of its visitors."""

from pathlib import Path

import pytest

from visitors.models import Site
from visitors.tracking.modes import TRACKING, KeyKind, Mode, Purpose, key_kind, purposes_of, sees_pages

CHAT = {"chat"}
DAY = {"chat", "engagement", "analytics", "attribution"}
ALL = DAY | {"cross_brand"}
SAID = {"granted": TRACKING}


@pytest.mark.parametrize(
    ("mode", "said", "allowed", "key"),
    [
        ("off", {}, CHAT, KeyKind.NONE),
        ("off", SAID, CHAT, KeyKind.NONE),
        ("cookieless", {}, DAY, KeyKind.DAILY),
        ("cookieless", SAID, DAY, KeyKind.DAILY),
        ("cookieless", {"refused": ["analytics"]}, DAY - {"analytics"}, KeyKind.DAILY),
        ("cookieless", {"refused": ["analytics", "engagement"]}, {"chat", "attribution"}, KeyKind.NONE),
        ("ask", {}, CHAT, KeyKind.NONE),
        ("ask", {"granted": ["analytics"]}, {"chat", "analytics"}, KeyKind.OWN),
        ("ask", {"granted": ["attribution"]}, {"chat", "attribution"}, KeyKind.NONE),
        ("ask", SAID, ALL, KeyKind.OWN),
        ("ask", SAID | {"refused": ["cross_brand"]}, DAY, KeyKind.OWN),
        ("full", {}, ALL, KeyKind.OWN),
        ("full", {"refused": ["chat", "engagement"]}, ALL - {"engagement"}, KeyKind.OWN),
        ("full", {"refused": TRACKING}, CHAT, KeyKind.NONE),
        ("full", {"granted": ["everything", "<script>"]}, ALL, KeyKind.OWN),
        ("unheard of", SAID, CHAT, KeyKind.NONE),
    ],
)
def test_a_mode_and_what_was_said_allow_just_this(
    mode: str, said: dict[str, list[str]], allowed: set[str], key: KeyKind
) -> None:
    purposes = purposes_of(mode, **said)
    assert purposes == allowed
    assert key_kind(mode, purposes) == key


@pytest.mark.parametrize("mode", Mode.values)
@pytest.mark.parametrize("signal", [{"gpc": True}, {"dnt": True}])
def test_a_browser_that_asks_not_to_be_followed_is_not_whatever_was_granted(
    mode: str, signal: dict[str, bool]
) -> None:
    purposes = purposes_of(mode, TRACKING, **signal)
    assert purposes == {Purpose.CHAT}
    assert not sees_pages(purposes)
    assert key_kind(mode, purposes) == KeyKind.NONE


def test_the_modes_are_those_a_site_can_have() -> None:
    assert Site._meta.get_field("mode").choices == Mode.choices


def test_every_mode_and_purpose_is_documented() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/privacy.md").read_text()
    assert [name for name in [*Mode.values, *Purpose] if f"| `{name}`" not in page] == []
