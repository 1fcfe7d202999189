"""When simulated visitors come: only while somebody is there, and not for ever when nobody answers."""

from typing import Any

import pytest

from demo.callers import CALLERS
from demo.goods import PRODUCTS
from demo.seed import seed, tokens
from demo.traffic import Pace, Traffic
from demo.wire import Wire
from visitors.identity import read_token
from visitors.models import Site, Visitor

QUICK = Pace(retry=0.001)


class Window(Wire):
    """A look at the shop that shows, one after the other, whether somebody is there."""

    def __init__(self, traffic: Traffic, *shown: bool | None) -> None:
        super().__init__("", 0, {})
        self.traffic, self.shown = traffic, list(shown)

    def wait(self, seconds: float) -> list[dict[str, Any]]:
        if not self.shown:
            self.traffic.stop()
            raise OSError("the demo has ended")
        online = self.shown.pop(0)
        if online is None:
            raise OSError("away")
        self.welcome = {"availability": {"departments": [{"online": online}]}}
        return []


@pytest.fixture
def traffic() -> Traffic:
    return Traffic("", 0, [], QUICK)


def test_people_come_once_somebody_is_there(traffic: Traffic) -> None:
    window = Window(traffic, None, False, False, True, True)
    assert traffic._somebody_is_there(window)
    assert window.shown == [True]


def test_nobody_comes_after_three_whom_nobody_answered(traffic: Traffic) -> None:
    traffic.unanswered = 3
    assert not traffic._somebody_is_there(Window(traffic, True, True, True))


def test_people_come_again_when_a_colleague_has_come_back(traffic: Traffic) -> None:
    traffic.unanswered = 3
    assert traffic._somebody_is_there(Window(traffic, True, False, True))


@pytest.mark.django_db
def test_they_are_marked_and_have_tokens_that_hold() -> None:
    seed(port=8000)
    site = Site.objects.get(key="demo")
    known = [read_token(site, token) for _caller, token in tokens()]
    assert len({ticket.visitor_id for ticket in known if ticket}) == len(CALLERS)
    assert all(ticket and ticket.visitor and ticket.visitor.is_test for ticket in known)
    before = Visitor.objects.count()
    tokens()
    assert Visitor.objects.count() == before


def test_what_they_ask_about_is_sold_here() -> None:
    pages = {f"{slug}/" for slug in PRODUCTS} | {"", "delivery/", "bag/"}
    assert {caller.page.path for caller in CALLERS} <= pages
    assert all(caller.replies and caller.first and caller.thanks for caller in CALLERS)
