"""What a browser calls itself, in words a person knows: a guess, as every browser says what it likes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

# What is longer was not made by a browser.
LONGEST = 400
# The parser's names where people say something shorter.
SPOKEN = {
    "Mac OS X": "macOS",
    "Mobile Safari": "Safari",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Edge Mobile": "Edge",
    "Opera Mobile": "Opera",
    "Samsung Internet": "Samsung Internet",
    "Chrome OS": "ChromeOS",
}
PHONES = ("iPhone", "iPod")
TABLETS = ("iPad", "Tablet", "Kindle")
UNKNOWN = ("", "Other")


@dataclass(frozen=True, slots=True)
class Device:
    """A browser and what it runs on; empty where nothing is known."""

    browser: str = ""
    version: str = ""
    system: str = ""
    kind: str = ""
    """``phone``, ``tablet``, ``computer``, or nothing."""

    @classmethod
    def of(cls, user_agent: str) -> "Device":
        """Return what a User-Agent header says."""
        return _read(user_agent[:LONGEST]) if user_agent else cls()

    def __str__(self) -> str:
        """Name browser and system."""
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or _("Unknown browser")

    def card(self) -> dict[str, str] | None:
        """Return what agents see of it, or nothing."""
        if not (self.browser or self.system):
            return None
        return {"browser": self.browser, "version": self.version, "system": self.system, "kind": self.kind}


def user_agent_in(headers: Mapping[bytes, bytes]) -> str:
    """Return the User-Agent of a request, as far as it can be shown and stored."""
    return _shown(headers.get(b"user-agent", b"")[: 2 * LONGEST])


@lru_cache(maxsize=2000)
def _shown(header: bytes) -> str:
    return "".join(sign for sign in header.decode("latin-1") if sign.isprintable())[:LONGEST]


def warm() -> None:
    """Read the patterns now, so that no visitor waits for them."""
    _read("Mozilla/5.0")


@lru_cache(maxsize=2000)
def _read(user_agent: str) -> Device:
    # Imported when first asked: its many patterns are no part of the start.
    from ua_parser import parse

    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    model = found.device.family if found.device else ""
    return Device(
        browser=_spoken(browser),
        version=(found.user_agent.major or "") if found.user_agent else "",
        system="iPhone" if model in PHONES else "iPad" if model == "iPad" else _spoken(system),
        kind=_kind(user_agent, system, model),
    )


def _spoken(name: str) -> str:
    return "" if name in UNKNOWN else SPOKEN.get(name, name)


def _kind(user_agent: str, system: str, model: str) -> str:
    if model in PHONES or ("Mobile" in user_agent and "iPad" not in user_agent):
        return "phone"
    if any(word in user_agent for word in TABLETS) or system == "Android":
        return "tablet"
    return "computer" if system in ("Windows", "Mac OS X", "Linux", "Ubuntu", "Chrome OS") else ""
