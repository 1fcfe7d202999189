"""Hundreds of pretended browsers on one site: they arrive, read on, move about and leave, by the door every page uses.

What takes longer than a picture may (earlier visits, minutes on a page, conversations) is written into the data folder
before anybody watches.
"""

import json
import random
import threading
import urllib.request
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from tests.stories.server import Server

SITE = "crowd"
ORIGIN = "https://fjordwood.example"
PAGES = {
    "/benches/lund": "Lund bench",
    "/tables/sund-200": "Sund dining table, 200 cm",
    "/help/delivery": "Delivery and assembly",
    "/care/oil": "Oils and care",
    "/orders/track": "Track your order",
    "/checkout": "Checkout",
    "/chairs/lom": "Lom chair",
    "/shelves/vik": "Vik shelf",
    "/": "Fjordwood, furniture of oak and ash",
}
ZONES = {
    "Europe/Dublin": "en-IE",
    "Europe/Amsterdam": "nl",
    "Europe/Berlin": "de",
    "Europe/Paris": "fr",
    "Europe/Oslo": "nb",
    "Europe/Vienna": "de-AT",
    "Europe/Brussels": "nl-BE",
    "Europe/London": "en-GB",
    "Europe/Stockholm": "sv",
    "Europe/Rome": "it",
}
REFERRERS = (
    "",
    "",
    "https://www.google.com/",
    "https://www.google.com/",
    "https://www.instagram.com/",
    "https://www.pinterest.com/",
    "https://oakblog.example/benches",
)
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.{n}.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.{n} (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:14{d}.0) Gecko/20100101 Firefox/14{d}.0",
)
ALLOWED = dict.fromkeys(("chat", "engagement", "analytics", "attribution"), "granted")
MAKE_SITE = """
from agents.models import Department
from visitors.models import Site
site, made = Site.objects.update_or_create(key={key!r}, defaults={{"name": "fjordwood.example", "mode": "full",
    "allowed_origins": [{origin!r}]}})
for department in Department.objects.filter(sites__key="demo"):
    department.sites.set([site])
"""
# They have been here for a while: pages before this one, visits before this one, and some have written.
AGE = """
import random
from datetime import timedelta
from django.utils.timezone import now
from agents.models import Agent, Department
from chat.models import Conversation
from visitors.identity import new_ticket
from visitors.models import Event, PageView, Site, Visit
dice, at = random.Random(7), now()
site = Site.objects.get(key={key!r})
cities = {{"IE": "Cork", "NL": "Utrecht", "DE": "Kiel", "FR": "Lyon", "NO": "Bergen", "AT": "Vienna", "BE": "Ghent",
    "GB": "Leeds", "SE": "Malmö", "IT": "Milan"}}
pages = {pages!r}
visits = list(Visit.objects.filter(site=site, ended_at=None).order_by("pk"))
earlier, looks, carts = [], [], []
for number, visit in enumerate(visits):
    here = PageView.objects.filter(visit=visit).latest("pk")
    on_page, before = dice.randrange(5, 300), dice.choice([0, 0, 1, 1, 2, 3, 5, 8])
    times = [dice.randrange(20, 260) for _ in range(before)]
    begun = at - timedelta(seconds=on_page + sum(times) + 4)
    moment = begun
    for place, seconds in enumerate(times):
        path, title = dice.choice(pages)
        looks.append(PageView(visit=visit, key=place, url={origin!r} + path, title=title, nav="load",
            started_at=moment, active_ms=seconds * 1000, scroll_pct=60))
        moment += timedelta(seconds=seconds)
    url, title = here.url, here.title
    here.delete()
    looks.append(PageView(visit=visit, key=here.key, url=url, title=title, nav="load", started_at=moment,
        active_ms=on_page * 1000, scroll_pct=40))
    visit.started_at, visit.pages = begun, before + 1
    visit.active_ms = (on_page + sum(times)) * 1000
    if dice.random() < 0.7:
        visit.city, visit.placed_by = cities.get(visit.country, ""), "address"
    if dice.random() < 0.15:
        cart = {{"value": dice.choice([96, 228, 410, 640, 1480]), "currency": "EUR"}}
        carts.append(Event(visit=visit, type="cart.changed", at=moment, data=cart))
    for ago in range(dice.choice([0, 0, 0, 1, 2, 4, 6])):
        path, title = dice.choice(pages)
        earlier.append(Visit(site=site, browser=visit.browser, url={origin!r} + path, title=title, pages=3,
            active_ms=dice.randrange(40, 400) * 1000, ended_at=at, started_at=at - timedelta(days=2 + 3 * ago)))
Visit.objects.bulk_update(visits, ["started_at", "pages", "active_ms", "city", "placed_by"])
PageView.objects.bulk_create(looks)
Visit.objects.bulk_create(earlier)
Event.objects.bulk_create(carts)
names = ["Tomasz Wójcik", "", "Ellen Brandt", "Henrik Dahl", "Sofia Marchetti", "Nadia Osman", "Ines Carvalho"]
team = list(Agent.objects.filter(email__in=["agent1@example.com", "agent2@example.com"]).order_by("email"))
department = Department.objects.filter(sites=site).first()
for number, name in enumerate(names):
    visit, ago = visits[number], (100, 35)[number] if number < 2 else 400
    visitor = new_ticket(site).ensure_visitor(locale=visit.locale, timezone=visit.timezone)
    if name:
        visitor.says(name=name, email=name.split()[0].lower() + "@mail.example")
    conversation, _place = Conversation.open_for(visitor, department=department, at=at - timedelta(seconds=ago),
        text="Do you deliver the Lund bench to the Netherlands?")
    if number > 1:
        conversation.take(by=team[number % len(team)], at=at - timedelta(seconds=ago - 40))
        conversation.say("We do, on Saturdays too.", by=team[number % len(team)].actor)
    Visit.objects.filter(pk=visit.pk).update(visitor=visitor)
for number in (20, 41):
    visitor = new_ticket(site).ensure_visitor(locale="en", timezone="")
    visitor.prefers(contact="quiet")
    Visit.objects.filter(pk=visits[number].pk).update(visitor=visitor)
"""


