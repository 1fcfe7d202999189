"""The commands of the page about REST do what the page says, on a running server."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from agents.models import Agent
from tests.chat.shop import Shop, texts

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/rest.md").read_text()


def commands() -> Iterator[str]:
    """Yield each command; what is continued is indented."""
    for block in re.findall(r"^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        yield from re.sub(r"\\?\n  ", " ", block).strip().splitlines()


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return Shop.open()


@pytest.mark.skipif(shutil.which("curl") is None, reason="left out: no curl")
def test_the_commands_work(shop: Shop, live_server: object, capsys: pytest.CaptureFixture[str]) -> None:
    conversation = shop.conversation("Is it oak?")
    customer = conversation.visitor.says(name="Nora")
    (line,) = re.findall(r"^manage.py create_api_token .*$", PAGE, re.MULTILINE)
    call_command(*line.split()[1:])
    environment = {
        "URL": str(live_server),
        "TOKEN": capsys.readouterr().out.strip(),
        "CONVERSATION": conversation.pk,
        "CUSTOMER": customer.pk,
        "PATH": "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin",
    }
    assert Agent.objects.filter(email="mara@example.com").exists()
    answers = []
    for command in commands():
        done = subprocess.run(
            ["sh", "-c", f"{command} --fail-with-body"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        answers.append(json.loads(done.stdout))
    waiting, entries, *places, corrected, sites = answers
    assert [row["id"] for row in waiting["results"]] == [conversation.pk]
    assert [entry["seq"] for entry in entries["results"]] == [3]
    # The conversation was closed in between: what is asked opens it again.
    assert [place["seq"] for place in places] == [4, 5, 6, 7, 9, 10, 11, 12]
    assert (corrected["name"], sites["results"][0]["key"]) == ("Nora Lind", "fjord")
    assert texts(conversation)[:3] == ["Is it oak?", "Yes, in ten weeks.", "Wants oak."]
    asked = conversation.entries.filter(seq__gt=7, message__isnull=False)
    assert list(asked.values_list("message__kind", flat=True)) == ["choices", "cards", "form", "date"]
