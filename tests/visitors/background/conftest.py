"""A list of jobs that a test fills."""

from collections.abc import Iterator

import pytest

from tests.chat.conftest import people, shop
from visitors.background import jobs

__all__ = ["people", "shop"]


@pytest.fixture
def no_jobs() -> Iterator[None]:
    """Let the list be empty, and as it was afterwards; nobody rests between steps."""
    before, seconds = dict(jobs.jobs), jobs.LONGEST_REST
    jobs.jobs.clear()
    jobs.LONGEST_REST = 0.0
    yield
    jobs.jobs.clear()
    jobs.jobs.update(before)
    jobs.LONGEST_REST = seconds
