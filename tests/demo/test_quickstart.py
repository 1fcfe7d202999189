import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management.base import CommandError

from demo.management.commands import quickstart
from visitors.models import Site


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_passed_over(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quickstart, "FIRST_PORT", taken)
    assert quickstart._port(None) > taken


def test_a_taken_port_that_was_asked_for_is_refused(taken: int) -> None:
    with pytest.raises(CommandError, match="already"):
        quickstart._port(taken)


def test_production_is_refused_in_one_sentence() -> None:
    run = [sys.executable, "manage.py", "quickstart"]
    result = subprocess.run(
        run, env=os.environ | {"PRODUCTION": "1"}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.strip() == "Settings: DEMO=1 and PRODUCTION=1 exclude each other."


def test_production_is_refused_by_the_command_too(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="PRODUCTION=1"):
        quickstart.Command().handle()


@pytest.mark.django_db
def test_it_seeds_says_where_everything_is_and_serves(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_URL = settings.PUBLIC_URL  # so that what the command makes of it ends with the test
    served = []
    monkeypatch.setattr(quickstart.serve, "run", lambda *args: served.append(args))
    monkeypatch.setattr(quickstart, "_is_free", lambda port: True)
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    out = StringIO()
    quickstart.Command(stdout=out).handle(port=8042)
    assert served == [("127.0.0.1", 8042)]
    assert Site.objects.get(key="demo").allowed_origins == ["http://localhost:8042"]
    assert settings.PUBLIC_URL == "http://127.0.0.1:8042"
    for told in ("http://localhost:8042/shop/", "http://127.0.0.1:8042/console/", "manager@example.com"):
        assert told in out.getvalue()
    assert str(settings.MEDIA_ROOT) in out.getvalue()
