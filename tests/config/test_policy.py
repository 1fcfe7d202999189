"""What every answer says about itself: no inline code, no foreign frames, no copies of what is personal."""

import re
from typing import Any

import pytest
from django.test import Client

from agents.models import ApiToken
from tests.chat.shop import Shop
from tests.chat.wire import People, http

PAGES = [
    "/accounts/login/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/key/x-y/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/keys/",
    "/console/",
    "/conversations/{id}/transcript/",
    "/admin/",
    "/admin/agents/agent/",
    "/admin/agents/agent/add/",
    "/admin/chat/conversation/",
    "/admin/chat/conversation/{id}/change/",
    "/admin/visitors/site/add/",
    "/nowhere/",
    "http://localhost/shop/",
    "http://localhost/shop/bag/",
    "http://localhost/shop/delivery/",
    "http://localhost/shop/lom-chair/",
]
PERSONAL = [page for page in PAGES if page.startswith(("/console", "/conversations", "/admin/", "/accounts"))]


def fetch(shop: Shop, page: str) -> Any:
    client = Client()
    if "login" not in page:
        client.force_login(shop.karin)
    host = {"HTTP_HOST": "localhost"} if page.startswith("http") else {}
    path = page.removeprefix("http://localhost").format(id=shop.conversation("Hello").pk)
    response = client.get(path, **host)
    assert response["Content-Type"].startswith("text/html"), (page, response.status_code)
    return response


@pytest.mark.parametrize("page", PAGES)
def test_no_page_allows_inline_code_or_stands_in_a_frame(shop: Shop, page: str) -> None:
    response = fetch(shop, page)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert (response["X-Content-Type-Options"], response["Referrer-Policy"]) == ("nosniff", "same-origin")
    nonces = set(re.findall(r"'nonce-([^']+)'", response["Content-Security-Policy"]))
    html = response.content.decode()
    for tag, attributes in re.findall(r"<(script|style)\b([^>]*)>", html):
        data = 'type="application/json"' in attributes
        nonce = re.search(r'nonce="([^"]+)"', attributes)
        assert data or "src=" in attributes or (nonce and nonce[1] in nonces), (tag, attributes)
    assert not re.search(r"<[a-z][^>]*\s(on[a-z]+|style)=", html)


@pytest.mark.parametrize("page", PERSONAL)
def test_what_is_personal_is_kept_by_nobody(shop: Shop, page: str) -> None:
    assert "no-store" in fetch(shop, page)["Cache-Control"]


def test_what_programs_read_is_kept_by_nobody(shop: Shop) -> None:
    client = Client(headers={"Authorization": f"Bearer {ApiToken.issue(shop.mara)}"})
    conversation = shop.conversation("Hello")
    for path in ("", f"{conversation.pk}/entries/", "nowhere/entries/"):
        assert "no-store" in client.get(f"/api/v1/conversations/{path}")["Cache-Control"]


@pytest.mark.parametrize("path", ["/w/fjord/chat", "/w/fjord/page"])
async def test_the_chat_allows_only_its_own_code(people: People, path: str) -> None:
    answer = await http("GET", path, headers=[])
    assert answer.status == 200
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"fjord" in answer.body
