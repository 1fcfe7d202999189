"""Opening hours as a field of a form."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.chat.shop import Shop
from visitors.week import WeekField, now_words

DAY = [["09:00", "18:00"]]
WEEK = {"week": [DAY, DAY, DAY, DAY, DAY, [["22:00", "02:00"]], []], "days": {"2026-12-25": []}}
THURSDAY = datetime(2026, 11, 19, 13, 9, tzinfo=UTC)  # 14:09 in Oslo


@pytest.mark.parametrize(
    ("at", "said", "words"),
    [
        (THURSDAY, WEEK, "Open now, until 18:00"),
        (THURSDAY.replace(hour=18), WEEK, "Closed now, opens tomorrow 09:00"),
        (THURSDAY.replace(day=22), WEEK, "Closed now, opens tomorrow 09:00"),
        (THURSDAY.replace(day=20, hour=18), WEEK, "Closed now, opens tomorrow 22:00"),
        (THURSDAY.replace(day=21, hour=22), WEEK, "Open now, until Sunday 02:00"),
        (THURSDAY.replace(hour=5), WEEK, "Closed now, opens at 09:00"),
        (THURSDAY, {}, "Always open"),
        (THURSDAY, {"week": [[], [], [], [], [], [], []]}, "Never open"),
        (THURSDAY, "{nonsense", ""),
        (THURSDAY, {"week": 3}, ""),
    ],
)
def test_hours_say_what_they_mean_at_this_moment(at: datetime, said: Any, words: str) -> None:
    with time_machine.travel(at, tick=False):
        assert now_words(said, "Europe/Oslo") == words


def test_hours_that_are_somebody_elses_say_nothing_of_their_own() -> None:
    assert now_words({}, "Europe/Oslo", inherits=True) == ""


def test_nothing_said_means_the_plain_hours_and_what_was_typed_is_kept() -> None:
    field = WeekField(required=False)
    assert field.clean("") == field.clean("{}") == {}
    assert field.prepare_value('{"week": 3') == '{"week": 3'
    assert field.prepare_value(WEEK).startswith('{"week": [[["09:00"')


def test_the_server_answers_a_form_what_hours_mean_now(shop: Shop) -> None:
    client = Client()
    asked = {"hours": '{"week": [[], [], [], [], [], [], []]}', "zone": "Europe/Oslo"}
    assert client.post("/admin/hours/now/", asked).status_code == 302
    client.force_login(shop.karin)
    assert client.post("/admin/hours/now/", asked).json() == {"words": "Never open"}
    assert client.post("/admin/hours/now/", asked | {"zone": "Mars"}).json() == {"words": ""}
    assert client.get("/admin/hours/now/").status_code == 405
