"""What a browser calls itself, in the words of people."""

import lzma
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from visitors.devices import LONGEST, Device, user_agent_in

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-G991B) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("header", "words", "kind"),
    [
        (f"{IPHONE}Version/18.6 Mobile/15E148 Safari/604.1", "Safari on iPhone", "phone"),
        (f"{ANDROID}Chrome/120.0.0.0 Mobile Safari/537.36", "Chrome on Android", "phone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox on Linux",
            "computer",
        ),
        ("<script>alert(1)</script>", "Unknown browser", ""),
    ],
)
def test_a_device_is_named_as_people_name_it(header: str, words: str, kind: str) -> None:
    device = Device.of(header)
    assert (str(device), device.kind) == (words, kind)


def test_a_header_is_cut_and_cleaned_before_anybody_reads_it() -> None:
    assert user_agent_in({b"user-agent": b"Fire\x00fox\r\n/143"}) == "Firefox/143"
    assert len(user_agent_in({b"user-agent": b"x" * 9000})) == LONGEST
    assert user_agent_in({}) == ""


def test_no_header_anybody_has_seen_takes_long(data: Callable[[str], Path]) -> None:
    lines = lzma.decompress(data("uap_core/test_ua.yaml.xz").read_bytes()).decode().splitlines()
    headers = [line.partition(":")[2].strip(" '\"") for line in lines if "user_agent_string:" in line]
    Device.of(headers[0])  # the patterns are read once
    start = time.process_time()
    for header in headers[:300]:
        Device.of(header)
    assert time.process_time() - start < 3
