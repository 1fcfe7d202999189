"""A page that is not ours, on an origin of its own: as it is, with an empty frame, with the widget."""

from __future__ import annotations

import mimetypes
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from harness.ports import free_port
from harness.servers import ROOT

LANDING = (
    Path(os.environ.get("VISAVIS_DATA") or ROOT.parent / "shared" / "data") / "host_pages/sb-agency/dist"
)
SMALL = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title></head>
<body><h1>A page</h1>{paragraphs}</body>
</html>
""".format(paragraphs="<p>Something to read, and nothing that runs.</p>" * 60)
EMPTY = '<!doctype html><html lang="en"><title>Empty</title></html>'
# Where and as large as the widget's panel; made by the first click, as the widget's is.
FRAME = """<script>
addEventListener("click", () => {{
  const frame = document.createElement("iframe");
  frame.style.cssText = "position:fixed;inset:auto 24px 96px auto;width:380px;height:680px;border:0";
  frame.src = "{empty}";
  document.body.append(frame);
}}, {{ once: true }});
</script>"""


class HostPages:
    """Serves the pages from a thread: `alone`, `frame` and `widget`, the same but for one line before its end."""

    def __init__(self) -> None:
        self.port = free_port()
        self._server: ThreadingHTTPServer | None = None
        self._pages: dict[str, str] = {}

    @property
    def words(self) -> str:
        """Say which page it is."""
        return f"the landing page {LANDING.parent.name}" if LANDING.exists() else "a small page of ours"

    def url(self, name: str) -> str:
        """Return where a page is."""
        return f"http://localhost:{self.port}/{name}"

    def start(self, snippet: str) -> None:
        """Listen; the snippet is what the widget is embedded with."""
        page = (LANDING / "index.html").read_text() if LANDING.exists() else SMALL
        # Another host's document: a frame of the page's own origin would be cheaper.
        frame = FRAME.format(empty=f"http://127.0.0.1:{self.port}/empty")
        for name, line in (("alone", ""), ("frame", frame), ("widget", snippet)):
            self._pages[f"/{name}"] = page.replace("</body>", f"{line}</body>")
        self._pages["/empty"] = EMPTY
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        find = self._find

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = find(urlsplit(self.path).path)
                body, kind = found or (b"", "text/plain")
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_given: object) -> None:
                pass

        return Handler

    def _find(self, path: str) -> tuple[bytes, str] | None:
        if path in self._pages:
            return self._pages[path].encode(), "text/html; charset=utf-8"
        file = (LANDING / path.lstrip("/")).resolve()
        if not file.is_relative_to(LANDING.resolve()) or not file.is_file():
            return None
        return file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream"
