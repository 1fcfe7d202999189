"""Every address, asked by everybody who is a stranger to what it names."""

import json
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from agents.models import Agent, ApiToken
from chat import edge as chat_edge
from chat.routing import websocket_urlpatterns
from tests.access.secret import CANARY, Secret
from tests.chat.shop import Shop, client_id
from visitors import edge as visitors_edge
from visitors.identity import Ticket

# What stands for whom at each address; everything below admin/ is tried alike, without a line here.
ADDRESSES: dict[str, str] = {
    "healthz": "open",
    "readyz": "open",
    "metrics": "figures",
    "": "open",
    "shop/": "open",
    "shop/bag/": "open",
    "shop/delivery/": "open",
    "shop/<slug:slug>/": "open",
    "accounts/login/": "open",
    "accounts/logout/": "open",
    "accounts/inactive/": "open",
    "accounts/password/reset/": "open",
    "accounts/password/reset/done/": "open",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$": "open",
    "accounts/2fa/authenticate/": "open",
    "accounts/2fa/keys/login/": "open",
    "accounts/password/change/": "account",
    "accounts/password/set/": "account",
    "accounts/reauthenticate/": "account",
    "accounts/sessions/": "account",
    "accounts/2fa/": "account",
    "accounts/2fa/reauthenticate/": "account",
    "accounts/2fa/totp/activate/": "account",
    "accounts/2fa/totp/deactivate/": "account",
    "accounts/2fa/recovery-codes/": "account",
    "accounts/2fa/recovery-codes/generate/": "account",
    "accounts/2fa/recovery-codes/download/": "account",
    "accounts/2fa/keys/": "account",
    "accounts/2fa/keys/add/": "account",
    "accounts/2fa/keys/reauthenticate/": "account",
    "accounts/2fa/keys/<int:pk>/edit/": "account",
    "accounts/2fa/keys/<int:pk>/remove/": "account",
    "console/": "own",
    "conversations/<str:id>/transcript/": "page",
    "mail/stop/": "open",
    "api/v1/conversations/": "own api",
    "api/v1/conversations/<str:id>/": "api",
    "api/v1/conversations/<str:id>/entries/": "api",
    "api/v1/conversations/<str:id>/take/": "api",
    "api/v1/conversations/<str:id>/assign/": "api",
    "api/v1/conversations/<str:id>/transfer/": "api",
    "api/v1/conversations/<str:id>/close/": "api",
    "api/v1/conversations/<str:id>/reopen/": "api",
    "api/v1/conversations/<str:id>/tag/": "api",
    "api/v1/conversations/<str:id>/snooze/": "api",
    "api/v1/conversations/<str:id>/wake/": "api",
    "api/v1/canned-responses/": "writing api",
    "api/v1/canned-responses/<str:id>/": "api",
    "api/v1/customers/": "own api",
    "api/v1/customers/<str:id>/": "api",
    "api/v1/events/": "telling api",
    "api/v1/agents/": "own api",
    "api/v1/agents/<str:id>/": "api",
    "api/v1/departments/": "settings api",
    "api/v1/departments/<str:id>/": "api",
    "api/v1/sites/": "settings api",
    "api/v1/sites/<str:id>/": "api",
    "api/schema/": "open",
    "api/docs/": "open",
    "api/<path:rest>": "open",
}
RAW = {
    r"/w/(?P<key>[a-z0-9-]{1,40})\.js\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/chat\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/page\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/track\.js\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/present\.js\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/invite\.js\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/part/(?P<part>[a-z]+)\.js\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/hit\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/sync\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/files\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/transcript\Z",
    r"/api/v1/files/\Z",
    r"/files/(?P<id>[0-9a-z]{26})\Z",
}
SOCKETS = {"ws/visitor/<slug:site_key>/", "ws/agent/"}


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Yield every pattern that Django's stack answers to."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path
        else:
            yield from addresses(pattern, path)


def filled(pattern: str, id: str) -> str:
    """Return an address of a pattern; whatever it takes is the id of the secret."""
    parts = ["/"]
    for part in pattern.split("<"):
        name, closed, rest = part.rpartition(">")
        parts.append(id + rest if closed and name else part)
    return "".join(parts).replace("(?P", "").replace("^", "").replace("$", "").replace("\\Z", "")


def test_every_address_is_in_the_table() -> None:
    found = set(addresses())
    assert {path for path in found if not path.startswith("admin/")} == ADDRESSES.keys()
    assert {route.pattern.pattern for route in (*visitors_edge.routes, *chat_edge.routes)} == RAW
    assert {str(pattern.pattern) for pattern in websocket_urlpatterns} == SOCKETS


