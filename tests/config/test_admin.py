"""The admin's frame: one site for every app, dressed by templates and sheets alone."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client

from agents.models import Agent, Department
from config.admin import ManagersSite
from tests.chat.shop import Shop
from visitors.models import Site

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


def test_changes_are_told_in_sentences_to_owners_everybodys_to_others_their_own(shop: Shop) -> None:
    shop.mara.role = "manager"
    shop.mara.save()
    LogEntry.objects.log_actions(shop.karin.pk, [shop.site], CHANGE, change_message="", single_object=True)
    assert "Karin changed the site “Fjordwood”" in read(shop.karin)
    assert "changed the site" not in read(shop.mara)


def test_signing_out_goes_through_the_one_door(shop: Shop) -> None:
    client = Client()
    client.force_login(shop.karin)
    assert 'action="/accounts/logout/"' in client.get("/admin/").content.decode()
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").url.startswith("/admin/login/")
