"""The catalogues are whole, compiled and honest about who has read them."""

import re
from pathlib import Path

import polib
import pytest
from django.utils.translation import to_locale

from tests.locale.catalogues import catalogues, key_of, keys
from visitors.languages import SPOKEN, is_drafted

pytestmark = pytest.mark.static

GAP = re.compile(r"\{\w+\}|%\(\w+\)s")


def language(path: Path) -> str:
    return path.parent.parent.name


@pytest.fixture(scope="module")
def wanted() -> set[tuple[str, str, str]]:
    return set(keys())


def test_every_language_but_english_has_one() -> None:
    assert {language(path) for path in catalogues()} == {to_locale(code) for code in SPOKEN} - {"en"}


@pytest.mark.parametrize("path", catalogues(), ids=language)
def test_it_has_words_for_all_a_visitor_reads_and_for_nothing_else(
    path: Path, wanted: set[tuple[str, str, str]]
) -> None:
    catalogue = polib.pofile(str(path))
    assert {key_of(entry) for entry in catalogue} == wanted
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


@pytest.mark.parametrize("path", catalogues(), ids=language)
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == polib.pofile(str(path)).to_binary()


@pytest.mark.parametrize("path", catalogues(), ids=language)
def test_the_same_is_filled_in(path: Path) -> None:
    """A form for one number alone, such as the Arabic two, may say the number itself."""
    for entry in polib.pofile(str(path)):
        gaps = set(GAP.findall(entry.msgid))
        for text in entry.msgstr_plural.values():
            assert gaps - {"{n}", "%(earlier)s"} <= set(GAP.findall(text)) <= gaps, text
        if not entry.msgid_plural:
            assert set(GAP.findall(entry.msgstr)) == gaps, entry.msgstr


@pytest.mark.parametrize("path", catalogues(), ids=language)
def test_nobody_is_shouted_at(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not set(text) & set("!！"), text
            assert text == text.strip()


def test_the_mark_of_a_draft_is_read_where_it_is_written() -> None:
    marked = {
        language(path)
        for path in catalogues()
        if polib.pofile(str(path)).metadata.get("X-Drafted") == "machine"
    }
    assert {to_locale(code) for code in SPOKEN if is_drafted(code)} == marked
    assert not is_drafted("en")
