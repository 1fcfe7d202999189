"""Bans: whoever is kept out comes in by no door, ends with the time, and hears neither why nor by whom."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from realtime.errors import Refusal
from tests.chat.files.pictures import BOUNDARY, form
from tests.chat.shop import Shop, client_id
from tests.chat.wire import OWN_ORIGIN, Answer, People, Poll, http, opened, outside
from tests.visitors.tracking.page import FIREFOX, Page, view
from visitors.identity import Ticket
from visitors.models import AuditEvent, Ban, PageView, Site, Visit, Visitor
from visitors.models.ban import MOST_DAYS, Bans, known_bans
from visitors.sentences import details, sentence
from visitors.tracking.drops import Reason, counted

ADDRESS = "192.0.2.7"
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e'; DROP TABLE--"


@dataclass
class Guest:
    """One browser with a visit, a visitor's row and both tokens."""

    site: Site
    visitor: Visitor
    address: str = ADDRESS
    user_agent: str = FIREFOX

    @classmethod
    async def come(cls, shop: Shop) -> "Guest":
        """Look at a page, then use the chat."""
        guest = cls(shop.site, await outside(shop.visitor))
        await guest.page().hit(view("1"))
        return guest

    def page(self) -> Page:
        """Return the host page."""
        return Page(address=self.address, user_agent=self.user_agent)

    @property
    def token(self) -> str:
        """The token of the chat."""
        return Ticket(self.site, self.visitor.pk, "conversation", self.visitor).token()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What the chat's document sends along."""
        return [("origin", OWN_ORIGIN), ("user-agent", self.user_agent)]

    async def get(self, path: str) -> Answer:
        """Ask for something of the site's."""
        return await http("GET", f"/w/fjord{path}", headers=self.headers, address=self.address)

    async def post(self, path: str, body: bytes, kind: str) -> Answer:
        """Send something as the bearer of the chat's token."""
        headers = [*self.headers, ("authorization", f"Bearer {self.token}"), ("content-type", kind)]
        return await http("POST", f"/w/fjord{path}", body, headers=headers, address=self.address)


async def by_hit(_people: People, guest: Guest) -> int:
    return (await guest.page().hit(view("2"))).status


async def by_socket(people: People, guest: Guest) -> int:
    return await greeted(people, guest, token=guest.token)


async def by_looking(people: People, guest: Guest) -> int:
    page = {"view": "1", "url": "https://fjordwood.example/"}
    return await greeted(people, guest, passive=True, page=page)


async def greeted(people: People, guest: Guest, **hello: Any) -> int:
    tab = people.socket("/ws/visitor/fjord/", headers=guest.headers, address=guest.address)
    await people.connected(tab)
    await tab.send("hello", protocol=1, **hello)
    answer = await tab.hear()
    return 200 if answer["type"] == "welcome" else await tab.closed()


async def by_call(_people: People, guest: Guest) -> int:
    hello = {"type": "hello", "protocol": 1, "token": guest.token}
    answer = await Poll(address=guest.address).post({"frames": [hello]}, headers=guest.headers)
    return answer.status


def by_address(path: str) -> Callable[[People, Guest], Awaitable[int]]:
    async def knock(_people: People, guest: Guest) -> int:
        return (await guest.get(path)).status

    return knock


async def by_file(_people: People, guest: Guest) -> int:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return (await guest.post("/files", form("a.txt", b"Hello"), kind)).status


async def by_transcript(_people: People, guest: Guest) -> int:
    body = f'{{"conversation": "{"0" * 26}"}}'.encode()
    return (await guest.post("/transcript", body, "application/json")).status


# Each door with what it answers to whoever may come in, and what to whoever is banned.
DOORS: dict[str, tuple[Callable[[People, Guest], Awaitable[int]], int, int]] = {
    "hit": (by_hit, 204, 403),
    "socket": (by_socket, 200, 4403),
    "light socket": (by_looking, 200, 4403),
    "sync": (by_call, 200, 403),
    "launcher": (by_address(".js"), 200, 403),
    "frame": (by_address("/chat"), 200, 403),
    "page": (by_address("/page"), 200, 403),
    "file": (by_file, 201, 403),
    "transcript": (by_transcript, 404, 403),
}


def in_an_hour() -> Any:
    return timezone.now() + timedelta(hours=1)


def impose(shop: Shop, guest: Guest, **more: Any) -> Ban:
    """Ban the guest's visit, as an agent does who sees it in the list."""
    return Visit.objects.get().ban(reason="Rude", by=shop.mara.actor, until=in_an_hour(), **more)


def of_the_network(shop: Shop, _guest: Guest) -> Ban:
    return Ban.impose(site=shop.site, network="192.0.2.0", reason="Rude", by=shop.karin.actor)


def lifted(shop: Shop, guest: Guest) -> None:
    impose(shop, guest).lift(by=shop.karin.actor)


