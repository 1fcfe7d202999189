"""What an agent is told of a visit: the way, what was before, and nothing out of reach."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from agents.models import Agent
from chat.reach import Reach
from chat.visiting import PATH, VISITS, find, names
from realtime.errors import Refusal
from tests.chat.shop import Shop
from visitors.models import PageView, Site, Visit, Visitor


def visit(site: Site, *, ago: int = 0, pages: int = 1, browser: str = "", **fields: Any) -> Visit:
    """Let somebody have looked at some pages, so many minutes ago."""
    at = now() - timedelta(minutes=ago)
    row = Visit.objects.create(
        site=site, browser=browser, started_at=at, pages=pages, title=f"Began {ago}", **fields
    )
    PageView.objects.bulk_create(
        PageView(visit=row, key=n, url=f"https://x.example/{n}", title=f"Page {n}", nav="load", started_at=at)
        for n in range(pages)
    )
    return row


def told(row: Visit, agent: Agent) -> dict[str, Any]:
    """Return what an agent is told."""
    return find(row.pk, Reach.of_agent(agent))


def test_the_way_is_told_newest_first_and_never_all_of_a_long_one(shop: Shop) -> None:
    found = told(visit(shop.site, pages=PATH + 3), shop.mara)
    titles = [page["title"] for page in found["path"]]
    assert (titles[0], titles[-1], len(titles)) == (f"Page {PATH + 2}", "Page 3", PATH)
    assert found["pages"] == PATH + 3


def test_earlier_visits_are_those_of_the_same_browser_on_sites_within_reach(shop: Shop) -> None:
    visit(shop.site, ago=30, browser="b1")
    visit(shop.other_site, ago=20, browser="b1")
    visit(shop.site, ago=10, browser="b2")
    visit(shop.site, ago=5)
    row = visit(shop.site, browser="b1")
    assert [one["landing"]["title"] for one in told(row, shop.mara)["earlier"]] == ["Began 30"]
    assert told(visit(shop.site), shop.mara)["earlier"] == []


def test_who_is_on_another_site_is_nobody(shop: Shop) -> None:
    with pytest.raises(Refusal, match="no such visit"):
        told(visit(shop.other_site), shop.mara)
    assert told(visit(shop.other_site), shop.karin)["pages"] == 1


def test_what_was_said_to_another_department_stays_there(shop: Shop) -> None:
    person: Visitor = shop.visitor()
    person.says(name="Ada", email="ada@mail.example")
    conversation = shop.conversation("Which table?", visitor=person, department=shop.sales)
    row = visit(shop.site, visitor=person)
    mine, theirs = told(row, shop.mara), told(row, shop.nora)
    assert ([one["id"] for one in mine["conversations"]], len(mine["facts"])) == ([conversation.pk], 2)
    assert (theirs["conversations"], theirs["facts"], theirs["pages"]) == ([], [], 1)


def test_a_long_past_costs_what_a_short_one_costs(shop: Shop, django_assert_num_queries: Any) -> None:
    person = shop.visitor()
    person.says(name="Ada")
    row, reach = visit(shop.site, visitor=person, browser="b1"), Reach.of_agent(shop.mara)
    for count in (1, VISITS + 2):
        for n in range(count):
            visit(shop.site, ago=n + 1, browser="b1", pages=3)
            shop.conversation(f"Before {n}", visitor=person)
        with django_assert_num_queries(11):
            found = find(row.pk, reach)
    assert (len(found["earlier"]), found["earlier_count"]) == (VISITS, VISITS + 3)


def test_names_are_told_to_those_alone_who_reach_a_conversation(
    shop: Shop, django_assert_num_queries: Any
) -> None:
    ada, ben, silent = shop.visitor(), shop.visitor(), shop.visitor()
    ada.says(name="Ada", email="ada@mail.example")
    ben.says(email="ben@mail.example")
    for person, department in ((ada, shop.sales), (ben, shop.support), (silent, shop.sales)):
        shop.conversation("Which table?", visitor=person, department=department).close(by=person.actor)
    ids = [ada.pk, ben.pk, silent.pk, "nobody"]
    mine = {"id": ada.pk, "name": "Ada", "email": "ada@mail.example"}
    theirs = {"id": ben.pk, "name": None, "email": "ben@mail.example"}
    for agent, expected in ((shop.mara, [mine]), (shop.nora, [theirs]), (shop.karin, [mine, theirs])):
        reach = Reach.of_agent(agent)
        with django_assert_num_queries(1):
            assert names(ids, reach) == sorted(expected, key=lambda one: str(one["id"]))
    assert names(ids, Reach.of_agent(shop.olga)) == []
