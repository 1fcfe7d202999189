"""What tests that commit leave behind is deleted, and the tables stay as they are.

Django truncates every table after each such test and makes content types and permissions anew, which takes
longer than most of these tests.
"""

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

# They say what there is in the code, not what a test did.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def delete_rows_instead_of_truncating() -> None:
    """Let every test that commits end this way."""
    TransactionTestCase._fixture_teardown = lambda _test: _empty()


def _empty() -> None:
    # Foreign keys are looked at when all rows are gone, so that their order does not matter.
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


@cache
def _statements() -> list[str]:
    tables = sorted({*connection.introspection.django_table_names(only_existing=True)} - KEPT)
    deletes = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]
    return deletes if connection.vendor == "sqlite" else ["; ".join(deletes)]
