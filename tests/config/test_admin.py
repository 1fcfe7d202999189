"""The admin's frame: one site for every app, dressed by templates and sheets alone."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from agents.models import Agent, Department
from config.admin import ManagersSite
from tests.chat.shop import Shop
from visitors.audit import name_of
from visitors.models import AuditEvent, Site

INLINE = re.compile(r"<[a-z][^>]*\s(on[a-z]+|style)=|<(script|style)(?![^>]*\b(src|nonce|type)=)[^>]*>", re.I)


def read(agent: Agent, path: str = "/admin/") -> str:
    client = Client()
    client.force_login(agent)
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def tasks(agent: Agent) -> list[str]:
    return re.findall(r'<b dir="auto">([^<]*)</b>', read(agent))


def test_whatever_is_registered_stands_in_one_menu_and_in_one_dress(shop: Shop) -> None:
    assert isinstance(admin.site._wrapped, ManagersSite)  # type: ignore[attr-defined]
    menu = read(shop.karin)
    for model in admin.site._registry:
        path = f"/admin/{model._meta.label_lower.replace('.', '/')}/"
        assert f'href="{path}"' in menu
        for page in (path, f"{path}add/"):
            client = Client()
            client.force_login(shop.karin)
            response = client.get(page)
            assert response.status_code == 200 or page.endswith("add/"), page
            html = response.content.decode()
            assert not INLINE.search(html), page
            assert response.status_code == 403 or 'id="menu"' in html, page


def test_whoever_may_see_little_has_a_short_menu(shop: Shop) -> None:
    shop.mara.role = "supervisor"
    shop.mara.save()
    page = read(shop.mara)
    assert 'href="/admin/chat/conversation/"' in page
    assert 'href="/admin/agents/apitoken/"' not in page


@pytest.mark.parametrize(
    ("undo", "title"),
    [
        (lambda shop: Site.objects.all().delete(), "No site yet"),
        (lambda shop: Department.objects.all().delete(), "No department yet"),
        (lambda shop: Site.objects.update(allowed_origins=[]), "Fjordwood stands nowhere"),
        (lambda shop: shop.elsewhere.sites.clear(), "Nobody answers for Other"),
        (lambda shop: shop.olga.departments.clear(), "Nobody is in Elsewhere"),
        (lambda shop: Agent.objects.create_user("new@example.com", name="Ida"), "Ida has not joined yet"),
    ],
)
def test_the_first_page_says_what_wants_doing(shop: Shop, undo: Any, title: str) -> None:
    assert tasks(shop.karin) == []
    undo(shop)
    assert title in tasks(shop.karin)


def test_changes_are_told_in_sentences_to_whom_they_concern(shop: Shop) -> None:
    shop.mara.sites.add(shop.site)
    for noun, by in ((shop.site, shop.karin), (shop.other_site, shop.karin), (shop.sales, shop.mara)):
        AuditEvent.record(f"{name_of(noun)}.changed", noun, by=by.actor)
    told = [
        "Karin changed the site Fjordwood",
        "Karin changed the site Other",
        "Mara changed the department Sales",
    ]
    for agent, role, heard in (
        (shop.karin, "owner", told),
        (shop.mara, "manager", [told[0], told[2]]),
        (shop.mara, "supervisor", [told[2]]),
    ):
        agent.role = role
        agent.save()
        page = read(agent)
        assert [line for line in told if line in page] == heard


def test_what_happened_to_a_thing_stands_on_its_page(shop: Shop) -> None:
    AuditEvent.record("site.changed", shop.site, by=shop.karin.actor, changes={"name": ["Wood", "Fjordwood"]})
    AuditEvent.record("site.changed", shop.other_site, by=shop.karin.actor)
    page = read(shop.karin, f"/admin/visitors/site/{shop.site.pk}/history/")
    assert "name from “Wood” to “Fjordwood”" in page
    assert "Karin changed the site Other" not in page


def test_signing_out_goes_through_the_one_door(shop: Shop) -> None:
    client = Client()
    client.force_login(shop.karin)
    assert 'action="/accounts/logout/"' in client.get("/admin/").content.decode()
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").url.startswith("/admin/login/")


def test_whoever_deletes_is_asked_by_name_and_told_what_goes_with_it(shop: Shop) -> None:
    shop.conversation("Is it oak?")
    page = read(shop.karin, f"/admin/visitors/site/{shop.site.pk}/delete/")
    assert "Delete Fjordwood?" in page
    assert "1 conversation<" in page
    assert "Is it oak?" not in page, "what goes is counted, not listed"
