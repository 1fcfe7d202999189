"""A company's proxy: it passes on what is asked over HTTP, and lets nothing tunnel through, WebSockets among it."""

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"}


class Proxy:
    """The proxy's address, and which tunnels it has refused."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """What a browser is told."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def run(self) -> None:
        """Serve until closed."""
        self._server.serve_forever()

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        refused = self.refused

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                refused.append(self.path)
                self.send_error(403)

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                path = f"{parts.path}?{parts.query}" if parts.query else parts.path
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name: value for name, value in self.headers.items() if passes(name)}
                asked = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=60)
                # Who asked may have gone away meanwhile, and a server may be on its way down.
                with contextlib.closing(asked), contextlib.suppress(OSError, http.client.HTTPException):
                    asked.request(self.command, path, body, headers)
                    self._pass_on(asked.getresponse())

            do_HEAD = do_OPTIONS = do_POST = do_GET

            def _pass_on(self, answer: http.client.HTTPResponse) -> None:
                body = answer.read()
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if passes(name) and name.lower() != "content-length":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_given: object) -> None:
                pass

        return Handler


def passes(name: str) -> bool:
    """Whether a header is for the one at the other end."""
    return name.lower() not in HOP_BY_HOP


@contextlib.contextmanager
def proxy() -> Iterator[Proxy]:
    """Run a proxy."""
    proxy = Proxy()
    threading.Thread(target=proxy.run, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
