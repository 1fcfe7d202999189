"""Canned replies: whose they are, and who hears of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agents.models import Agent
from chat.models import CannedResponse
from chat.models.canned_response import OWN
from chat.reach import Reach
from realtime.errors import Refusal
from tests.chat.shop import Shop


def usable(agent: Agent) -> list[str]:
    """Return the shortcuts an agent may use."""
    return [row.shortcut for row in CannedResponse.objects.within(Reach.of_agent(agent))]


def test_an_agent_may_use_what_is_everybodys_his_departments_and_his_own(shop: Shop) -> None:
    CannedResponse.objects.create(shortcut="all", text="x")
    CannedResponse.objects.create(shortcut="sales", text="x", department=shop.sales)
    CannedResponse.objects.create(shortcut="support", text="x", department=shop.support)
    for agent in (shop.mara, shop.olga):
        CannedResponse.keep(shortcut=f"own-{agent.name}", text="x", by=agent)
    assert usable(shop.mara) == ["all", "own-Mara", "sales"]
    assert usable(shop.jonas) == ["all", "sales", "support"]
    assert usable(shop.olga) == ["all", "own-Olga"]
    assert usable(shop.karin) == ["all", "sales", "support"]


def test_the_same_shortcut_replaces_ones_own_and_nobody_elses(shop: Shop) -> None:
    for agent, text in ((shop.mara, "one"), (shop.jonas, "his"), (shop.mara, "two")):
        CannedResponse.keep(shortcut="hi", text=text, by=agent)
    rows = CannedResponse.objects.filter(shortcut="hi").order_by("text")
    assert [(row.agent, row.text) for row in rows] == [(shop.jonas, "his"), (shop.mara, "two")]


def test_nobody_writes_without_end(shop: Shop) -> None:
    CannedResponse.objects.bulk_create(
        CannedResponse(shortcut=f"r{number}", text="x", agent=shop.mara) for number in range(OWN)
    )
    CannedResponse.keep(shortcut="r1", text="changed", by=shop.mara)
    with pytest.raises(Refusal, match="already"):
        CannedResponse.keep(shortcut="one-more", text="x", by=shop.mara)


@pytest.mark.parametrize("scope", ["everybody", "department", "agent"])
def test_a_shortcut_stands_once_in_each_scope_and_language(shop: Shop, scope: str) -> None:
    where = {"department": {"department": shop.sales}, "agent": {"agent": shop.mara}}.get(scope, {})
    CannedResponse.objects.create(shortcut="hi", text="x", **where)
    CannedResponse.objects.create(shortcut="hi", text="x", locale="de", **where)
    with pytest.raises(IntegrityError), transaction.atomic():
        CannedResponse.objects.create(shortcut="hi", text="y", **where)


def test_it_belongs_to_a_department_or_to_an_agent(shop: Shop) -> None:
    with pytest.raises(ValidationError, match="Choose"):
        CannedResponse(shortcut="hi", text="x", department=shop.sales, agent=shop.mara).full_clean()
    with pytest.raises(ValidationError):
        CannedResponse(shortcut="with space", text="x").full_clean()


@pytest.mark.parametrize("number", [1, 40])
def test_the_list_costs_the_same_however_long_it_is(shop: Shop, number: int) -> None:
    CannedResponse.objects.bulk_create(
        CannedResponse(shortcut=f"r{at}", text="x", department=shop.sales) for at in range(number)
    )
    reach = Reach.of_agent(shop.mara)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = CannedResponse.objects.within(reach).select_related("department")
        assert len([row.card() for row in rows]) == number
    assert len(queries) == 1