@dataclass(slots=True)
class Guest:
    """One pretended browser."""

    number: int
    headers: dict[str, str]
    zone: str
    token: str | None = None
    view: str = ""
    active_ms: int = 0
    frames: list[dict[str, Any]] = field(default_factory=list)


class Crowd:
    """All of them; the server has to believe one proxy, as each comes from an address of its own."""

    SETTINGS = {"TRUSTED_PROXIES": "1", "VISITOR_FRAMES_PER_SECOND": "1000"}

    def __init__(self, server: Server) -> None:
        self.server = server
        self.guests: list[Guest] = []
        self._dice = random.Random(7)
        self._numbers = count()
        self._stopped = threading.Event()
        server.installation.manage("shell", "-c", MAKE_SITE.format(key=SITE, origin=ORIGIN))

    def arrive(self, size: int) -> None:
        """Let some come."""
        for _ in range(size):
            number = next(self._numbers)
            agent = self._dice.choice(BROWSERS).format(n=number, d=number % 5)
            address = f"203.{number // 60_000}.{number // 250 % 250}.{number % 250 + 1}"
            headers = {"Origin": ORIGIN, "User-Agent": agent, "X-Forwarded-For": address}
            guest = Guest(number, headers, self._dice.choice(list(ZONES)))
            self.guests.append(guest)
            self.go(guest)

    def go(self, guest: Guest, path: str = "") -> None:
        """Let one go to a page, most often to one of the first."""
        path = path or list(PAGES)[min(int(self._dice.expovariate(0.4)), len(PAGES) - 1)]
        guest.view, guest.active_ms = str(uuid4()), 0
        url = f"{ORIGIN}{path}"
        view = {"type": "page.view", "view": guest.view, "url": url, "title": PAGES[path]}
        self._tell(guest, view | {"referrer": self._dice.choice(REFERRERS)})
        self._read(guest, 1000)

    def keep(self) -> None:
        """Let everybody read on."""
        for guest in self.guests:
            self._read(guest, 10_000)

    def leave(self, guest: Guest) -> None:
        """Let one go for good."""
        self.guests.remove(guest)
        self._tell(guest, {"type": "page.leave", "view": guest.view, "active_ms": guest.active_ms})

    def age(self) -> None:
        """Let them have been there for a while."""
        given = {"key": SITE, "origin": ORIGIN, "pages": list(PAGES.items())}
        self.server.installation.manage("shell", "-c", AGE.format(**given))

    def stay(self) -> None:
        """Let them stay, on a thread of their own, until told to stop."""
        threading.Thread(target=self._stay, daemon=True).start()

    def stop(self) -> None:
        """Do no more."""
        self._stopped.set()

    def _stay(self) -> None:
        while not self._stopped.wait(2):
            self.keep()

    def _read(self, guest: Guest, by: int) -> None:
        guest.active_ms += by
        self._tell(guest, {"type": "page.activity", "view": guest.view, "active_ms": guest.active_ms})

    def _tell(self, guest: Guest, frame: dict[str, Any]) -> None:
        body = {
            "poll": True,
            "frames": [frame],
            "consent": ALLOWED,
            "timezone": guest.zone,
            "locale": ZONES[guest.zone],
        }
        body |= {"token": guest.token} if guest.token else {}
        address = f"{self.server.url}/w/{SITE}/hit"
        asked = urllib.request.Request(address, json.dumps(body).encode(), guest.headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            told = json.loads(answer.read() or b"{}")
        guest.token = told.get("token", guest.token)
