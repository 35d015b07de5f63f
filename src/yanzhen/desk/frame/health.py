"""Whether the desk can serve: for a watching machine, so it names no versions, paths or people."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.heartbeat import worker_state
from yanzhen.desk.serve import workers


@permitted(Right.ANYONE)
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is up to date, 503 otherwise. A silent worker is told, but pages are still served."""
    database, workers = database_state(), worker_states()
    answer = {
        "status": "ok" if database == "ok" else "down",
        "database": database,
        "worker": worst_of(workers),
        "workers": workers,
    }
    return JsonResponse(answer, status=200 if database == "ok" else 503)


def database_state() -> str:
    """``ok``, ``behind`` (migrations wait) or ``unreachable``."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "behind" if waiting else "ok"


def worker_states() -> dict[str, str]:
    """Of each room that has a worker: ``ok``, ``silent`` (no beat for a minute) or ``none`` (never started here)."""
    return {room: worker_state(settings.YANZHEN_HOME, room) for room in workers()}


def worst_of(states: dict[str, str]) -> str:
    """``silent`` where any worker is, ``none`` where none ever started, else ``ok``."""
    told = set(states.values())
    return "silent" if "silent" in told else "ok" if "ok" in told else "none"
