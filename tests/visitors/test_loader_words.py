"""What a page may say to the launcher and hear of it is the same in its code, its types and its documentation."""

import re

import pytest

from tests.conftest import ROOT
from visitors import bundle

pytestmark = pytest.mark.static
TYPES = (ROOT / "static/widget/visavis.d.ts").read_text()
PAGE = (ROOT / "docs/embedding.md").read_text()


def table(head: str) -> str:
    """Return the rows of a table of the documentation."""
    found = re.search(rf"\| {head} \|.*?\n((?:\|.*\n)+)", PAGE)
    assert found
    return found[1]


def test_every_command_is_typed_and_documented() -> None:
    code = bundle.source("widget/loader.js")
    code = code[code.index("const commands") :] + bundle.source("widget/track.js")
    commands = set(re.findall(r"^    ([a-z]\w+): ", code, re.MULTILINE))
    assert commands == set(re.findall(r'command: "(\w+)"', TYPES))
    assert commands == set(re.findall(r'`visavis\("(\w+)"', table("call")))


def test_every_event_is_typed_and_documented() -> None:
    launcher, line = bundle.source("widget/loader.js"), bundle.source("widget/settle.js")
    launcher += bundle.source("widget/invite.js")
    told = re.search(r"const TOLD = \{(.*)\}", line)
    assert told
    events = {"open", "close"} if "emit(name)" in launcher else set()
    events |= set(re.findall(r'emit\("(\w+)"', launcher)) | set(
        re.findall(r'(?<!\.)\btell\("([\w:]+)"', line)
    )
    events |= set(re.findall(r': "([\w:]+)"', told[1]))
    typed = re.search(r"interface VisavisEvents \{(.*?)\n\}", TYPES, re.DOTALL)
    assert typed
    assert events == set(re.findall(r'^  "?([\w:]+)"?: ', typed[1], re.MULTILINE))
    assert events == set(
        re.findall(r"`([\w:]+)`", "\n".join(row.split("|")[1] for row in table("event").splitlines()))
    )
