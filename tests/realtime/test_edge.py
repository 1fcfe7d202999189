"""Raw routes lose nothing by going past Django: hosts, bodies, proxies, headers, errors."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from realtime.edge import Edge, Request, Response, address_of, is_own_origin, network_of, route, scheme_of
from realtime.errors import Refusal


async def echo(request: Request) -> Response:
    return Response.json({"body": request.body.decode(), **request.params, "address": request.address})


async def refuse(_request: Request) -> Response:
    raise Refusal("forbidden", "No.")


async def fail(_request: Request) -> Response:
    raise ZeroDivisionError


ROUTES = [
    route("/echo/(?P<word>[a-z]+)", ("GET", "HEAD", "POST"), echo, max_body=10),
    route("/refuse", ("GET",), refuse),
    route("/fail", ("GET",), fail),
]


class Answer:
    """What came back over ASGI."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def take(self, message: dict[str, Any]) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return bytes(self.messages[1]["body"])


async def ask(
    path: str,
    *bodies: bytes,
    method: str = "GET",
    headers: tuple[tuple[bytes, bytes], ...] = ((b"host", b"localhost"),),
    gone: bool = False,
) -> Answer:
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": list(headers),
        "scheme": "http",
        "client": ("192.0.2.7", 4000),
        "query_string": b"",
    }
    parts = [
        {"type": "http.request", "body": body, "more_body": n < len(bodies) - 1 or gone}
        for n, body in enumerate(bodies or (b"",))
    ]
    parts.append({"type": "http.disconnect"})

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    answer = Answer()
    await Edge(ROUTES, otherwise)(scope, receive, answer.take)
    return answer


async def otherwise(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})


async def test_a_route_gets_its_parameters_and_the_whole_body() -> None:
    answer = await ask("/echo/hello", b"ab", b"cd", method="POST")
    assert answer.status == 200
    assert json.loads(answer.body) == {"body": "abcd", "word": "hello", "address": "192.0.2.7"}


async def test_whatever_is_not_a_raw_route_goes_on_to_django() -> None:
    for path in ("/", "/echo/", "/echo/HELLO", "/echo/hello/", "/echo/hello\n"):
        assert (await ask(path)).status == 299