def over(shop: Shop, guest: Guest) -> None:
    ban = impose(shop, guest)
    Ban.objects.filter(pk=ban.pk).update(until=timezone.now() - timedelta(seconds=1))


def of_another_site(shop: Shop, guest: Guest) -> None:
    visit = Visit.objects.get()
    for whom in ({"network": "192.0.2.0"}, {"day_key": visit.open_key}, {"visitor": guest.visitor}):
        Ban.impose(site=shop.other_site, reason="Rude", by=shop.karin.actor, **whom)


def of_somebody_else(shop: Shop, _guest: Guest) -> None:
    Visit.objects.create(site=shop.site, open_key="0" * 32)
    visit = Visit.objects.get(open_key="0" * 32)
    visit.ban(reason="Rude", by=shop.mara.actor)
    visit.delete()


OUT = [impose, of_the_network]
IN = [over, lifted, of_another_site, of_somebody_else]


@pytest.mark.parametrize(("state", "out"), [*((one, True) for one in OUT), *((one, False) for one in IN)])
async def test_no_door_lets_in_who_is_banned_and_every_door_the_others(
    shop: Shop, people: People, state: Callable[[Shop, Guest], Any], out: bool, allow: Callable[..., None]
) -> None:
    allow()
    guest = await Guest.come(shop)
    await outside(lambda: state(shop, guest))
    found = {name: await knock(people, guest) for name, (knock, _in, _out) in DOORS.items()}
    assert found == {name: kept if out else let for name, (_knock, let, kept) in DOORS.items()}


async def test_who_wrote_is_known_by_the_token_wherever_they_come_from(shop: Shop, people: People) -> None:
    guest = await Guest.come(shop)
    await outside(
        lambda: Ban.impose(site=shop.site, visitor=guest.visitor, reason="Rude", by=shop.mara.actor)
    )
    elsewhere = Guest(guest.site, guest.visitor, address="198.51.100.9", user_agent="Other/1")
    for name in ("socket", "sync", "file", "transcript"):
        knock, _let, kept = DOORS[name]
        assert await knock(people, elsewhere) == kept, name
    assert await by_hit(people, elsewhere) == 204, "a page says nothing of who wrote"


async def test_a_browser_that_may_be_remembered_is_known_by_its_token(shop: Shop, people: People) -> None:
    shop.site.mode = Site.Mode.FULL
    await outside(shop.site.save)
    page = Page()
    await page.hit(view("1"))
    await outside(lambda: Visit.objects.get().ban(reason="Rude", by=shop.mara.actor))
    page.address = "198.51.100.9"
    assert (await page.hit(view("2"))).status == 403
    page.token = None
    assert (await page.hit(view("3"))).status == 200, "somebody new"


async def test_a_page_is_told_so_that_it_can_read_it_and_nothing_is_stored(
    shop: Shop, people: People
) -> None:
    guest = await Guest.come(shop)
    await outside(lambda: impose(shop, guest))
    before = counted[Reason.BANNED]
    answer = await guest.page().hit(view("2"), view("3"))
    assert (answer.status, answer.code) == (403, "banned")
    assert answer.headers["access-control-allow-origin"] == "https://fjordwood.example"
    assert "Rude" not in answer.body.decode()
    assert counted[Reason.BANNED] == before + 2
    assert await outside(PageView.objects.count) == 1
    refusal = await guest.get("/page")
    assert refusal.body.decode() == "This chat is not available to you."
    assert refusal.headers["cache-control"] == "no-store"


async def test_open_sockets_are_closed_at_once_and_those_of_others_stay(shop: Shop, people: People) -> None:
    guest, agent = await Guest.come(shop), await people.agent(shop.mara)
    tab = people.socket("/ws/visitor/fjord/", headers=guest.headers, address=ADDRESS)
    await (await people.connected(tab)).greet(token=guest.token)
    other = await people.visitor()
    visit = await outside(Visit.objects.get)
    answer = await agent.ask("visitor.ban", visitor=visit.pk, reason="Rude")
    assert answer["type"] == "ack", answer
    assert await tab.closed() == 4403
    assert await other.settle() == []
    await opened(other)


async def test_a_ban_ends_by_itself(shop: Shop, people: People) -> None:
    guest = await Guest.come(shop)
    await outside(lambda: impose(shop, guest))
    assert await by_hit(people, guest) == 403
    with time_machine.travel(in_an_hour() + timedelta(minutes=1), tick=True):
        assert await by_hit(people, guest) == 204


async def test_many_hits_ask_once_who_is_banned(
    people: People, monkeypatch: pytest.MonkeyPatch, allow: Callable[..., None]
) -> None:
    allow()
    asked: list[str] = []
    monkeypatch.setattr(known_bans, "read", lambda site: asked.append(site) or Bans())
    page = Page()
    with time_machine.travel(timezone.now(), tick=False):
        for number in range(20):
            await page.hit(view(str(number)))
    assert len(asked) <= 1 + 20 * 0.05, "kept for a second"


