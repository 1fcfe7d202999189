"""Every file the documentation names is there."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_in_backticks_exists(page: Path) -> None:
    # A path has a folder; names alone (`settings.py`) may stand for what is deliberately absent.
    named = re.findall(
        r"`((?:[a-z_.]+/)+[\w.-]*\.(?:py|js|css|html|md|toml)|(?:[a-z_]+/)+)`", page.read_text()
    )
    absent = {"var/"}  # made at the first start
    assert [path for path in named if path not in absent and not list(places(path))] == []


def places(path: str) -> list[Path]:
    """Return where a path may be: from the root, or as part of an app's folder such as `stories/`."""
    return [*ROOT.glob(path), *ROOT.glob(f"*/{path}")]
