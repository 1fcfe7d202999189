"""The widget's texts in other languages."""

import pytest
from django.utils.translation import gettext, override

from visitors.languages import SPOKEN
from visitors.wording import worded

pytestmark = pytest.mark.static

TABLE = {
    "back": "Back",
    "unread_one": "{n} unread message",
    "unread_other": "{n} unread messages",
    "score_1": "Bad",
}


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", "one other"),
        ("de", "one other"),
        ("fr", "one other"),
        ("pl", "one few other"),
        ("ar", "zero one two few many other"),
        ("he", "one two other"),
        ("ja", "other"),
        ("zh-hans", "other"),
        ("sv", "one other"),
    ],
)
def test_a_language_has_the_forms_it_counts_with(code: str, forms: str) -> None:
    texts = worded(TABLE, code)
    assert [key.removeprefix("unread_") for key in texts if key.startswith("unread_")] == forms.split()
    assert len(set(texts.values())) >= len(texts) - (code == "ar")


def test_each_number_is_said_its_own_way() -> None:
    polish = worded(TABLE, "pl")
    assert polish["unread_few"].endswith("nieprzeczytane wiadomości")
    assert polish["unread_other"].endswith("nieprzeczytanych wiadomości")
    assert "{n}" not in worded(TABLE, "ar")["unread_two"]


def test_english_is_what_stands_in_the_table() -> None:
    assert worded(TABLE, "en") == worded(TABLE, "sv") == TABLE


def test_words_of_the_widget_do_not_leak_into_pages_of_the_team() -> None:
    for code in set(SPOKEN) - {"en"}:
        with override(code):
            assert gettext("Write a message") == "Write a message"
            assert worded({"write": "Write a message"}, code)["write"] != "Write a message"


def test_the_words_of_a_site_go_first_in_forms_of_its_own_too() -> None:
    own = {"back": "Hem", "unread_few": "{n} nya", "read": "Läst", "score_2": "Sådär", "unread_other": 4}
    texts = worded(TABLE, "sv", own)
    assert texts == TABLE | {"back": "Hem", "unread_few": "{n} nya"}
    assert worded(TABLE, "sv", "no words at all") == TABLE
