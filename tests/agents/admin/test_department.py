"""A department in the admin: its people, its hours, in one form."""

from typing import Any

from django.test import Client

from agents.admin.department_form import DepartmentForm
from realtime.hub import Delivery
from tests.chat.shop import Shop


def test_people_sites_and_hours_are_set_in_one_form(shop: Shop) -> None:
    said = {
        "name": "Returns",
        "people": [shop.nora.pk, shop.jonas.pk],
        "sites": [shop.site.pk],
        "hours": "{}",
        "zone": "",
        "promise_seconds": "90",
        "position": "3",
    }
    form = DepartmentForm(said)
    assert form.is_valid(), form.errors
    department = form.save()
    assert list(department.agents.all()) == [shop.jonas, shop.nora]
    assert list(department.sites.all()) == [shop.site]
    assert DepartmentForm(instance=department).initial["people"].count() == 2
    assert "hours" in DepartmentForm(said | {"hours": '{"week": [[["9", "18"]]]}'}).errors


def availabilities_told(heard: list[Delivery]) -> list[str]:
    return sorted(
        topic
        for one in heard
        for topic in one.topics
        if "availability.changed" in one.frame and "visitors" in topic
    )


def test_visitors_of_sites_somebody_came_to_or_left_are_told_at_once(shop: Shop, monkeypatch: Any) -> None:
    heard: list[Delivery] = []
    monkeypatch.setattr("chat.presence.publish", lambda *deliveries: heard.extend(deliveries))
    client = Client()
    client.force_login(shop.karin)
    both = [f"site:{site.pk}:visitors" for site in (shop.site, shop.other_site)]

    form = {"email": shop.mara.email, "name": "Mara", "role": "agent", "is_active": "on", "capacity": "4"}
    client.post(f"/admin/agents/agent/{shop.mara.pk}/change/", form | {"departments": shop.elsewhere.pk})
    assert availabilities_told(heard) == sorted(both)

    heard.clear()
    form = {"name": "Sales", "hours": "{}", "zone": "", "promise_seconds": "60", "position": "0"}
    people = {"people": [shop.mara.pk, shop.jonas.pk], "sites": [shop.site.pk]}
    client.post(f"/admin/agents/department/{shop.sales.pk}/change/", form | people)
    assert availabilities_told(heard) == sorted(both), "Mara came, Jonas was there"
