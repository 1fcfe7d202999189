"""Nothing that can be sent, heard or set is undocumented."""

import re
from pathlib import Path

import pytest

from chat import protocol
from config.environment import VARIABLES
from realtime.events import EVENTS

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parent.parent
FRAMES = sorted(protocol.visitor_parser.types | protocol.agent_parser.types)


@pytest.fixture(scope="module")
def realtime() -> str:
    return (ROOT / "docs/realtime.md").read_text()


@pytest.fixture(scope="module")
def settings_table() -> str:
    pages = [
        path.read_text() for path in (ROOT / "docs/self-hosting.md", ROOT / "README.md") if path.exists()
    ]
    return "\n".join(line for page in pages for line in page.splitlines() if line.startswith("|"))


def test_every_frame_a_client_may_send_is_shown(realtime: str) -> None:
    shown = examples(realtime)
    assert [frame for frame in FRAMES if f'"type": "{frame}"' not in shown] == []


def test_every_event_is_shown(realtime: str) -> None:
    shown = examples(realtime)
    assert [event for event in EVENTS if f'"type": "{event}"' not in shown] == []


def test_every_field_of_an_event_is_named(realtime: str) -> None:
    fields = {
        f"{event.name}.{name}": name for event in EVENTS.values() for name in (*event.fields, *event.watched)
    }
    missing = [
        field for field, name in fields.items() if f'"{name}"' not in realtime and f"`{name}`" not in realtime
    ]
    assert missing == []


def test_every_setting_has_its_line(settings_table: str) -> None:
    assert [variable.name for variable in VARIABLES if f"`{variable.name}`" not in settings_table] == []


def test_no_setting_is_documented_that_does_not_exist(settings_table: str) -> None:
    named = set(re.findall(r"^\| `([A-Z][A-Z_]+)`", settings_table, re.MULTILINE))
    assert named <= {variable.name for variable in VARIABLES}


def test_the_build_runs_exactly_the_command_of_the_readme() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/python -m pytest"
    assert command in (ROOT / "README.md").read_text().splitlines()
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == command


def test_every_link_inside_the_documentation_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)[^)]*\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def examples(page: str) -> str:
    """Return what stands in the page's code blocks, with one space after each colon."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return re.sub(r'":\s*', '": ', "\n".join(blocks))