async def test_what_goes_on_to_django_has_a_bounded_body_and_no_prefix(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    heard: list[Any] = []

    async def listen(scope: Any, receive: Any, _send: Any) -> None:
        heard.append((scope["root_path"], await receive(), (await receive())["type"]))

    parts = [{"type": "http.request", "body": b"12345", "more_body": more} for more in (True, False)]
    parts.append({"type": "http.disconnect"})

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/", "headers": []}
    scope |= {"query_string": b"", "root_path": "//evil.example"}
    await Edge([], listen)(scope, receive, Answer().take)
    assert heard == [("", {"type": "http.request", "body": b"1234512345"}, "http.disconnect")]
    assert (await ask("/", b"12345", b"12345", b"1", method="POST")).status == 413
    declared = ((b"host", b"localhost"), (b"content-length", b"11"))
    assert (await ask("/", method="POST", headers=declared)).status == 413


async def test_every_answer_says_that_its_type_is_not_to_be_guessed() -> None:
    for path in ("/echo/hello", "/refuse", "/fail"):
        headers = (await ask(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


async def test_in_production_nothing_is_told_or_taken_in_the_clear(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS, settings.TRUSTED_PROXIES = True, 60, 1
    clear = ((b"host", b"localhost"), (b"x-forwarded-proto", b"http"))
    led = await ask("/echo/hello", headers=clear)
    assert (led.status, led.headers["location"]) == (301, "https://localhost/echo/hello")
    assert (await ask("/echo/hello", b"secret", method="POST", headers=clear)).status == 403
    safe = await ask("/echo/hello", headers=((b"host", b"localhost"), (b"x-forwarded-proto", b"https")))
    assert (safe.status, safe.headers["strict-transport-security"][:10]) == (200, "max-age=60")


@pytest.mark.parametrize(
    "host", [b"", b"evil.example", b"localhost@evil.example", b"localhost evil", b"[::1"]
)
async def test_a_host_this_server_does_not_answer_to_is_refused(host: bytes) -> None:
    assert (await ask("/echo/hello", headers=((b"host", host),))).status == 400


@pytest.mark.parametrize("name", [b"host", b"origin", b"content-length", b"authorization"])
async def test_a_header_that_may_stand_once_may_not_stand_twice(name: bytes) -> None:
    value = {b"host": b"localhost", b"content-length": b"0"}.get(name, b"x")
    headers = ((b"host", b"localhost"), (name, value), (name, value))
    assert (await ask("/echo/hello", headers=headers)).status == 400


async def test_a_body_has_a_bound_whatever_it_declares() -> None:
    declared = ((b"host", b"localhost"), (b"content-length", b"11"))
    assert (await ask("/echo/hello", method="POST", headers=declared)).status == 413
    assert (await ask("/echo/hello", b"123456", b"78901", method="POST")).status == 413
    for nonsense in (b"-1", b"1e3", b"", b"0x5"):
        headers = ((b"host", b"localhost"), (b"content-length", nonsense))
        assert (await ask("/echo/hello", method="POST", headers=headers)).status == 400


async def test_a_compressed_body_is_refused() -> None:
    headers = ((b"host", b"localhost"), (b"content-encoding", b"gzip"))
    assert (await ask("/echo/hello", b"x", method="POST", headers=headers)).status == 400


async def test_a_method_the_route_does_not_take() -> None:
    answer = await ask("/echo/hello", method="DELETE")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")


async def test_head_has_the_headers_and_no_body() -> None:
    get, head = await ask("/echo/hello"), await ask("/echo/hello", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_a_refusal_has_the_one_shape_of_errors() -> None:
    answer = await ask("/refuse")
    assert answer.status == 403
    assert json.loads(answer.body) == {"error": {"code": "forbidden", "message": "No."}}


async def test_an_error_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    answer = await ask("/fail")
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (503, "unavailable")
    assert b"ZeroDivision" not in answer.body
    assert "ZeroDivisionError" in caplog.text


async def test_a_client_that_goes_away_while_it_sends_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    answer = await ask("/echo/hello", b"a", method="POST", gone=True)
    assert answer.status == 400
    assert "Traceback" not in caplog.text


FORWARDED = {b"x-forwarded-for": b"198.51.100.9, 203.0.113.5", b"x-forwarded-proto": b"https"}


@pytest.mark.parametrize(
    ("proxies", "address", "scheme"),
    [
        (0, "192.0.2.7", "http"),
        (1, "203.0.113.5", "https"),
        (2, "198.51.100.9", "https"),
        (9, "198.51.100.9", "https"),
    ],
)
def test_proxies_are_believed_as_far_as_the_settings_say(
    settings: Settings, proxies: int, address: str, scheme: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    scope = {"client": ("192.0.2.7", 4000), "scheme": "http"}
    assert address_of(scope, FORWARDED) == address
    assert scheme_of(scope, FORWARDED) == scheme


def test_a_forged_address_falls_back_to_the_peer(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    scope = {"client": ("192.0.2.7", 4000)}
    assert address_of(scope, {b"x-forwarded-for": b"<script>"}) == "192.0.2.7"
    assert address_of(scope, {}) == "192.0.2.7"
    assert address_of({"client": None}, {}) == ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_limits_count_an_ipv6_household_once(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_servers_own_origin(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://chat.example.com"
    assert is_own_origin("https://chat.example.com", "http", "10.0.0.1:8000")
    assert is_own_origin("http://localhost:8000", "http", "localhost:8000")
    for origin in ("", "null", "https://chat.example.com.evil", "http://chat.example.com", "localhost:8000"):
        assert not is_own_origin(origin, "http", "localhost:8000")
