"""What kind of place a visit came from."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visitors.tracking.campaigns import campaign_of
from visitors.tracking.referrers import DATA, Kind, Source, classify

OWN = ["www.shop.example", "localhost:8000"]


@pytest.mark.parametrize(
    ("referrer", "kind", "name"),
    [
        ("", "direct", ""),
        ("javascript:alert(1)", "direct", ""),
        ("https://shop.example/cart", "internal", ""),
        ("http://WWW.shop.example:8080/", "internal", ""),
        ("http://localhost:8000/", "internal", ""),
        ("https://shop.example.evil.example/", "referral", "shop.example.evil.example"),
        ("https://www.blog.example/a", "referral", "blog.example"),
        ("https://www.google.com/", "search", "Google"),
        ("https://www.google.co.uk/search?q=red+bike", "search", "Google"),
        ("https://www.google.de/imgres?imgurl=x", "search", "Google Images"),
        ("https://uk.search.yahoo.com/search?p=bike", "search", "Yahoo!"),
        ("https://www.bing.com/search?Q=bike", "search", "Bing"),
        ("https://duckduckgo.com/", "search", "DuckDuckGo"),
        ("https://search.brave.com/", "search", "Brave"),
        ("https://www.cnn.com/politics", "referral", "cnn.com"),
        ("https://www.cnn.com/?query=bike", "search", "Google"),
        ("https://www.google.com/search?q=jane@example.com", "search", "Google"),
        ("https://docs.google.com/document/d/1", "referral", "docs.google.com"),
        ("https://l.facebook.com/l.php?u=x", "social", "Facebook"),
        ("https://t.co/abc", "social", "Twitter"),
        ("https://old.reddit.com/r/bikes", "social", "reddit"),
        ("android-app://com.linkedin.android/", "social", "LinkedIn"),
        ("https://mail.google.com/mail/u/0/", "email", "Gmail"),
        ("android-app://com.google.android.gm/", "email", "Gmail"),
        ("android-app://com.google.android.googlequicksearchbox/", "search", "Google"),
        ("https://webmail.host.example/", "email", "webmail.host.example"),
        ("https://chatgpt.com/", "chatbot", "ChatGPT"),
        ("https://www.perplexity.ai/search", "chatbot", "Perplexity"),
        ("https://gemini.google.com/app", "chatbot", "Gemini"),
        ("https://x.com/i/grok?conversation=1", "chatbot", "Grok"),
        ("https://x.com/somebody", "social", "Twitter"),
    ],
)
def test_a_referrer_is_of_one_kind(referrer: str, kind: str, name: str) -> None:
    source = classify(referrer, OWN)
    assert (source.kind, source.name) == (kind, name)


@pytest.mark.parametrize(
    ("query", "referrer", "kind", "name"),
    [
        ("utm_source=google&utm_medium=cpc", "https://www.google.com/", "paid", "Google"),
        ("utm_source=adnet&utm_medium=Display", "", "paid", "adnet"),
        ("gclid=1", "", "paid", "Google"),
        ("utm_source=spring&utm_medium=E-Mail", "https://mail.google.com/", "email", "Gmail"),
        ("utm_source=letter&utm_medium=newsletter", "", "email", "letter"),
        ("utm_source=insta&utm_medium=social", "", "social", "insta"),
        ("fbclid=1", "https://l.facebook.com/", "social", "Facebook"),
        ("fbclid=1", "", "social", "Facebook"),
        ("utm_source=chatgpt.com", "", "chatbot", "ChatGPT"),
        ("utm_source=chatgpt.com&utm_medium=referral", "https://chatgpt.com/", "chatbot", "ChatGPT"),
        ("utm_source=flyer&utm_campaign=spring", "https://shop.example/", "campaign", "flyer"),
        ("utm_campaign=spring", "", "campaign", "spring"),
        ("utm_term=bikes", "https://www.google.com/", "search", "Google"),
    ],
)
def test_what_the_address_of_a_page_says_counts_more_than_its_referrer(
    query: str, referrer: str, kind: str, name: str
) -> None:
    source = classify(referrer, OWN, campaign_of(query))
    assert (source.kind, source.name) == (kind, name)


def test_the_own_host_is_nobodys_source() -> None:
    assert classify("https://shop.example/", OWN, campaign_of("utm_source=flyer")).host == ""
    assert classify("https://news.example/", OWN) == Source(Kind.REFERRAL, "news.example", "news.example")


@pytest.mark.parametrize("file", ["referrers.json", "additions.json"])
def test_every_list_says_where_it_is_from_and_under_which_licence(file: str) -> None:
    table = json.loads((DATA / file).read_text())
    assert table["source"]
    assert table["licence"] in ("CC0-1.0", "MIT")


def test_hostile_referrers_are_harmless_and_quick(data: Callable[[str], Path]) -> None:
    items = json.loads(data("adversarial/urls_referrers.json").read_text())["items"]
    classify("", OWN)
    start = time.process_time()
    for item in items:
        check(item["s"])
    assert time.process_time() - start < 2


@given(
    st.one_of(st.text(), st.text().map("https://".__add__), st.text().map("https://google.com/?q=".__add__))
)
def test_nothing_anybody_sends_raises_or_grows(referrer: str) -> None:
    check(referrer)


def check(referrer: str) -> None:
    source = classify(referrer, OWN)
    assert len(source.host) <= 260
    assert (source.host + source.name).isprintable()
