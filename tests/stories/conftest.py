"""Stories: whole journeys in Chromium against real server processes.

They never touch the ORM: Playwright's synchronous API and Django's do not go together in one process.
"""

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.legs import in_ci
from tests.stories.browser import People, chromium, find_chromium
from tests.stories.host import MAKE_SITES, NOTES, PLAIN, Host
from tests.stories.server import Installation, Server

HERE = Path(__file__).parent
failed_key = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.story)
            if "django_db_setup" in getattr(item, "fixturenames", ()):
                raise pytest.UsageError(f"{item.nodeid}: a story does not touch the database")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[failed_key] = item.stash.get(failed_key, False) or report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running Chromium."""
    path = find_chromium()
    if path is None:
        (pytest.fail if in_ci() else pytest.skip)(
            "left out: no Chromium for the stories (CHROMIUM names its path)"
        )
    with sync_playwright() as playwright, chromium(playwright.chromium, path) as browser:
        yield browser


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Return an installation of its own, for all stories."""
    installation = Installation()
    try:
        yield installation
    finally:
        installation.close()


@pytest.fixture(scope="session")
def server(installation: Installation) -> Server:
    """Return the running demo, started as the README says."""
    return installation.serve("quickstart --no-visitors")


@pytest.fixture(scope="session")
def blank() -> Iterator[Installation]:
    """Return an installation that further ones are like: all tables are there, which takes longest, and no server."""
    installation = Installation()
    try:
        installation.manage("migrate", "-v0")
        yield installation
    finally:
        installation.close()


@pytest.fixture
def fresh_installation(request: pytest.FixtureRequest) -> Iterator[Callable[..., Installation]]:
    """Return how to make further installations, for stories that kill servers or change settings."""
    made: list[Installation] = []

    def make(**settings: str) -> Installation:
        made.append(Installation(like=request.getfixturevalue("blank"), **settings))
        return made[-1]

    yield make
    for installation in made:
        installation.close()


@pytest.fixture
def people(browser: Browser, fresh_installation: object, request: pytest.FixtureRequest) -> Iterator[People]:
    """Return who takes part in the story; afterwards nobody's console may hold an error, nor a visitor a note.

    They leave before any server of their story goes.
    """
    people = People(browser)
    yield people
    failed = request.node.stash.get(failed_key, False)
    if failed:
        people.say_what_they_see()
    if failed and (folder := os.environ.get("STORY_PICTURES")):
        people.take_pictures(Path(folder), re.sub(r"\W+", "-", request.node.name))
    people.leave()
    assert people.unexpected() == []
    assert people.guard.leaks == []


@pytest.fixture
def page(people: People) -> Page:
    """Return the page of one person."""
    return people.arrive()


@pytest.fixture(scope="session")
def host(server: Server) -> Iterator[Host]:
    """Return pages on an origin of their own, on which sites of their own may stand."""
    host = Host()
    server.installation.manage("shell", "-c", MAKE_SITES.format(origin=host.url))
    yield host
    host.close()


@pytest.fixture(scope="session")
def snippet(server: Server) -> Callable[..., str]:
    """Return how to write the snippet of a site."""
    return lambda key="guest", how="async": f'<script {how} src="{server.url}/w/{key}.js"></script>'


@pytest.fixture(scope="session")
def plain(host: Host, snippet: Callable[..., str]) -> str:
    """Return the address of a page like many."""
    return host.add("/plain", head=NOTES, body=PLAIN + snippet())
