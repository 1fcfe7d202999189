"""Who is no person."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from visitors.tracking.bots import PERSON, Conduct, Conducts, Reason, Verdict, judge

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.mark.parametrize(
    ("user_agent", "headers", "webdriver", "reason"),
    [
        (FIREFOX, {}, False, None),
        ("", {}, False, None),
        (
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            {},
            False,
            Reason.LISTED,
        ),
        ("curl/8.5.0", {}, False, Reason.LISTED),
        (FIREFOX.replace("Firefox", "HeadlessChrome"), {}, True, Reason.LISTED),
        (FIREFOX, {}, True, Reason.WEBDRIVER),
        (FIREFOX, {b"sec-purpose": b"prefetch;prerender"}, False, Reason.PREFETCH),
        (FIREFOX, {b"x-moz": b"Prefetch"}, False, Reason.PREFETCH),
        (FIREFOX, {b"purpose": b"other"}, False, None),
    ],
)
def test_a_request_gives_a_machine_away(
    user_agent: str, headers: dict[bytes, bytes], webdriver: bool, reason: Reason | None
) -> None:
    assert judge(user_agent, headers, webdriver=webdriver) == Verdict(reason)


def test_every_example_on_the_list_is_a_machine() -> None:
    examples = [example for entry in CRAWLER_USER_AGENTS_DATA[:200] for example in entry.get("instances", [])]
    assert len(examples) > 200
    assert [example for example in examples if not judge(example, {})] == []


def test_more_than_a_view_a_second_for_a_minute_is_no_reading() -> None:
    conduct = Conduct()
    for second in range(60):
        conduct.touch()
        assert conduct.view(float(second)) == PERSON
    for tenth in range(100):
        conduct.touch()
        assert conduct.view(59.9 + tenth / 10) == Verdict(Reason.TOO_FAST)
    conduct.touch()
    assert conduct.view(9999.0) == PERSON


def test_sixty_views_a_minute_are_somebody_in_a_hurry() -> None:
    conduct = Conduct()
    for second in range(200):
        conduct.touch()
        assert conduct.view(float(second)) == PERSON


def test_twenty_pages_without_a_touch_are_nobodys() -> None:
    conduct = Conduct()
    verdicts = [conduct.view(minute * 60.0) for minute in range(20)]
    assert verdicts == [PERSON] * 19 + [Verdict(Reason.NO_INPUT)]
    conduct.touch()
    assert conduct.verdict == conduct.view(9999.0) == PERSON


def test_those_who_were_seen_longest_ago_are_forgotten() -> None:
    conducts = Conducts(most=2)
    for key in ("a", "b", "a", "c"):
        conducts.of(key).view(0.0)
    assert list(conducts._by_key) == ["a", "c"]
    assert conducts.of("a") is conducts.of("a")


def test_hostile_headers_are_read_quickly(data: Callable[[str], Path]) -> None:
    items = json.loads(data("adversarial/hostile_headers.json").read_text())["items"]
    judge(FIREFOX, {})
    start = time.process_time()
    for item in items:
        judge(item["value"], {b"sec-purpose": item["value"].encode("utf-8", "replace")})
    assert time.process_time() - start < 1
