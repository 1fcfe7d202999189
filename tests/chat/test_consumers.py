"""The doors of the two sockets: who is let in, who is sent away, and with which code."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agents.models import ApiToken
from chat import consumers
from realtime.runtime import runtime
from tests.chat.shop import Shop, texts
from tests.chat.wire import HOST, OWN_ORIGIN, Headers, People, opened, outside

VISITOR, AGENT = "/ws/visitor/fjord/", "/ws/agent/"
ALLOWED = "https://fjordwood.example"


class TestOrigins:
    """A page says where it comes from; a missing word is no word."""

    async def test_a_visitors_page_is_the_servers_own_or_one_of_the_site(self, people: People) -> None:
        for origin, code in [
            (OWN_ORIGIN, 0),
            (OWN_ORIGIN.upper(), 0),
            (ALLOWED, 0),
            (None, 4403),
            ("", 4403),
            ("null", 4403),
            ("https://elsewhere.example", 4403),
            ("https://other.example", 4403),  # allowed for the other site
            (f"{ALLOWED}.evil.example", 4403),
            (f"{ALLOWED}:8443", 4403),
            ("http://fjordwood.example", 4403),
            (f"https://{HOST}", 4403),
        ]:
            headers = [] if origin is None else [("origin", origin)]
            assert await people.socket(VISITOR, headers=headers).connect() == code, origin

    async def test_a_console_is_the_servers_own(self, shop: Shop, people: People) -> None:
        session = await signed_in(shop)
        for origin in (None, "null", ALLOWED, "https://elsewhere.example"):
            headers = session + ([] if origin is None else [("origin", origin)])
            assert await people.socket(AGENT, headers=headers).connect() == 4403, origin

    async def test_a_program_that_names_a_foreign_page_is_none(self, shop: Shop, people: People) -> None:
        headers = [*await bearer(shop), ("origin", "https://elsewhere.example")]
        assert await people.socket(AGENT, headers=headers).connect() == 4403

    @pytest.mark.parametrize(
        "headers",
        [
            [("host", "evil.example"), ("origin", "http://evil.example")],
            [("host", ""), ("origin", OWN_ORIGIN)],
            [("host", HOST), ("host", HOST), ("origin", OWN_ORIGIN)],
            [("origin", OWN_ORIGIN), ("origin", OWN_ORIGIN)],
        ],
        ids=["foreign host", "no host", "two hosts", "two origins"],
    )
    async def test_headers_that_cannot_be_believed_are_refused(
        self, people: People, headers: Headers
    ) -> None:
        for path in (VISITOR, AGENT):
            assert await people.socket(path, headers=headers).connect() == 4403

    async def test_an_address_that_does_not_exist_is_refused(self, people: People) -> None:
        for path in ("/ws/", "/ws/visitor/", "/ws/visitor/fjord", "/ws/agent/1/"):
            assert await people.socket(path).connect() == 4404, path

    async def test_a_site_that_does_not_exist_is_refused(self, people: People) -> None:
        assert await people.socket("/ws/visitor/nowhere/").connect() == 4403


class TestSigningIn:
    """An agent comes with a session or a token; whoever has neither is told to sign in."""

    async def test_a_session_and_a_token_let_in(self, shop: Shop, people: People) -> None:
        for headers in ([*await signed_in(shop), ("origin", OWN_ORIGIN)], await bearer(shop)):
            tab = await people.connected(people.socket(AGENT, headers=headers))
            assert (await tab.greet()).welcome["agent"]["name"] == "Mara"

    @pytest.mark.parametrize(
        "headers",
        [
            [("origin", OWN_ORIGIN)],
            [("origin", OWN_ORIGIN), ("cookie", "sessionid=forged")],
            [("origin", OWN_ORIGIN), ("cookie", "=;\x01;;sessionid")],
            [("authorization", "Bearer vv_forged")],
            [("authorization", "Bearer")],
            [("authorization", "Basic bWFyYTpzZWNyZXQ=")],
        ],
        ids=["nothing", "a forged cookie", "a broken cookie", "a forged token", "no token", "another scheme"],
    )
    async def test_who_proves_nothing_is_told_to_sign_in(self, people: People, headers: Headers) -> None:
        assert await refused(people, headers) == 4401

    @pytest.mark.parametrize(
        "end",
        [
            lambda agent: agent.api_tokens.get().revoke(),
            lambda agent: type(agent).objects.filter(pk=agent.pk).update(is_active=False),
        ],
        ids=["revoked", "inactive"],
    )
    async def test_a_token_can_come_to_an_end(
        self, shop: Shop, people: People, end: Callable[[Any], Any]
    ) -> None:
        headers = await bearer(shop)
        await outside(lambda: end(shop.mara))
        assert await refused(people, headers) == 4401

    @pytest.mark.parametrize("end", ["signed out", "another password", "inactive"])
    async def test_a_session_can_come_to_an_end(self, shop: Shop, people: People, end: str) -> None:
        def come_to_it(client: Client) -> None:
            if end == "signed out":
                client.logout()
            elif end == "another password":
                shop.mara.set_password("something else")
            else:
                shop.mara.is_active = False
            shop.mara.save()

        headers = [*await signed_in(shop, come_to_it), ("origin", OWN_ORIGIN)]
        assert await refused(people, headers) == 4401

    async def test_a_session_does_not_open_a_visitors_socket_for_anybody(
        self, shop: Shop, people: People
    ) -> None:
        await outside(lambda: shop.conversation("Secret"))
        headers = [*await signed_in(shop), ("origin", OWN_ORIGIN)]
        tab = await people.connected(people.socket(VISITOR, headers=headers))
        assert (await tab.greet()).welcome["conversations"] == []


class TestHello:
    """First things first."""

    async def test_another_frame_first_is_refused_and_may_be_made_good(self, people: People) -> None:
        tab = await people.connected(people.socket(VISITOR))
        for type in ("page.view", "conversation.open", "message.send"):
            answer = await tab.ask(type, view="1", url="", conversation="x", text="x")
            assert (answer["type"], answer["code"]) == ("nack", "forbidden")
        assert (await tab.greet()).welcome

    async def test_without_one_the_socket_is_closed(
        self, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(consumers, "HELLO_SECONDS", 0.5)
        tab = await people.connected(people.socket(VISITOR))
        await tab.send("hello", protocol=2)
        assert await tab.closed() == 4408
        greeted = await people.visitor()
        assert await greeted.settle() == []


class TestEnds:
    """What a socket is closed for."""

    async def test_frames_that_are_none_end_in_a_close(self, people: People) -> None:
        tab = await people.visitor()
        for _ in range(consumers.MALFORMED_ALLOWED + 1):
            await tab.send_raw("{")
        assert await tab.closed() == 4400
        assert {frame["code"] for frame in tab.news} == {"malformed"}

    async def test_frames_that_are_merely_unknown_do_not(self, people: People) -> None:
        tab = await people.visitor()
        for _ in range(3 * consumers.MALFORMED_ALLOWED):
            await tab.send("feature.of_tomorrow")
        assert {frame["code"] for frame in await tab.settle()} == {"unknown_type"}

    async def test_one_address_does_not_take_all_sockets(self, people: People, settings: Any) -> None:
        settings.SOCKETS_PER_ADDRESS = 2
        same = [people.socket(VISITOR, address="2001:db8::1") for _ in range(2)]
        for tab in same:
            await people.connected(tab)
        third = await people.connected(people.socket(VISITOR, address="2001:db8::ffff:2"))  # the same /64
        assert await third.closed() == 4429
        await people.connected(people.socket(VISITOR, address="2001:db8:0:1::1"))
        await people.hang_up(same[0])
        assert (await (await people.connected(people.socket(VISITOR, address="2001:db8::1"))).greet()).welcome

    async def test_a_restart_closes_after_what_was_sent_is_recorded(self, shop: Shop, people: People) -> None:
        tab, late = await people.visitor(), people.socket(VISITOR)
        id = await opened(tab)
        for n in range(5):
            await tab.send(
                "message.send", conversation=id, text=f"{n}", client_id=f"{n:08}-0000-4000-8000-{0:012}"
            )
        answer = await tab.ask("page.view", view="1", url="")  # all five have arrived
        assert answer["type"] == "ack"
        await runtime.drain(seconds=0)
        assert await tab.closed() == 1012
        assert [frame["seq"] for frame in tab.news if frame["type"] == "ack"] == [4, 5, 6, 7, 8]
        assert await outside(lambda: texts(id)) == ["Hello", *"01234"]
        await people.connected(late)
        assert await late.closed() == 1012


async def signed_in(shop: Shop, then: Callable[[Client], Any] = lambda _: None) -> list[tuple[str, str]]:
    """Return the cookie of Mara's session, after something has happened to it."""

    def sign_in() -> str:
        client = Client()
        client.force_login(shop.mara)
        cookie = client.cookies["sessionid"].value
        then(client)
        return cookie

    return [("cookie", f"theme=dark; sessionid={await outside(sign_in)}")]


async def bearer(shop: Shop) -> list[tuple[str, str]]:
    """Return the header of a program that acts as Mara."""
    return [("authorization", f"Bearer {await outside(lambda: ApiToken.issue(shop.mara))}")]


async def refused(people: People, headers: Headers) -> int:
    """Return the code of the close after a handshake that was let through to be told."""
    return await (await people.connected(people.socket(AGENT, headers=headers))).closed()
