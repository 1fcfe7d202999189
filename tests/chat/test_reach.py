"""Who may reach what: every frame and every address, tried by everybody who may not."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from agents.models import Agent, ApiToken
from chat import edge as chat_edge
from chat.files.receiving import receive
from chat.files.signing import address_of
from chat.models import Attachment, CannedResponse, Conversation, Entry, Mark
from chat.protocol import Parser, agent_parser, visitor_parser
from chat.reach import Reach
from chat.routing import websocket_urlpatterns
from tests.chat.shop import Shop, client_id
from tests.chat.wire import Frame, People, Tab, http, outside
from visitors import edge as visitors_edge
from visitors.identity import Ticket
from visitors.models import Customer

CANARY = "canary-7f3e91"


@dataclass(frozen=True, slots=True)
class Secret:
    """What nobody in these tests may see, change or learn of."""

    shop: Shop
    conversation: Conversation

    @classmethod
    def hide(cls, shop: Shop) -> "Secret":
        """Make a conversation of sales full of canaries, closed so that it can be rated and reopened."""
        visitor = shop.visitor()
        visitor.says(name=f"{CANARY} name", email=f"{CANARY}@mail.example")
        conversation = shop.conversation(f"{CANARY} words", visitor=visitor)
        conversation.take(by=shop.mara)
        conversation.say(f"{CANARY} note", by=shop.mara.actor, audience="agents")
        conversation.say(f"{CANARY} answer", by=shop.mara.actor)
        conversation.close(by=shop.mara.actor)
        CannedResponse.objects.create(shortcut="secret", text=f"{CANARY} reply", department=shop.sales)
        return cls(shop, conversation)

    def state(self) -> Any:
        """Return everything about it that could be changed."""
        row = Conversation.objects.values().get(pk=self.conversation.pk)
        entries = list(Entry.objects.filter(conversation=self.conversation).order_by("seq").values())
        marks = list(Mark.objects.filter(conversation=self.conversation).values())
        return row, entries, marks, Customer.objects.filter(name__contains=CANARY).values_list("email").get()


@pytest.fixture
async def secret(shop: Shop) -> Secret:
    """Return what is to be kept from everybody here."""
    return await outside(lambda: Secret.hide(shop))


# ---- frames

FIELDS: dict[str, Frame] = {
    "agent.status": {"status": "online"},
    "canned.list": {},
    "canned.save": {"shortcut": "mine", "text": "My own words"},
    "conversation.assign": {"agent": "{agent}"},
    "conversation.close": {},
    "conversation.open": {"department": "{elsewhere}"},
    "conversation.rate": {"score": 1},
    "conversation.read": {"seq": 1},
    "conversation.received": {"seq": 1},
    "conversation.reopen": {},
    "conversation.snooze": {},
    "conversation.tag": {"add": ["curious"]},
    "conversation.take": {},
    "conversation.transfer": {"department": "{department}"},
    "conversation.wake": {},
    "device.link": {"link": "guessed.forged"},
    "device.renew": {"link": "guessed.forged"},
    "hello": {"protocol": 1},
    "inbox.finished": {},
    "inbox.watch": {"view": "all"},
    "message.delete": {"of": 2},
    "message.edit": {"of": 2, "text": "Other words"},
    "message.history": {"of": 2},
    "message.send": {"text": "Let me in"},
    "page.view": {"view": "1", "url": "https://fjordwood.example/"},
    "sync": {"after": 0},
    "tag.list": {},
    "typing.start": {},
    "typing.stop": {},
    "visitor.update": {"name": "Impostor"},
}
# Frames that name no conversation: they concern the one who sends them, and nobody else.
OWN = {
    "agent.status",
    "canned.list",
    "canned.save",
    "conversation.open",
    "hello",
    "inbox.finished",
    "inbox.watch",
    "page.view",
    "tag.list",
    "visitor.update",
}
REFUSED = {"forbidden", "not_found"}

Knock = Callable[[People, Secret], Awaitable[Tab]]


async def other_visitor(people: People, secret: Secret) -> Tab:
    tab = await people.visitor(last={secret.conversation.pk: 0})
    await tab.ask("conversation.open", text="My own")
    await tab.settle()
    return tab


async def no_token(people: People, secret: Secret) -> Tab:
    return await people.visitor(last={secret.conversation.pk: 0})


async def tracking_token(people: People, secret: Secret) -> Tab:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "tracking").token()
    return await people.visitor(token=token, last={secret.conversation.pk: 0})


async def guest_of_the_other_site(people: People, secret: Secret) -> Tab:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    return await people.visitor("other", token=token, last={secret.conversation.pk: 0})


async def second_person(people: People, secret: Secret) -> Tab:
    # The same address and the same browser, while the first one is connected; only the storage is fresh.
    headers = [("origin", "http://testserver"), ("user-agent", "Browser/1"), ("accept-language", "nb")]
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    for hello in ({"token": token}, {}):
        tab = people.socket("/ws/visitor/fjord/", headers=headers, address="192.0.2.1")
        await (await people.connected(tab)).greet(last={secret.conversation.pk: 0}, **hello)
    return tab


def agent(name: str) -> Knock:
    async def knock(people: People, secret: Secret) -> Tab:
        return await people.agent(getattr(secret.shop, name), last={secret.conversation.pk: 0})

    return knock


VISITORS: dict[str, Knock] = {
    "another visitor": other_visitor,
    "no token": no_token,
    "a tracking token": tracking_token,
    "a guest of another site": guest_of_the_other_site,
    "a second person at the same browser": second_person,
}
AGENTS: dict[str, Knock] = {"another department": agent("nora"), "another site": agent("olga")}
EVERYBODY = [(who, knock, visitor_parser) for who, knock in VISITORS.items()]
EVERYBODY += [(who, knock, agent_parser) for who, knock in AGENTS.items()]


def test_every_frame_is_in_the_table() -> None:
    assert visitor_parser.types | agent_parser.types == FIELDS.keys()


@pytest.mark.parametrize(("who", "knock", "parser"), EVERYBODY, ids=[who for who, *_ in EVERYBODY])
async def test_no_frame_reaches_somebody_elses_conversation(
    people: People, secret: Secret, who: str, knock: Knock, parser: Parser
) -> None:
    shop, before = secret.shop, await outside(secret.state)
    names = {"{agent}": shop.nora.pk, "{department}": shop.support.pk, "{elsewhere}": shop.elsewhere.pk}
    tab = await knock(people, secret)
    for type in sorted(parser.types):
        fields = {name: names.get(str(value), value) for name, value in FIELDS[type].items()}
        answer = await tab.ask(type, conversation=secret.conversation.pk, **fields)
        if type not in OWN:
            refused = (answer["type"], answer.get("code") in REFUSED, answer.get("retry"))
            assert refused == ("nack", True, False), f"{who}: {type}: {answer}"
        heard = [tab.welcome, answer, *await tab.settle()]
        assert CANARY not in json.dumps(heard), f"{who}: {type}"
        assert secret.conversation.pk not in json.dumps([tab.welcome, heard[2:]]), f"{who}: {type}"
        assert await outside(secret.state) == before, f"{who}: {type}"


async def test_nothing_is_overheard_either(people: People, secret: Secret) -> None:
    tabs = [await knock(people, secret) for knock in chain(VISITORS.values(), AGENTS.values())]
    for tab in (
        tabs[:4] + tabs[5:]
    ):  # the fifth is the second person; the first at that browser is connected too
        await tab.settle()
    mara, id = await people.agent(secret.shop.mara), secret.conversation.pk
    await mara.ask("conversation.reopen", conversation=id)
    await mara.send("typing.start", conversation=id)
    await mara.ask("message.send", conversation=id, text=f"{CANARY} live")
    await mara.ask("conversation.close", conversation=id)
    for tab in tabs:
        heard = await tab.settle()
        assert id not in json.dumps(heard)
        assert CANARY not in json.dumps(heard)


async def test_whoever_may_reach_it_does(people: People, secret: Secret) -> None:
    token = Ticket(secret.shop.site, secret.conversation.visitor_id, "conversation").token()
    own, everything = await people.visitor(token=token), await people.agent(secret.shop.karin)
    for tab, seen in ((own, 2), (everything, 3)):
        page = await tab.ask("sync", conversation=secret.conversation.pk, after=0)
        assert json.dumps([e["message"] for e in page["entries"] if "message" in e]).count(CANARY) >= seen


# ---- addresses

# What stands for whom at each address; everything below admin/ is tried alike, without a line here.
ADDRESSES: dict[str, str] = {
    "healthz": "open",
    "readyz": "open",
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
    r"/w/(?P<key>[a-z0-9-]{1,40})/rare\.js\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/hit\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/sync\Z",
    r"/w/(?P<key>[a-z0-9-]{1,40})/files\Z",
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


# ---- files


def file_of(secret: Secret) -> Attachment:
    """Return a file of the secret conversation."""
    row = receive(CANARY.encode(), name=f"{CANARY}.txt", by=secret.shop.mara.actor)
    secret.conversation.say(CANARY, by=secret.shop.mara.actor, attachments=(row.pk,))
    return row


FILE_CALLERS = ["nobody", "a tracking token", "another visitor", "a guest of another site"]
FILE_CALLERS += ["another department", "another site", "the visitor, without its signature"]


@pytest.mark.parametrize("who", FILE_CALLERS)
async def test_no_file_is_given_to_somebody_who_was_not_told_its_address(
    people: People, secret: Secret, settings: Any, tmp_path: Path, who: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    shop, visitor = secret.shop, secret.conversation.visitor_id
    row = await outside(lambda: file_of(secret))
    other = await outside(shop.visitor)
    tokens: dict[str, Callable[[], str]] = {
        "nobody": lambda: "",
        "a tracking token": lambda: Ticket(shop.site, visitor, "tracking").token(),
        "another visitor": lambda: Ticket(shop.site, other.pk, "conversation").token(),
        "a guest of another site": lambda: Ticket(shop.other_site, visitor, "conversation").token(),
        "another department": lambda: ApiToken.issue(shop.nora),
        "another site": lambda: ApiToken.issue(shop.olga),
        "the visitor, without its signature": lambda: Ticket(shop.site, visitor, "conversation").token(),
    }
    headers = [("authorization", f"Bearer {await outside(tokens[who])}")]
    stranger = signing.TimestampSigner(salt="visavis.token").sign(row.pk).removeprefix(f"{row.pk}:")
    for query in (
        "",
        "sig=",
        "sig=1:2:3",
        f"sig={stranger}",
        f"sig={address_of('0' * 26).partition('=')[2]}",
    ):
        for method in ("GET", "HEAD", "POST"):
            answer = await http(method, f"/files/{row.pk}", headers=headers, query=query)
            assert answer.status in (404, 405)
            assert CANARY.encode() not in answer.body


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
    knows_who = who in SIGNED_IN or (who in PROGRAMS and "api" in kind)
    if "api" in kind:
        if not knows_who:
            return {401, 405}
        own = {"own api": {200, 404, 405}, "settings api": {200, 403, 405}, "writing api": {200, 400, 405}}
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
    Agent.objects.filter(pk=shop.nora.pk).update(is_staff=True)
    client = Client()
    client.force_login(shop.nora)
    address = f"/admin/chat/conversation/{secret.conversation.pk}/change/"
    assert client.get(address).status_code == 403
    shop.nora.user_permissions.add(Permission.objects.get(codename="view_conversation"))
    page = client.get(address)
    assert (page.status_code, CANARY in page.content.decode()) == (200, True)


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
