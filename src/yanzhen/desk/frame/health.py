"""Whether the desk can serve: for a watching machine, so it names no versions, paths or people."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.heartbeat import SILENT_AFTER_SECONDS, heartbeat_age


@permitted(Right.ANYONE)
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is up to date, 503 otherwise. A silent worker is told, but pages are still served."""
    database = database_state()
    answer = {"status": "ok" if database == "ok" else "down", "database": database, "worker": worker_state()}
    return JsonResponse(answer, status=200 if database == "ok" else 503)


def database_state() -> str:
    """``ok``, ``behind`` (migrations wait) or ``unreachable``."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "behind" if waiting else "ok"


def worker_state() -> str:
    """``ok``, ``silent`` (no beat for a minute) or ``none`` (never started here)."""
    age = heartbeat_age(settings.YANZHEN_HOME)
    if age is None:
        return "none"
    return "ok" if age < SILENT_AFTER_SECONDS else "silent"
