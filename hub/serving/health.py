"""Two addresses for machines: /healthz, is the process alive, and /readyz, can it answer people.

Neither touches the session. `readyz` is told by the caller how to find the worker's last sign of life:

    path("readyz", readyz, {"last_tick": schedule.last_tick})
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.serving import readiness

SILENCE = timedelta(minutes=5)  # of the worker, before somebody should look
LastTick = Callable[[], datetime | None]


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(
    request: HttpRequest, last_tick: LastTick | None = None, mail: Callable[[], str] | None = None
) -> JsonResponse:
    """200 when people can be sent here, else 503, with a word for each part.

    A silent worker, or mail that does not get out, is told but does not make the pages unready: they work without.
    """
    database = state_of_database()
    leaving = readiness.leaving.is_set()
    ready = database == "ok" and not leaving
    told = {"ready": ready, "leaving": leaving, "database": database}
    if last_tick is not None and database == "ok":
        told["worker"] = state_of_worker(last_tick)
    if mail is not None and database == "ok":
        told["mail"] = mail()
    return JsonResponse(told, status=200 if ready else 503)


def state_of_database() -> str:
    """ok, unreachable, or not migrated; the answer that it is migrated is remembered."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok" if Migrated.seen or Migrated.look() else "not migrated"
    except DatabaseError:
        return "unreachable"


def state_of_worker(last_tick: LastTick) -> str:
    seen = last_tick()
    if seen is None:
        return "never seen"
    return "ok" if timezone.now() - seen < SILENCE else "silent"


class Migrated:
    """Comparing the migrations with the database takes long; once it has been migrated it stays so."""

    seen = False

    @classmethod
    def look(cls) -> bool:
        executor = MigrationExecutor(connection)
        cls.seen = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return cls.seen
