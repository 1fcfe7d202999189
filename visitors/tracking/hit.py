"""What arrives at the door from a page, and what its pipeline makes of it on the way to the store."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from visitors.identity import Claim
from visitors.models import Site
from visitors.tracking.frames import HostFrame
from visitors.tracking.modes import KeyKind, Purpose
from visitors.tracking.told import Fact


class Browser(Struct):
    """Who speaks, as far as a request says; the address is used here and stored nowhere."""

    site: Site
    address: str = ""
    user_agent: str = ""
    gpc: bool = False
    dnt: bool = False
    prefetch: bool = False
    webdriver: bool = False
    locale: str = ""
    timezone: str = ""


class Hit(Struct):
    """Frames of one browser on their way to the store; each step of the pipeline adds what it is named for."""

    browser: Browser
    at: datetime
    frames: Sequence[HostFrame]
    claim: Claim | None = None
    consent: dict[str, str] = {}
    banned: bool = False
    salt: bytes = b""
    purposes: frozenset[Purpose] = frozenset()
    kind: KeyKind = KeyKind.NONE
    key: str = ""
    browser_id: str = ""
    country: str = ""
    city: str = ""
    placed_by: str = ""
    facts: list[Fact] = []
    token: str | None = None
    """One that was made for a browser that came without."""
