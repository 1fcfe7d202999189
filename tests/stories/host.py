"""Pages of somebody else, on an origin of their own, that the widget is a guest on."""

import contextlib
import json
import re
import threading
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from tests.services import free_port
from tests.stories.roles import BEGIN

MAKE_SITES = """
from agents.models import Department
from visitors.models import Site
sites = {{
    "guest": {{"texts": {{"de": {{"start": "Gespräch beginnen", "leave": "Nachricht hinterlassen"}}}}}},
    "guest-asks": {{"mode": "ask"}},
    "guest-full": {{"mode": "full"}},
    "guest-off": {{"mode": "off"}},
    "guest-above": {{"appearance": {{"layer": "top"}}}},
    "guest-keeps": {{"appearance": {{"end": False, "transcript": False}}}},
}}
for key, given in sites.items():
    given |= {{"name": "Nabo", "allowed_origins": ["{origin}"]}}
    site, made = Site.objects.update_or_create(key=key, defaults=given)
    for department in Department.objects.filter(sites__key="demo"):
        department.sites.add(site)
"""
PAGE = """<!doctype html>
<html lang="en"><head><title>{title}</title><meta name="viewport" content="width=device-width">{head}</head>
<body>{body}</body></html>"""


# A page like many.
PLAIN = (
    "<h1>Nabo</h1><button id=own onclick='this.textContent += 1'>Own</button><p style='height: 3000px'>…</p>"
)
# A page that notes what it hears of the chat.
NOTES = """
<script>
  window.heard = [];
  for (const name of ["ready", "open", "close", "unread", "message", "x"])
    document.addEventListener(`visavis:${name}`, () => heard.push(name));
</script>"""
# What the chat is told by the page, from the moment it listens.
LISTEN = """() => {
  window.told = [];
  addEventListener("message", ({ data }) => window.told.push(data));
}"""


class Host:
    """A web server that serves the pages it is given; what a widget asks of it otherwise never comes.

    It notes the hits it gets where a widget came from it, and answers them as told, or never.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.pages: dict[str, tuple[dict[str, str], bytes]] = {}
        self.hits: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] | None = lambda hit: (204, {})
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("localhost", self.port), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The origin the pages stand on."""
        return f"http://localhost:{self.port}"

    def add(self, path: str, head: str = "", body: str = "", **headers: str) -> str:
        """Put up a page and return its address."""
        html = PAGE.format(title=path, head=head, body=body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = ({"Content-Type": "text/html; charset=utf-8", **named}, html.encode())
        return self.url + path

    def copy(self, path: str, source: str) -> None:
        """Put up what another server answers."""
        with urllib.request.urlopen(source, timeout=10) as answer:
            self.pages[path] = ({"Content-Type": answer.headers["Content-Type"]}, answer.read())

    def take_down(self, path: str) -> None:
        """Serve nothing under a path any more: another story expects nothing there."""
        self.pages = {name: page for name, page in self.pages.items() if not name.startswith(path)}

    def close(self) -> None:
        """Let everybody go who still waits, and stop."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                if path.startswith("/w/") and path not in host.pages:
                    host._closing.wait()
                headers, body = host.pages.get(path, ({"Content-Type": "text/plain"}, b""))
                self.send_response(200 if body else 500 if path.endswith(".js") else 204)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # the page has gone
                    self.wfile.write(body)

            def do_POST(self) -> None:
                hit = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                host.hits.append(hit)
                if host.answer is None:
                    host._closing.wait()
                    return
                status, answer = host.answer(hit)
                self.send_response(status)
                self.end_headers()
                if answer:
                    self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *given: Any) -> None:
                pass

        return Handler


class Guest:
    """The widget as it stands on a host page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)

    def open_chat(self) -> "Guest":
        """Open the panel, and wait until the chat is there."""
        self.launcher.click()
        expect(self.chat.get_by_role("button", name=BEGIN)).to_be_visible()
        return self

    def begin(self, text: str) -> "Guest":
        """Start a conversation."""
        self.chat.get_by_role("button", name=BEGIN).click()
        return self.write(text)

    def write(self, text: str) -> "Guest":
        """Write, send and wait until it is stored."""
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.chat.locator(".meta").last).to_have_text(re.compile("sent|delivered|read"))
        return self

    @property
    def launcher(self) -> Locator:
        """The button in the corner."""
        return self.page.locator("visavis-widget button")

    @property
    def frame(self) -> Locator:
        """The frame of the chat."""
        return self.page.locator("visavis-widget iframe")

    @property
    def chat(self) -> FrameLocator:
        """The chat's own document."""
        return self.page.frame_locator("visavis-widget iframe")

    @property
    def document(self) -> Frame:
        """The chat's own document, once it is there."""
        return next(frame for frame in self.page.frames if re.search(r"/w/[^/]+/chat", frame.url))

    @property
    def field(self) -> Locator:
        """Where the visitor writes."""
        return self.chat.get_by_role("textbox", name="Write a message")
