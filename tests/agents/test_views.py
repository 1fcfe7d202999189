"""Signing in and out, and the desk behind it."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from agents.console_texts import console_texts
from agents.models import Agent
from tests.chat.shop import Shop

pytestmark = pytest.mark.usefixtures("fresh_limits")

LOGIN = "/accounts/login/"


def sign_in(client: Client, email: str, password: str, **query: str) -> Any:
    path = LOGIN + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
    return client.post(path, {"login": email, "password": password} | query)


@pytest.mark.parametrize("email", ["mara@example.com", "MARA@Example.com", " mara@example.com "])
def test_an_address_may_be_written_in_any_way(client: Client, shop: Shop, email: str) -> None:
    response = sign_in(client, email, "secret-of-mara")
    assert (response.status_code, response["Location"]) == (302, "/console/")
    assert client.session[SESSION_KEY] == shop.mara.pk


def test_whoever_may_not_come_in_is_told_the_same(client: Client, shop: Shop) -> None:
    Agent.objects.filter(pk=shop.nora.pk).update(is_active=False)
    pages = set()
    for email, password in (
        ("mara@example.com", "wrong"),
        ("nobody@example.com", "wrong"),
        ("nora@example.com", "secret-of-nora"),
        ("mara@example.com", ""),
    ):
        response = sign_in(client, email, password)
        assert response.status_code == 200
        assert SESSION_KEY not in client.session
        if password:
            pages.add("E-mail and password do not match" in response.content.decode())
    assert pages == {True}


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(client: Client, shop: Shop, next: str) -> None:
    assert sign_in(client, "mara@example.com", "secret-of-mara", next=next)["Location"] == "/console/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Client, shop: Shop) -> None:
    wanted = client.get("/conversations/x/transcript/")["Location"]
    assert wanted == "/accounts/login/?next=/conversations/x/transcript/"
    response = sign_in(client, "mara@example.com", "secret-of-mara", next="/conversations/x/transcript/")
    assert response["Location"] == "/conversations/x/transcript/"


def test_signing_in_needs_its_csrf_token(shop: Shop) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "mara@example.com", "secret-of-mara").status_code == 403


def test_signing_in_makes_a_new_session(client: Client, shop: Shop) -> None:
    client.session.save()
    before = client.cookies.get("sessionid")
    sign_in(client, "mara@example.com", "secret-of-mara")
    cookie = client.cookies["sessionid"]
    assert before is None or cookie.value != before.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_who_is_signed_in_goes_on_and_signs_out_only_on_purpose(client: Client, shop: Shop) -> None:
    client.force_login(shop.mara)
    assert client.get(LOGIN)["Location"] == "/console/"
    assert client.get("/accounts/logout/").status_code == 405
    assert SESSION_KEY in client.session
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert SESSION_KEY not in client.session


def test_nobody_can_sign_up(client: Client, shop: Shop) -> None:
    before = Agent.objects.count()
    for path in ("/accounts/signup/", "/accounts/register/", "/signup/"):
        assert (
            client.post(path, {"email": "x@example.com", "password1": "x", "password2": "x"}).status_code
            == 404
        )
    assert Agent.objects.count() == before


def test_the_desk_is_for_agents_and_carries_its_words(client: Client, shop: Shop) -> None:
    assert client.get("/console/")["Location"] == "/accounts/login/?next=/console/"
    client.force_login(shop.mara)
    page = client.get("/console/").content.decode()
    found = re.search(r'<script id="console-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    config = json.loads(found[1])
    assert config["agent"]["id"] == shop.mara.pk
    assert config["texts"].keys() == console_texts().keys()
    assert config["admin"] == ""
    Agent.objects.filter(pk=shop.mara.pk).update(role="manager")
    assert '"admin": "/admin/"' in client.get("/console/").content.decode()
    assert "secret" not in json.dumps(config).lower().replace("secretary", "")
