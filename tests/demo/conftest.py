"""What the tests of the demo share."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from demo.seed import seed


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Seed once for a file: what a test changes is taken back after it, the seed after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(port=8000)
        yield
        transaction.set_rollback(True)