Caller = Callable[[Secret], tuple[Client, dict[str, str]]]


def nobody(_secret: Secret) -> tuple[Client, dict[str, str]]:
    return Client(), {}


def bearer_of_a_visitors_token(secret: Secret) -> tuple[Client, dict[str, str]]:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    return Client(), {"Authorization": f"Bearer {token}"}


def session_of(name: str) -> Caller:
    def call(secret: Secret) -> tuple[Client, dict[str, str]]:
        client = Client()
        client.force_login(getattr(secret.shop, name))
        return client, {}

    return call


def token_of(name: str) -> Caller:
    def call(secret: Secret) -> tuple[Client, dict[str, str]]:
        return Client(), {"Authorization": f"Bearer {ApiToken.issue(getattr(secret.shop, name))}"}

    return call


CALLERS: dict[str, Caller] = {
    "nobody": nobody,
    "a visitor's token": bearer_of_a_visitors_token,
    "another department, signed in": session_of("nora"),
    "another site, signed in": session_of("olga"),
    "another department's program": token_of("nora"),
    "another site's program": token_of("olga"),
}
PROGRAMS = {"another department's program", "another site's program"}
SIGNED_IN = {"another department, signed in", "another site, signed in"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", CALLERS)
@pytest.mark.parametrize("pattern", ADDRESSES)
def test_no_address_shows_or_changes_somebody_elses_conversation(shop: Shop, pattern: str, who: str) -> None:
    secret = Secret.hide(shop)
    before = secret.state()
    client, headers = CALLERS[who](secret)
    path, kind = filled(pattern, secret.conversation.pk), ADDRESSES[pattern]
    body = {"client_id": client_id(), "text": "Let me in"}
    for method in ("get", "post", "put", "patch", "delete"):
        more = {} if method == "get" else {"data": json.dumps(body), "content_type": "application/json"}
        response = getattr(client, method)(path, headers=headers, **more)
        content = b"".join(response) if response.streaming else response.content
        assert CANARY not in content.decode()
        assert response.status_code < 500
        if kind != "open" and method in ("get", "post"):
            expected = allowed(kind, who, method)
            assert response.status_code in expected, f"{method} {path}: {response.status_code}"
    assert secret.state() == before


def allowed(kind: str, who: str, method: str) -> set[int]:
    """Return the answers that give nothing away: not found, sign in, or one's own empty list."""
    if kind == "figures":
        return {401, 405}
    knows_who = who in SIGNED_IN or (who in PROGRAMS and "api" in kind)
    if "api" in kind:
        if not knows_who:
            return {401, 405}
        own = {"own api": {200, 404, 405}, "settings api": {200, 403, 405}, "writing api": {200, 400, 405}}
        own["telling api"] = {403, 405}
        return own.get(kind, {404, 405})
    if not knows_who:
        return {302, 404, 405} if kind == "account" else {302}
    if kind == "account":  # one's own; what matters there asks for the password first
        return {200, 302, 400, 404, 405}
    return {200, 405} if kind == "own" else {404, 405}


@pytest.mark.parametrize("who", CALLERS)
def test_the_admin_is_for_those_who_may_enter_it(shop: Shop, who: str) -> None:
    secret = Secret.hide(shop)
    before = secret.state()
    client, headers = CALLERS[who](secret)
    paths = [path for path in addresses() if path.startswith("admin/")]
    assert len(paths) > 40
    for pattern in paths:
        response = client.get(filled(pattern, secret.conversation.pk), headers=headers)
        assert CANARY not in response.content.decode()
        assert response.status_code in (200, 301, 302, 403, 404)
        if response.status_code == 200:  # the catalogue of its words
            assert pattern == "admin/jsi18n/"
    assert secret.state() == before


def test_who_may_enter_the_admin_sees_only_what_he_was_given(shop: Shop) -> None:
    secret = Secret.hide(shop)
    Agent.objects.filter(pk=shop.nora.pk).update(role="viewer")
    client = Client()
    client.force_login(shop.nora)
    address = f"/admin/chat/conversation/{secret.conversation.pk}/change/"
    assert CANARY not in client.get(address, follow=True).content.decode()
    shop.nora.departments.add(shop.sales)
    page = client.get(address)
    assert (page.status_code, CANARY in page.content.decode()) == (200, True)
