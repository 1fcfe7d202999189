"""Whether this process is alive, and whether it may be given work."""

import asyncio
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from realtime import layer

FREE_BYTES = 64 * 1024 * 1024


@never_cache
def alive(_request: HttpRequest) -> JsonResponse:
    """Answer, which is all that is asked."""
    return JsonResponse({"ok": True})


@never_cache
async def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database, the migrations, the channel layer and the disk are fit for work, else 503."""
    checks: dict[str, str] = {}
    for name, check in (("database", _database), ("migrations", _migrations), ("disk", _disk)):
        checks[name] = await asyncio.to_thread(_outcome, check)
    checks["layer"] = await layer.answers()
    good = all(value == "ok" for value in checks.values())
    return JsonResponse({"ok": good, "checks": checks}, status=200 if good else 503)


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # whatever it is, this process is not ready
        return type(error).__name__
    finally:
        connection.close()


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings.DATA_DIR).free > FREE_BYTES else "full"
