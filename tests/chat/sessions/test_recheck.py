"""An agent's socket lasts no longer than what it was let in for."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from agents.models import Agent, ApiToken
from agents.permissions import Role
from chat import consumers
from tests.chat.shop import Shop
from tests.chat.wire import OWN_ORIGIN, Headers, People, Tab, opened, outside

Work = Callable[[], object]
EVERY = consumers.RECHECK_SECONDS


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.05)
    yield


async def desk(people: People, headers: Headers) -> Tab:
    return await (await people.connected(people.socket("/ws/agent/", headers=headers))).greet()


async def signed_in(people: People, shop: Shop) -> tuple[Tab, Client]:
    client = Client()
    await outside(lambda: client.force_login(shop.mara))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    return await desk(people, [("origin", OWN_ORIGIN), ("cookie", cookie)]), client


def new_password(shop: Shop) -> None:
    shop.mara.set_password("something quite different")
    shop.mara.save()


def deactivate(shop: Shop) -> None:
    shop.mara.is_active = False
    shop.mara.save()


def test_nobody_stays_for_more_than_five_seconds() -> None:
    assert EVERY < 5.0


@pytest.mark.parametrize("ending", [new_password, deactivate])
async def test_what_ends_a_session_ends_its_sockets(
    shop: Shop, people: People, ending: Callable[[Shop], None]
) -> None:
    tab, _client = await signed_in(people, shop)
    await outside(lambda: ending(shop))
    assert await tab.closed() == 4401


async def test_signing_out_closes_the_desk(shop: Shop, people: People) -> None:
    tab, client = await signed_in(people, shop)
    await outside(lambda: client.post("/accounts/logout/"))
    assert await tab.closed() == 4401


async def test_signing_out_elsewhere_closes_the_desks_there(shop: Shop, people: People) -> None:
    def come() -> Client:
        client = Client()
        client.post("/accounts/login/", {"login": "mara@example.com", "password": "secret-of-mara"})
        return client

    there, here = [await outside(come) for _ in range(2)]
    tabs = [
        await desk(
            people, [("origin", OWN_ORIGIN), ("cookie", f"sessionid={one.cookies['sessionid'].value}")]
        )
        for one in (there, here)
    ]
    await outside(lambda: here.post("/accounts/sessions/"))
    assert await tabs[0].closed() == 4401
    assert (await tabs[1].ask("inbox.watch", view="all"))["type"] == "inbox.snapshot"


async def test_a_revoked_token_closes_the_program_that_uses_it(shop: Shop, people: People) -> None:
    token = await outside(lambda: ApiToken.issue(shop.mara))
    tab = await desk(people, [("authorization", f"Bearer {token}")])
    await outside(lambda: ApiToken.objects.get().revoke())
    assert await tab.closed() == 4401


async def test_another_department_is_another_reach(shop: Shop, people: People) -> None:
    tab, visitor = await people.agent(shop.mara), await people.visitor()
    await outside(lambda: shop.mara.departments.set([shop.support]))
    assert await tab.closed() == 1012
    tab.news.clear()
    await opened(visitor, "For sales alone")
    back = await people.agent(shop.mara)
    assert back.welcome["conversations"] == []


async def test_who_is_what_he_was_stays(shop: Shop, people: People) -> None:
    tab, _client = await signed_in(people, shop)
    for _ in range(10):
        await tab.settle()
        await outside(lambda: None)
    assert (await tab.ask("inbox.watch", view="all"))["type"] == "inbox.snapshot"


async def test_another_role_is_another_reach(shop: Shop, people: People) -> None:
    tab = await people.agent(shop.mara)
    assert tab.welcome["agent"]["may"] == ["answer"]
    await outside(lambda: Agent.objects.filter(pk=shop.mara.pk).update(role=Role.VIEWER))
    assert await tab.closed() == 1012
    token = await outside(lambda: ApiToken.issue(Agent.objects.get(pk=shop.mara.pk)))
    back = await desk(people, [("authorization", f"Bearer {token}")])
    assert (back.welcome["agent"]["role"], back.welcome["agent"]["may"]) == ("viewer", [])
    assert shop.mara.pk not in [agent["id"] for agent in back.welcome["agents"]]


async def test_a_whole_site_is_heard_whatever_the_department(shop: Shop, people: People) -> None:
    def give() -> None:
        shop.nora.departments.clear()
        shop.nora.sites.add(shop.site)

    await outside(give)
    tab, visitor = await people.agent(shop.nora), await people.visitor()
    await tab.ask("inbox.watch", view="all")
    id = await opened(visitor, "For sales", department=shop.sales.pk)
    assert (await tab.until("conversation.opened"))["conversation"] == id
    assert {card["name"] for card in tab.welcome["departments"]} == {"Sales", "Support"}
