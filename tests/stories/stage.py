"""What the walk through every state needs around the visitor: a site in its language, and people who answer."""

import json
import urllib.request
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, Route

from tests.stories.browser import People
from tests.stories.roles import Agent
from tests.stories.sentences import SENTENCES
from tests.stories.server import ROOT, Server

# One department answers, one asks first, one is closed; a second site has but the last.
MAKE = """
import json
from datetime import UTC, datetime, timedelta
from agents.models import Agent, Department
from chat.models import Conversation
from visitors.models import Site, Visitor
lang, origin, names, order = json.loads({given!r})
now = datetime.now(UTC)
tomorrow = (now + timedelta(days=1)).date().isoformat()
closed = {{"week": [[]] * 7, "days": {{tomorrow: [["09:00", "18:00"]]}}}}
asks = {{"fields": [{{"key": "name", "required": True}}, {{"key": "email", "kind": "email"}},
                    {{"key": "order", "label": {{"": order}}}}]}}
look = {{"brand": "#2F4A3C"}}
common = {{"name": "Fjordwood", "allowed_origins": [origin], "appearance": look, "mode": "full"}}
common["texts"] = {{lang: {{}}}}
site = Site.objects.create(key=f"states-{{lang}}", zone="Europe/Oslo", **common)
away = Site.objects.create(key=f"away-{{lang}}", zone="Europe/Oslo", **common)
given = ({{}}, {{"form": asks}}, {{"hours": closed}})
made = [Department.objects.create(name=name, **more) for name, more in zip(names, given)]
for place, department in enumerate(made):
    department.position = place
    department.save()
for department in made:
    department.sites.add(site)
made[2].sites.add(away)
team = Agent.objects.filter(email__in=["agent1@example.com", "agent2@example.com"])
for agent in team:
    agent.departments.add(*made)
mara = team.get(email="agent1@example.com")
# What may be promised was measured: five answers of the last hour.
for number in range(5):
    at = now - timedelta(minutes=50 - number)
    visitor = Visitor.objects.create(pk=f"wait{{lang}}{{number}}".ljust(26, "0"), site=site)
    conversation, _place = Conversation.open_for(visitor, text=".", department=made[0], at=at)
    conversation.take(by=mara, at=at + timedelta(seconds=100))
    conversation.say(".", by=mara.actor, at=at + timedelta(seconds=110))
    conversation.close(by=mara.actor, at=at + timedelta(seconds=200))
"""
HTML = """<!doctype html><html lang="{lang}" dir="{dir}"><head><title>Fjordwood</title>
<meta name="viewport" content="width=device-width"><style>
:root {{ color-scheme: light dark; }}
body {{ background: light-dark(#ebe6df, #0f0e0d); color: light-dark(#1f1d1a, #edeae4); }}
main {{ position: fixed; inset-block: auto 32px; inset-inline: 96px auto; }}
h1 {{ margin: 0; font: 600 20px/24px system-ui; }}
</style></head><body><main><h1>Fjordwood</h1></main><script async src="{server}/w/{site}.js"></script></body></html>"""


class Stage:
    """A running server with the sites of one language, and those who answer for them."""

    def __init__(self, server: Server, lang: str) -> None:
        self.server, self.lang, self.words = server, lang, SENTENCES[lang]
        given = json.dumps([lang, self.origin, self.words.departments, self.words.order])
        server.installation.manage("shell", "-c", MAKE.format(given=given))
        self._token = server.installation.manage("create_api_token", "agent1@example.com").strip()

    @classmethod
    def several(cls, server: Server, languages: Iterable[str]) -> dict[str, "Stage"]:
        """Set up some, then start the server anew: what may be promised is measured once a minute."""
        stages = {lang: cls(server, lang) for lang in languages}
        server.restart()
        return stages

    @property
    def origin(self) -> str:
        """Where the page around the widget stands."""
        return self.server.shop.removesuffix("/shop/")

    def staff(self, people: People) -> Agent:
        """Let two who answer arrive, and return the first."""
        Agent(people.arrive(), self.server, "agent2@example.com")
        return Agent(people.arrive(), self.server)

    def show(self, page: Page, site: str) -> None:
        """Show a quiet page with the widget of a site on it."""
        page.context.grant_permissions(
            ["local-network-access"]
        )  # a page that is answered here stands elsewhere
        html = HTML.format(
            lang=self.lang,
            dir="rtl" if self.lang == "ar" else "ltr",
            server=self.server.url,
            site=f"{site}-{self.lang}",
        )
        page.route(f"{self.origin}/quiet", lambda route: _answer(route, html))
        page.goto(f"{self.origin}/quiet")

    def ask(self, path: str, **body: Any) -> None:
        """Let Mara's program do something with the newest conversation of the site."""
        listed = self._call(f"conversations/?site=states-{self.lang}&ordering=-opened&limit=1")
        self._call(f"conversations/{listed['results'][0]['id']}/{path}/", {"client_id": str(uuid4())} | body)

    def picture(self, name: str) -> str:
        """Upload a picture of the shop for a card, and return its id."""
        content = (ROOT / f"static/demo/{name}.webp").read_bytes()
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}.webp"\r\n\r\n'
        form = head.encode() + content + b"\r\n--x--\r\n"
        return str(self._call("files/", form, "multipart/form-data; boundary=x")["id"])

    def _call(self, path: str, body: Any = None, kind: str = "application/json") -> Any:
        raw = json.dumps(body).encode() if isinstance(body, dict) else body
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        asked = urllib.request.Request(f"{self.server.url}/api/v1/{path}", raw, headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)


def _answer(route: Route, html: str) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")
