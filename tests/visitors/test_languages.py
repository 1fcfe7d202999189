"""Which language somebody is spoken to in."""

import pytest

from visitors.languages import SPOKEN, accepted, language_name, match, tag

pytestmark = pytest.mark.static


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["de"], "de"),
        (["DE-at"], "de"),
        (["zh-CN"], "zh-hans"),
        (["zh-Hans-SG"], "zh-hans"),
        (["zh_TW"], "zh-hans"),
        (["zh"], "zh-hans"),
        (["pt-BR"], "pt"),
        (["iw"], "he"),
        (["iw-IL"], "he"),
        (["sv", "nl-BE"], "nl"),
        (["sv"], ""),
        (["", "*", "-", "x" * 9000, "-" * 9000], ""),
    ],
)
def test_a_region_more_or_less_is_the_same_language(wanted: list[str], found: str) -> None:
    assert match(wanted, SPOKEN) == found


def test_the_region_somebody_asks_for_goes_first() -> None:
    assert match(["pt-BR"], ["pt", "pt-BR"]) == "pt-BR"
    assert match(["pt-PT"], ["pt-BR", "pt-AO"]) == "pt-BR"
    assert match(["zh-TW"], ["zh-hans", "zh-TW"]) == "zh-TW"


def test_a_browser_says_which_it_would_rather_have() -> None:
    assert accepted("fr;q=0.4, ar-EG, en;q=0.9, *;q=0.1") == ["ar-eg", "en", "fr", "*"]
    assert match(accepted("fr;q=0.4, ar-EG;q=0.8"), SPOKEN) == "ar"
    assert accepted("\x00;;;,,q=") == []


def test_browsers_are_told_a_tag_they_know() -> None:
    assert [tag(code) for code in ("zh-hans", "he", "pt-br", "sr-latn")] == ["zh", "he", "pt-br", "sr-latn"]


def test_a_language_calls_itself_by_its_own_name() -> None:
    assert [language_name(code) for code in ("ja", "zh-hans", "tlh")] == ["日本語", "简体中文", "tlh"]
