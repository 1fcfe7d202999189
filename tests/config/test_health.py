"""Whether this process is alive, and whether it may be given work."""

import pytest

from config import health
from tests.chat.wire import People, http


async def test_a_process_that_answers_is_alive(people: People) -> None:
    answer = await http("GET", "/healthz", headers=[])
    assert (answer.status, answer.json()) == (200, {"ok": True})
    assert "no-store" in answer.headers["cache-control"]


async def test_a_process_with_everything_it_needs_is_ready(people: People) -> None:
    answer = await http("GET", "/readyz", headers=[])
    checks = {"database": "ok", "migrations": "ok", "disk": "ok", "layer": "ok"}
    assert (answer.status, answer.json()) == (200, {"ok": True, "checks": checks})
    assert "no-store" in answer.headers["cache-control"]


async def test_a_full_disk_is_not_ready(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FREE_BYTES", 2**62)
    answer = await http("GET", "/readyz", headers=[])
    assert (answer.status, answer.json()["checks"]["disk"]) == (503, "full")


async def test_a_foreign_host_gets_no_page(people: People) -> None:
    answer = await http("GET", "/console/", headers=[("host", "evil.example")])
    assert answer.status == 400
