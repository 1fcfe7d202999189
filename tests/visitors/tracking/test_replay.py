"""Ten thousand lines of a real access log, judged here and counted once more by hand."""

import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from visitors.tracking.addresses import clean, is_secret
from visitors.tracking.bots import Reason, judge
from visitors.tracking.campaigns import campaign_in
from visitors.tracking.keys import truncated, visitor_key
from visitors.tracking.referrers import classify
from visitors.tracking.sessions import Activity, OpenVisit, Step, place

LINE = re.compile(
    r'(?P<address>\S+) \S+ \S+ \[(?P<at>[^]]+)] "(?P<verb>\S+) (?P<path>\S+)[^"]*" (?P<status>\d+) \S+ '
    r'"(?P<referrer>[^"]*)" "(?P<user_agent>.*?)"?$'
)
HOST = "semicomplete.com"
FILE = re.compile(
    r"\.(png|jpe?g|gif|ico|css|js|svg|xml|gz|zip|rpm|deb|[ch]|pdf|txt|mp4|ttf|woff)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Hit:
    address: str
    at: datetime
    path: str
    referrer: str
    user_agent: str
    is_page: bool

    @property
    def url(self) -> str:
        return f"http://{HOST}{self.path}"

    @property
    def visitor(self) -> str:
        address = truncated(self.address)
        return visitor_key(b"one salt", site="log", address=address, user_agent=self.user_agent)


@pytest.fixture(scope="module")
def hits(data: Callable[[str], Path]) -> list[Hit]:
    text = lzma.decompress(data("apache_logs/apache_logs.xz").read_bytes()).decode()
    found = [hit_in(match) for line in text.splitlines() if (match := LINE.match(line))]
    assert len(found) == 10_000
    return sorted(found, key=lambda hit: hit.at)


@pytest.fixture(scope="module")
def views(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.is_page and not judge(hit.user_agent, {})]


def hit_in(match: re.Match[str]) -> Hit:
    said = {name: "" if value == "-" else value for name, value in match.groupdict().items()}
    return Hit(
        said["address"],
        datetime.strptime(said["at"], "%d/%b/%Y:%H:%M:%S %z"),
        said["path"],
        said["referrer"],
        said["user_agent"],
        said["verb"] == "GET"
        and said["status"] in ("200", "304")
        and not FILE.search(said["path"].partition("?")[0]),
    )


def test_no_listed_bot_becomes_a_visitor(hits: list[Hit]) -> None:
    patterns = [re.compile(entry["pattern"]) for entry in CRAWLER_USER_AGENTS_DATA]
    agents = {hit.user_agent for hit in hits}
    listed = {agent for agent in agents if any(pattern.search(agent) for pattern in patterns)}
    assert {agent for agent in agents if judge(agent, {}).reason is Reason.LISTED} == listed
    assert len(listed) > 60
    names = ("Googlebot", "bingbot", "YandexBot", "Baiduspider", "AhrefsBot", "msnbot", "Yahoo! Slurp")
    assert all(any(name in agent for name in names) <= (agent in listed) for agent in agents)
    assert all(any(name in agent for agent in listed) for name in names[:4])


def test_visits_are_those_of_a_recount(views: list[Hit]) -> None:
    open_visits: dict[str, OpenVisit] = {}
    begun: Counter[str] = Counter()
    for hit in views:
        campaign = campaign_in(hit.url)
        visit = open_visits.get(hit.visitor)
        if place(visit, Activity.VIEW, at=hit.at, campaign=campaign).step is Step.BEGINS:
            begun[hit.visitor] += 1
            visit = OpenVisit(hit.at, hit.at, campaign)
        assert visit is not None
        open_visits[hit.visitor] = replace(visit, last_activity_at=hit.at)
    assert sorted(begun.values()) == sorted(recounted_visits(views))
    assert sum(begun.values()) > 1000


def recounted_visits(views: list[Hit]) -> list[int]:
    """Count by network and browser as they stand in the log: silences, campaigns, days."""
    by_visitor: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    for hit in views:
        by_visitor[hit.address.rpartition(".")[0], hit.user_agent].append(hit)
    return [visits_in(found) for found in by_visitor.values()]


def visits_in(found: list[Hit]) -> int:
    visits, began, last, carried = 0, found[0].at, found[0].at, ""
    for hit in found:
        campaign = utm_in(hit.path)
        goes_on = hit.at - last <= timedelta(seconds=1800) and hit.at - began <= timedelta(days=1)
        if not visits or not goes_on or campaign not in ("", carried):
            visits, began, carried = visits + 1, hit.at, campaign
        last = hit.at
    return visits


def utm_in(path: str) -> str:
    return "&".join(re.findall(r"utm_(?:source|medium|campaign)=[^&]*", path)).lower()


def test_referrers_are_of_the_kinds_of_a_recount(views: list[Hit]) -> None:
    kinds = Counter(classify(hit.referrer, [HOST], campaign_in(hit.url)).kind for hit in views)
    assert kinds == Counter(recounted_kind(hit) for hit in views)
    assert set(kinds) == {"direct", "internal", "search", "social", "referral", "campaign"}


SEARCH = (
    r"(www|images|encrypted|r|m)?\.?"
    r"(google(\.com|\.co)?\.[a-z]{2,3}|bing\.com|duckduckgo\.com|baidu\.com|yandex\.ru)"
)
SOCIAL = r"stackoverflow\.com|t\.co|(www\.)?reddit\.com|(www\.)?facebook\.com"


def recounted_kind(hit: Hit) -> str:
    """Tell the kind of a referrer by what is known of the hosts in this log."""
    host = hit.referrer.partition("//")[2].partition("/")[0]
    if "utm_" in hit.path:
        return "campaign"
    if not re.fullmatch(r"[a-z0-9.:-]+", host):
        return "direct"
    if host in (HOST, f"www.{HOST}"):
        return "internal"
    if re.fullmatch(SEARCH, host):
        return "search"
    return "social" if re.fullmatch(SOCIAL, host) else "referral"


def test_addresses_of_pages_stay_as_people_know_them(hits: list[Hit]) -> None:
    for hit in hits:
        path = path_of(hit)
        if path.isascii() and not any(map(is_secret, path.split("/"))) and len(path) < 400 and path[0] == "/":
            assert clean(hit.url).path == path.replace("\\", "/").partition("#")[0]
    masked = {clean(hit.url).path for hit in hits if hit.is_page} - {path_of(hit) for hit in hits}
    assert len([path for path in masked if "(" in path]) <= 1


def path_of(hit: Hit) -> str:
    return hit.path.partition("?")[0]
