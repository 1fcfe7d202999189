"""Removing the demo's data takes all of it and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Agent, Department
from chat.models import Conversation
from demo.models import DemoData
from demo.seed import TEAM
from visitors.models import AuditEvent, Customer, Site, Visitor

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]


@pytest.fixture
def own() -> Site:
    """Return the site somebody set up beside the demo."""
    site = Site.objects.create(key="own", name="Own")
    department = Department.objects.create(name="Ours")
    department.sites.add(site)
    Agent.objects.create_user("ours@example.org", "long-enough-1", name="Ours")
    Customer.objects.create(name="Nora", site_group="own")
    return site


def test_everything_of_the_demo_goes_and_the_rest_stays(own: Site) -> None:
    shared = Department.objects.create(name="Both")
    shared.sites.set(Site.objects.all())
    manager = Agent.objects.get(email=TEAM[0].email)
    DemoData.objects.get().remove(by=manager)
    assert list(Site.objects.all()) == [own]
    assert not Visitor.objects.exists()
    assert not Conversation.objects.exists()
    assert [customer.name for customer in Customer.objects.all()] == ["Nora"]
    assert {department.name for department in Department.objects.all()} == {"Ours", "Both"}
    assert {agent.email for agent in Agent.objects.all()} == {manager.email, "ours@example.org"}


def test_half_a_removal_is_refused() -> None:
    with pytest.raises(TypeError):
        DemoData.objects.get().delete()


def test_the_admin_asks_once_removes_and_records_who_did(client: Client) -> None:
    manager = Agent.objects.get(email=TEAM[0].email)
    client.force_login(manager)
    data = DemoData.objects.get()
    page = client.get(reverse("admin:demo_demodata_delete", args=[data.pk]))
    assert page.status_code == 200
    assert "permission" not in page.content.decode()
    answer = client.post(reverse("admin:demo_demodata_delete", args=[data.pk]), {"post": "yes"})
    assert answer.status_code == 302
    assert not Site.objects.exists()
    assert AuditEvent.objects.get(verb="demo.removed").actor_id == manager.pk
    assert client.get(reverse("admin:demo_demodata_changelist")).status_code == 200
