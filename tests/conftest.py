"""What every test may use."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connection, connections

from realtime.runtime import Runtime, runtime
from tests.emptying import delete_rows_instead_of_truncating
from tests.static_files import look_at_static_files_once

ROOT = Path(__file__).resolve().parent.parent

hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    # A slow hash protects people, not tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    delete_rows_instead_of_truncating()
    look_at_static_files_once()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Stories come last: while Playwright's synchronous API is alive, Django refuses the ORM in this process.
    items.sort(key=lambda item: item.get_closest_marker("story") is not None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put the test database of SQLite into a file: other threads must see the same one."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Before the test database goes, close what asgiref's one thread for synchronous code still holds.

    Django's asynchronous test client leaves its connections open, and PostgreSQL drops no database in use.
    """
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
async def process(transactional_db: None) -> AsyncIterator[Runtime]:
    """Return the moving parts of a server process, for tests that open sockets.

    They end before the test database is emptied: a writer that lives on would hold it.
    """
    workers, runtime.workers = runtime.workers, []  # what is due is done by tests that want it done
    runtime.start()
    yield runtime
    await runtime.drain(seconds=0)
    await runtime.stop()
    runtime.draining, runtime.workers = False, workers


@pytest.fixture(autouse=True)
def nothing_lives_on() -> Iterator[None]:
    from visitors.tracking.keys import salts

    salts._day = None  # the one of this test's database
    yield
    assert runtime.hub.loop is None, "a test that opens sockets uses the fixture `process`"


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """Return how to find a file of the data sets; a test that asks is left out where they are absent."""
    folder = Path(os.environ.get("VISAVIS_DATA") or ROOT.parent / "shared/data")

    def find(name: str) -> Path:
        if not (folder / name).exists():
            pytest.skip("left out: no data sets here (VISAVIS_DATA names their folder)")
        return folder / name

    return find
