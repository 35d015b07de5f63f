"""The desk as one command: a web server for it and the worker beside it, on one machine, behind a proxy or alone.

waitress is the server because it is pure Python (one wheel for every system, Windows too), well kept and
made for slow clients; a site with many readers puts any other WSGI server in front of ``yanzhen.desk.wsgi``.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from yanzhen.desk.rooms import built_rooms
from yanzhen.desk.setup import FirstRun, new_administrator, prepare, set_up
from yanzhen.desk.supervise import supervised_worker
from yanzhen.errors import InputError

__all__ = ["FirstRun", "new_administrator", "prepare", "serve", "set_up", "workers"]

THREADS = 8
WORKERS = {
    "reading": "yanzhen.desk.reading.worker",
    "register": "yanzhen.desk.register.pages.worker",
    "ladder": "yanzhen.desk.ladder.worker",
    "securitization": "yanzhen.desk.securitization.worker",
}


def serve(
    home: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    announce: Callable[[str], None] | None = None,
    with_worker: bool = True,
) -> None:
    """Serve until interrupted. Port 0 takes a free one. When the port accepts, ``announce`` gets the one line
    ``ready http://127.0.0.1:PORT/`` (by default on standard output).

    Call ``prepare`` first. Raises InputError when the port is taken.
    """
    set_up(home)
    from waitress import create_server

    listening = _bound_socket(host, port)
    with ExitStack() as beside:
        for module in workers().values() if with_worker else ():
            beside.enter_context(supervised_worker(home, module))
        server = create_server(_application(), sockets=[listening], **_server_settings())
        _end_on_terminate()
        (announce or _to_standard_output)(f"ready {_address(host, listening)}")
        server.run()
        server.close()


def _application() -> Callable[..., object]:
    from django.urls import get_resolver

    from yanzhen.desk.wsgi import application

    get_resolver().url_patterns  # noqa: B018 (a fault in an address must show now, not at the first visit)
    served: Callable[..., object] = application
    return served


def workers() -> dict[str, str]:
    """The workers of the rooms that are there, by room: one reads pages, one checks and imports sheets."""
    return {room.key: WORKERS[room.key] for room in built_rooms() if room.key in WORKERS}


def _server_settings() -> dict[str, object]:
    from django.conf import settings

    return {
        "threads": THREADS,
        "ident": "",
        "max_request_body_size": settings.REQUEST_MOST_BYTES,
        "clear_untrusted_proxy_headers": not settings.BEHIND_PROXY,
    }


def _bound_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as fault:
        bound.close()
        raise InputError(
            f"port {port} on {host} cannot be used",
            seen=fault.strerror or str(fault),
            expected="a free port",
            todo="set PORT to another number, or to 0 for any free one",
        ) from fault
    return bound


def _address(host: str, listening: socket.socket) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{listening.getsockname()[1]}/"


def _end_on_terminate() -> None:
    """A service manager's SIGTERM ends the server as an interrupt does, so that the worker is ended too."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _to_standard_output(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
