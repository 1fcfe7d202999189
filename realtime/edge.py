"""What raw ASGI routes would lose by going past Django: host check, body cap, proxies, headers, logs.

A route is a coroutine from :class:`Request` to :class:`Response`; :class:`Edge` finds it by path, and answers
refusals and errors in the one shape of HTTP errors.
"""

import ipaddress
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from msgspec import Struct

from realtime.actors import Actor
from realtime.errors import Refusal

log = logging.getLogger("realtime.access")

MAX_BODY = 64 * 1024

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Request(Struct):
    """One HTTP request as a raw route sees it."""

    method: str
    path: str
    headers: dict[bytes, bytes]
    body: bytes
    scheme: str
    host: str
    address: str
    params: dict[str, str]
    query: dict[str, str] = {}
    bearer: Actor | None = None
    """Who sends it, where the route found that out before reading the body."""

    @property
    def origin(self) -> str:
        """The Origin header, empty when there is none."""
        return self.headers.get(b"origin", b"").decode("latin-1")


class Response(Struct):
    """What a raw route answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = {}

    @classmethod
    def json(cls, value: Any, status: int = 200) -> "Response":
        """Return a JSON answer nobody may keep."""
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return cls(status, msgspec.json.encode(value), headers)

    @classmethod
    def refuse(cls, refusal: Refusal) -> "Response":
        """Return a refusal in the shape of HTTP errors."""
        response = cls.json(refusal.as_http(), refusal.status)
        response.headers |= refusal.headers
        return response


Handler = Callable[[Request], Awaitable[Response]]
Admission = Callable[[Request], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Route:
    """A path pattern with named groups, the methods it takes and what answers.

    ``admit`` is asked before the body is read: a refusal there costs no memory.
    """

    pattern: "re.Pattern[str]"
    methods: tuple[str, ...]
    handler: Handler
    max_body: int = MAX_BODY
    admit: Admission | None = None


def route(
    pattern: str,
    methods: Sequence[str],
    handler: Handler,
    *,
    max_body: int = MAX_BODY,
    admit: Admission | None = None,
) -> Route:
    """Return a route for a whole path."""
    return Route(re.compile(pattern + r"\Z"), tuple(methods), handler, max_body, admit)


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers; what may stand once and stands twice is refused."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in headers and name in (b"host", b"origin", b"content-length", b"authorization"):
            raise Refusal("malformed", "A header stands twice.")
        headers[name] = headers[name] + b"," + value if name in headers else value
    return headers


def host_of(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """Return the Host header if this server answers to it."""
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if not _answers_to(host, tuple(settings.ALLOWED_HOSTS)):
        raise Refusal("malformed", "This server does not answer to that host name.")
    return host


@lru_cache(maxsize=256)
def _answers_to(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def scheme_of(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """Return http or https as the client sees it; a proxy's word counts only where proxies are trusted."""
    scheme = {"ws": "http", "wss": "https"}.get(scope.get("scheme", "http"), scope.get("scheme", "http"))
    if settings.TRUSTED_PROXIES and headers.get(b"x-forwarded-proto"):
        return headers[b"x-forwarded-proto"].decode("latin-1").split(",")[-1].strip().lower()
    return str(scheme)


def address_of(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """Return the client's address: the peer's, or the one the last trusted proxy saw."""
    peer = (scope.get("client") or ("", 0))[0]
    return client_address(str(peer), headers.get(b"x-forwarded-for", b"").decode("latin-1"))


def client_address(peer: str, forwarded: str) -> str:
    """Return the same for who has the peer and the X-Forwarded-For header at hand, such as Django's views."""
    if not settings.TRUSTED_PROXIES:
        return peer
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] + [peer]
    return _address(hops[max(0, len(hops) - 1 - settings.TRUSTED_PROXIES)]) or peer


@lru_cache(maxsize=1000)
def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