async def test_an_agent_bans_and_takes_it_back_and_both_are_told(shop: Shop, people: People) -> None:
    guest, agent = await Guest.come(shop), await people.agent(shop.mara)
    visit, until = await outside(Visit.objects.get), in_an_hour().isoformat()
    once = client_id()
    for _ in range(2):  # said twice, done once
        answer = await agent.ask("visitor.ban", client_id=once, visitor=visit.pk, reason=HOSTILE, until=until)
        assert answer["type"] == "ack", answer
    (ban,) = await outside(lambda: list(Ban.objects.all()))
    assert (ban.reason, ban.author_name, ban.is_standing) == (HOSTILE, "Mara", True)
    assert await by_hit(people, guest) == 403
    assert (await agent.ask("ban.lift", ban=once))["type"] == "ack"
    assert await by_hit(people, guest) == 204
    told = await outside(lambda: [sentence(event) for event in AuditEvent.objects.order_by("pk")])
    assert told == ["Mara banned a browser of one day", "Mara lifted the ban of a browser of one day"]
    assert HOSTILE not in str(await outside(lambda: [details(event) for event in AuditEvent.objects.all()]))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"until": timezone.now() - timedelta(days=1)}, "until"),
        ({"until": timezone.now() + timedelta(days=MOST_DAYS + 1)}, "until"),
    ],
)
def test_a_ban_has_a_reason_and_an_end(shop: Shop, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        Ban.impose(
            **{"site": shop.site, "network": "192.0.2.0", "reason": "Rude", "by": shop.mara.actor} | given
        )
    assert list(refused.value.fields or {}) == [field]


class TestAdmin:
    """Managers find bans, lift them, and ban whole networks."""

    @pytest.fixture
    def owner(self, shop: Shop) -> Client:
        client = Client()
        client.force_login(shop.karin)
        return client

    def add(self, owner: Client, shop: Shop, network: str) -> Any:
        until = in_an_hour()
        form = {"site": shop.site.pk, "network": network, "reason": HOSTILE}
        form |= {"until_0": f"{until:%Y-%m-%d}", "until_1": f"{until:%H:%M:%S}"}
        return owner.post(reverse("admin:visitors_ban_add"), form)

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("192.0.2.7", "192.0.2.0"),
            ("192.0.2.0/24", "192.0.2.0"),
            ("2001:db8:1:2::9", "2001:db8:1::"),
            ("10.0.0.0/8", None),
            ("<b>", None),
            ("", None),
        ],
    )
    def test_of_an_address_only_its_network_is_kept(
        self, shop: Shop, owner: Client, said: str, kept: str | None
    ) -> None:
        self.add(owner, shop, said)
        assert list(Ban.objects.values_list("network", flat=True)) == ([kept] if kept else [])

    def test_the_list_finds_shows_and_lifts(self, shop: Shop, owner: Client) -> None:
        self.add(owner, shop, "192.0.2.7")
        Ban.impose(site=shop.site, visitor=shop.visitor(), reason="Spam", by=shop.mara.actor)
        listed = reverse("admin:visitors_ban_changelist")
        page = owner.get(listed).content.decode()
        assert "192.0.2.0/24" in page
        assert "<img" not in page.split("<main", 1)[-1]
        assert "Spam" not in owner.get(listed + "?q=DROP").content.decode().split("<table", 1)[-1]
        own_page = reverse("admin:visitors_ban_change", args=[Ban.objects.get(reason="Spam").pk])
        assert 'value="lift"' in owner.get(own_page).content.decode()
        form = {"action": "lift", "_selected_action": [ban.pk for ban in Ban.objects.all()]}
        assert "2 bans were lifted." in owner.post(listed, form, follow=True).content.decode()
        assert not Ban.objects.standing().exists()
        assert "Spam" in owner.get(listed + "?state=lifted").content.decode()
        assert "Spam" not in owner.get(listed + "?state=standing").content.decode()
        assert 'value="lift"' not in owner.get(own_page).content.decode()


async def test_a_browser_that_only_its_pages_know_gets_no_chat_either(shop: Shop, people: People) -> None:
    shop.site.mode = Site.Mode.FULL
    await outside(shop.site.save)
    guest = Guest(shop.site, await outside(shop.visitor))
    page = guest.page()
    await page.hit(view("1"))
    await outside(lambda: Visit.objects.get().ban(reason="Rude", by=shop.mara.actor))
    here = {"view": "1", "url": "https://fjordwood.example/", "tracking": page.token}
    assert await greeted(people, guest, page=here) == 4403


@pytest.mark.django_db
def test_nobody_is_banned_of_whom_nothing_is_kept(shop: Shop) -> None:
    visit = Visit.objects.create(site=shop.site)
    with pytest.raises(Refusal) as refused:
        visit.ban(reason="Rude", by=shop.mara.actor)
    assert (refused.value.code, Ban.objects.count()) == ("unreachable", 0)
