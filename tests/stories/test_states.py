"""In no state of the widget does axe find anything: light, dark and from right to left."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.stories.browser import People, assert_accessible, chromium, find_chromium
from tests.stories.server import Installation, Server
from tests.stories.stage import Stage
from tests.stories.states import Walk, without_storage

STATES = """launcher, unread, home, conversations, away, departments, questions, offline form, message, first words,
conversation, quick replies, cards, form, date, files, drop, emoji, too long, not sent, no connection, menu, left alone,
transcript, another device, ended, rated poor, rating, rated, page, link, no such link,
storage blocked"""


@pytest.fixture(scope="module")
def own(blank: Installation) -> Iterator[Server]:
    """Return a server that others see nothing of: what stands here would stand in their lists."""
    installation = Installation(like=blank, EMAIL_URL="smtp://127.0.0.1:9")
    try:
        yield installation.serve("quickstart --no-visitors")
    finally:
        installation.close()


@pytest.fixture(scope="module")
def stages(own: Server) -> dict[str, Stage]:
    """Return the sites that are walked through."""
    return Stage.several(own, ("en", "ar"))


@pytest.mark.parametrize(
    ("lang", "locale", "scheme"),
    [("en", "en-GB", "light"), ("en", "en-GB", "dark"), ("ar", "ar-EG", "light")],
    ids=["light", "dark", "right to left"],
)
def test_axe_finds_nothing(
    people: People, browser: Browser, stages: dict[str, Stage], lang: str, locale: str, scheme: str
) -> None:
    people.expect_error("ERR_INTERNET_DISCONNECTED")
    seen: list[str] = []

    def look(name: str, page: Page) -> None:
        assert_accessible(page)
        seen.append(name)

    # Without motion: what still fades in has less contrast than it will have.
    still = {"viewport": {"width": 1000, "height": 800}, "reduced_motion": "reduce"}
    options: dict[str, Any] = {**still, "locale": locale, "color_scheme": scheme}
    page = people.arrive(**options)
    stage = stages[lang]
    Walk(page, stage, stage.staff(people), look).all()
    with chromium(browser.browser_type, find_chromium() or "", storage_in_frames=False) as forgetful:
        without_storage(People(forgetful).arrive(**options), stage, look)
    assert sorted(seen) == sorted(STATES.replace("\n", " ").split(", "))
