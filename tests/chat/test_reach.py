"""Reach: the same rule for a row and for a query."""

import pytest

from agents.models import Agent, Department
from agents.permissions import Role
from chat.models import Conversation
from chat.reach import Reach
from tests.chat.shop import Shop


@pytest.mark.parametrize("verb", ["covers", "as_filter"])
def test_reach_is_the_same_rule_for_a_row_and_for_a_query(shop: Shop, verb: str) -> None:
    rows = {
        "sales": shop.conversation(),
        "support": shop.conversation(department=shop.support),
        "none": shop.conversation(department=None),
    }
    sees = {
        "mara": {"sales", "none"},
        "nora": {"support", "none"},
        "jonas": {"sales", "support", "none"},
        "olga": set(),
        "karin": {"sales", "support", "none"},
    }
    for name, seen in sees.items():
        reach = Reach.of_agent(getattr(shop, name))
        if verb == "covers":
            found = {key for key, row in rows.items() if reach.covers(row)}
        else:
            ids = set(Conversation.objects.within(reach).values_list("pk", flat=True))
            found = {key for key, row in rows.items() if row.pk in ids}
        assert found == seen, name


def test_a_site_as_a_whole_includes_the_departments_to_come(shop: Shop) -> None:
    shop.olga.departments.clear()
    shop.olga.sites.add(shop.site)
    later, shared = [Department.objects.create(name=name) for name in ("Later", "Shared")]
    later.sites.add(shop.site)
    shared.sites.add(shop.site, shop.other_site)
    for department in (None, shop.sales, later, shared):
        conversation = shop.conversation(department=department)
        reach = Reach.of_agent(shop.olga)
        assert reach.covers(conversation)
        assert Conversation.objects.within(reach).filter(pk=conversation.pk).exists()
    # One that stands elsewhere too is not hers: only its conversations here are.
    assert later.pk in reach.departments
    assert shared.pk not in reach.departments


@pytest.mark.parametrize("role", Role)
def test_only_an_owner_reaches_what_was_not_given(shop: Shop, role: Role) -> None:
    Agent.objects.filter(pk=shop.nora.pk).update(role=role)
    reach = Reach.of_agent(Agent.objects.get(pk=shop.nora.pk))
    assert reach.covers(shop.conversation()) is (role == Role.OWNER)