@lru_cache(maxsize=1000)
def network_of(address: str) -> str:
    """Return the network limits are counted by: an IPv4 address, an IPv6 /64."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    ip = getattr(ip, "ipv4_mapped", None) or ip  # how a socket for both families writes IPv4
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network(f"{ip}/64", strict=False))


def is_own_origin(origin: str, scheme: str, host: str) -> bool:
    """Tell whether an Origin header names this very server."""
    return bool(origin) and origin.lower() in (f"{scheme}://{host}", own_origin())


def own_origin() -> str:
    """Return the origin people reach this server at."""
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}".lower()


class Edge:
    """An ASGI application that answers raw routes and leaves everything else to another."""

    def __init__(self, routes: Sequence[Route], otherwise: Any) -> None:
        self.routes = routes
        self.otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # PostgreSQL refuses what SQLite finds nothing by: neither is asked.
            await _send(Response.refuse(Refusal("malformed", "NUL is not allowed.")), scope["method"], send)
            return
        found = self._find(scope["path"])
        if found is None:
            await self._hand_on(scope, receive, send)
            return
        start = time.perf_counter()
        response = await self._answer(scope, receive, *found)
        await _send(response, scope["method"], send)
        took = (time.perf_counter() - start) * 1000
        # The path without its query: addresses and tokens never reach a log.
        level = logging.DEBUG if response.status < 400 else logging.INFO
        log.log(level, "%s %s %d %.1f ms", scope["method"], scope["path"], response.status, took)

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the other application answer, with a body no larger than it would read."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            body = await _body(receive, headers_of(scope), limit)
        except Refusal as refusal:
            await _send(Response.refuse(refusal), scope["method"], send)
            return
        except _Gone:
            return
        whole = [{"type": "http.request", "body": body}]

        async def receive_whole() -> dict[str, Any]:
            return whole.pop() if whole else await receive()

        # Daphne takes a prefix for all addresses from a header, whoever sends it.
        await self.otherwise(scope | {"root_path": ""}, receive_whole, send)

    def _find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        for candidate in self.routes:
            match = candidate.pattern.match(path)
            if match is not None:
                return candidate, match.groupdict()
        return None

    async def _answer(self, scope: Scope, receive: Receive, found: Route, params: dict[str, str]) -> Response:
        try:
            request = await _request(scope, receive, found, params)
            if settings.SECURE_SSL_REDIRECT and request.scheme != "https":
                return _to_https(request, scope)
            if request.method == "OPTIONS":
                return _preflight(found)
            if request.method not in found.methods:
                return _not_allowed(found)
            return await found.handler(request)
        except Refusal as refusal:
            return Response.refuse(refusal)
        except _Gone:
            return Response(400)
        except Exception:
            log.exception("%s", scope["path"])
            return Response.refuse(Refusal("unavailable", "This could not be answered.", retry=True))


class _Gone(Exception):
    """The client went away while it was sending."""


async def _request(scope: Scope, receive: Receive, found: Route, params: dict[str, str]) -> Request:
    headers = headers_of(scope)
    host = host_of(scope, headers)
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise Refusal("malformed", "Send the body as it is, not compressed.")
    request = Request(
        method=scope["method"],
        path=scope["path"],
        headers=headers,
        body=b"",
        scheme=scheme_of(scope, headers),
        host=host,
        address=address_of(scope, headers),
        params=params,
        query=_query(scope.get("query_string", b"")),
    )
    if found.admit is not None and request.method in found.methods:
        await found.admit(request)
    request.body = await _body(receive, headers, found.max_body)
    return request


def _query(raw: bytes) -> dict[str, str]:
    return dict(parse_qsl(raw.decode("latin-1"))) if raw else {}


async def _body(receive: Receive, headers: dict[bytes, bytes], limit: int) -> bytes:
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit():
        raise Refusal("malformed", "Content-Length is a number.")
    if len(declared) > 12 or int(declared) > limit:
        raise Refusal("too_large", f"A body has at most {limit} bytes.")
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > limit:
            raise Refusal("too_large", f"A body has at most {limit} bytes.")
        if not message.get("more_body"):
            return bytes(body)


def _not_allowed(found: Route) -> Response:
    methods = ", ".join(found.methods)
    response = Response.refuse(Refusal("method_not_allowed", f"This address takes {methods}."))
    response.headers["Allow"] = methods
    return response


def _to_https(request: Request, scope: Scope) -> Response:
    """Lead a reader to where nobody reads along; what was sent in the clear is not taken."""
    if request.method not in ("GET", "HEAD"):
        return Response.refuse(Refusal("forbidden", "Only over https."))
    query = scope["query_string"].decode("latin-1")
    path = quote(request.path) + (f"?{query}" if query else "")
    return Response(301, headers={"Location": f"https://{request.host}{path}"})


def _preflight(found: Route) -> Response:
    return Response(204, headers={"Allow": ", ".join((*found.methods, "OPTIONS"))})


async def _send(response: Response, method: str, send: Send) -> None:
    length = None if response.status in (204, 304) else len(response.body)
    headers = _raw_headers(tuple(response.headers.items()), length, settings.SECURE_HSTS_SECONDS)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else response.body})


@lru_cache(maxsize=500)  # most answers are like others
def _raw_headers(
    given: tuple[tuple[str, str], ...], length: int | None, hsts_seconds: int
) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those that every one carries, as ASGI wants them."""
    headers = {"X-Content-Type-Options": "nosniff"}
    if length is not None:
        headers["Content-Length"] = str(length)
    headers |= given
    if not headers.get("Content-Type", "").startswith("text/javascript"):  # which leads nobody anywhere
        headers.setdefault("Referrer-Policy", "same-origin")
    if hsts_seconds:
        headers["Strict-Transport-Security"] = f"max-age={hsts_seconds}; includeSubDomains; preload"
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
