"""Which campaign a page was reached by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visitors.tracking.campaigns import (
    CLICK_KINDS,
    LONGEST_WORD,
    NO_CAMPAIGN,
    Campaign,
    campaign_in,
    campaign_of,
)

ALL = "utm_source=news&utm_medium=email&utm_campaign=spring+sale&utm_term=bikes&utm_content=top"


@pytest.mark.parametrize(
    ("query", "campaign"),
    [
        ("", NO_CAMPAIGN),
        ("?page=2", NO_CAMPAIGN),
        (ALL, Campaign("news", "email", "spring sale", "bikes", "top")),
        (f"?{ALL.upper().replace('+', '%20')}", Campaign("NEWS", "EMAIL", "SPRING SALE", "BIKES", "TOP")),
        ("utm_source=a&utm_source=b&utm_medium=&utm_medium=c", Campaign("a", "c")),
        ("utm_campaign=jane@example.com&utm_source=x", Campaign("x")),
        ("gclid=Cj0KCQiA&fbclid=IwAR", Campaign(click_kind="gclid")),
        ("utm_source=%ff%00%E2%80%AEnews", Campaign("news")),
    ],
)
def test_a_query_tells_its_campaign(query: str, campaign: Campaign) -> None:
    assert campaign_of(query) == campaign


@pytest.mark.parametrize("name", CLICK_KINDS)
def test_of_a_click_its_kind_is_known_and_never_its_id(name: str) -> None:
    campaign = campaign_in(f"https://shop.example/?{name}=secret-42")
    assert campaign
    assert campaign.click_kind == name
    assert "42" not in repr(campaign)


def test_only_what_somebody_paid_for_is_a_paid_click() -> None:
    assert campaign_of("gclid=1").is_paid_click
    assert not campaign_of("fbclid=1").is_paid_click
    assert not campaign_of("utm_medium=cpc").is_paid_click


def test_a_word_alone_makes_no_campaign() -> None:
    assert not campaign_of("utm_term=bikes&utm_content=top")


def test_links_of_one_campaign_are_one() -> None:
    assert campaign_of("utm_source=News&utm_content=a").is_same(campaign_of("utm_source=news&utm_content=b"))
    assert not campaign_of("utm_source=news").is_same(campaign_of("utm_source=news&gclid=1"))


@given(
    st.text().flatmap(lambda text: st.sampled_from([text, f"?utm_source={text}", f"https://a/?{text}&gclid"]))
)
def test_nothing_anybody_sends_raises_or_grows(text: str) -> None:
    for campaign in (campaign_of(text), campaign_in(text)):
        assert all(len(getattr(campaign, name)) <= LONGEST_WORD for name in Campaign.__slots__)
        assert all(getattr(campaign, name).isprintable() for name in Campaign.__slots__)
