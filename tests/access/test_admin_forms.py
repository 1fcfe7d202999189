"""Forms of the admin: what somebody was not shown stays as it is, whatever is sent."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Agent, Department
from agents.permissions import Role
from chat.models import CannedResponse
from tests.api.program import made
from tests.chat.shop import Shop
from visitors.models import AuditEvent, Site


@pytest.fixture
def manager(shop: Shop) -> Client:
    """Return the browser of somebody who manages the whole first site."""
    made(shop.mara, Role.MANAGER, shop.site)
    client = Client()
    client.force_login(shop.mara)
    return client


def save(client: Client, noun: str, thing: Any, **form: Any) -> Any:
    """Send a form of the admin."""
    name = f"admin:{noun}_{'change' if thing else 'add'}"
    return client.post(reverse(name, args=[thing.pk] if thing else []), form)


PERSON = {"email": "nora@example.com", "name": "Nora", "role": "agent", "is_active": "on", "capacity": 4}
SALES = {"name": "Sales", "position": 0, "promise_seconds": 60, "hours": "", "zone": ""}


def test_a_manager_gives_no_role_above_and_no_place_beyond(shop: Shop, manager: Client) -> None:
    for wrong in ({"role": "owner"}, {"departments": [shop.elsewhere.pk]}, {"sites": [shop.other_site.pk]}):
        form = PERSON | {"departments": [shop.support.pk]} | wrong
        assert save(manager, "agents_agent", shop.nora, **form).status_code == 200
    assert save(manager, "agents_agent", shop.nora, **PERSON).status_code == 200, "it belongs nowhere"
    nora = Agent.objects.get(pk=shop.nora.pk)
    assert (nora.role, list(nora.departments.all()), list(nora.sites.all())) == ("agent", [shop.support], [])
    form = PERSON | {"role": "manager", "departments": [shop.sales.pk]}
    assert save(manager, "agents_agent", shop.nora, **form).status_code == 302
    assert Agent.objects.get(pk=shop.nora.pk).role == "manager"


def test_a_manager_joins_no_group_of_sites(shop: Shop, manager: Client) -> None:
    Site.objects.filter(pk=shop.site.pk).update(group="fjord-group")
    look = {"brand": "#0f6e66", "position": "end", "locale": "en"}
    form = {"name": "Fjordwood AS", "key": "fjord", "zone": "UTC", "mode": "off", "group": "other"} | look
    assert save(manager, "visitors_site", shop.site, **form).status_code == 302
    site = Site.objects.get(pk=shop.site.pk)
    assert (site.name, site.group) == ("Fjordwood AS", "fjord-group")


def test_who_answers_elsewhere_too_is_not_changed(shop: Shop, manager: Client) -> None:
    shop.nora.departments.add(shop.elsewhere)
    form = PERSON | {"email": "taken-over@example.com", "departments": [shop.support.pk]}
    assert save(manager, "agents_agent", shop.nora, **form).status_code == 403
    page = manager.get(reverse("admin:agents_agent_change", args=[shop.nora.pk])).content.decode()
    assert "Elsewhere" not in page
    assert manager.get(reverse("admin:auth_user_password_change", args=[shop.nora.pk])).status_code == 403


def test_the_sites_of_a_department_that_one_does_not_look_after_stay(shop: Shop) -> None:
    shop.sales.sites.add(shop.other_site)
    made(shop.mara, Role.MANAGER)
    client = Client()
    client.force_login(shop.mara)
    assert save(client, "agents_department", shop.sales, **SALES | {"name": "Sold"}).status_code == 302
    assert Department.objects.get(pk=shop.sales.pk).name == "Sold"
    assert set(shop.sales.sites.all()) == {shop.site, shop.other_site}


def test_the_people_of_a_department_that_are_others_stay(shop: Shop, manager: Client) -> None:
    shop.nora.departments.set([shop.sales, shop.elsewhere])
    form = SALES | {"sites": [shop.site.pk], "people": [shop.mara.pk, shop.olga.pk]}
    assert save(manager, "agents_department", shop.sales, **form).status_code == 200, "Olga is not offered"
    assert (
        save(manager, "agents_department", shop.sales, **form | {"people": [shop.mara.pk]}).status_code == 302
    )
    assert set(shop.sales.agents.all()) == {shop.mara, shop.nora}
    assert AuditEvent.objects.filter(verb="agent.changed", noun_id=shop.jonas.pk).exists()


def test_a_reply_stays_where_its_writer_reaches(shop: Shop, manager: Client) -> None:
    words = {"shortcut": "hello", "text": "Hello", "locale": ""}
    for place in ({}, {"department": shop.elsewhere.pk}, {"agent": shop.nora.pk}):
        assert save(manager, "chat_cannedresponse", None, **words | place).status_code == 200
    assert not CannedResponse.objects.exists()
    assert (
        save(manager, "chat_cannedresponse", None, **words | {"department": shop.sales.pk}).status_code == 302
    )


@pytest.mark.parametrize("loss", [{"role": "manager"}, {"is_active": ""}], ids=str)
def test_the_last_owner_stays_one(shop: Shop, loss: dict[str, str]) -> None:
    client = Client()
    client.force_login(shop.karin)
    form = PERSON | {"email": "karin@example.com", "name": "Karin", "role": "owner"} | loss
    page = save(
        client, "agents_agent", shop.karin, **{name: value for name, value in form.items() if value != ""}
    )
    assert "There has to be an owner" in page.content.decode()
    assert (
        client.post(reverse("admin:agents_agent_delete", args=[shop.karin.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Agent.objects.get(pk=shop.karin.pk).is_owner
