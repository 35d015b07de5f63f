"""The desk on PostgreSQL: a throwaway cluster, the migrations, and the tests of people, trail and frame once more."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.postgres
DESK_TESTS = Path(__file__).parents[1]


def server_program(name: str) -> str | None:
    """Where Debian, or the path, keeps the server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of an empty database. PostgreSQL refuses to run as root, so that root hands over to ``postgres``."""
    initdb, control = server_program("initdb"), server_program("pg_ctl")
    if not (initdb and control):
        pytest.skip("no PostgreSQL server on this machine")
    # Not pytest's own folder: that one is closed to every other user.
    folder = Path(tempfile.mkdtemp(prefix="yanzhen-postgres-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    port, store = free_port(), str(folder / "store")
    subprocess.run(
        [*as_owner, initdb, "-D", store, "-A", "trust", "-U", "desk", "-E", "UTF8", "--locale=C"],
        check=True,
        capture_output=True,
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run(
        [*as_owner, control, "-D", store, "-o", options, "-l", str(folder / "log"), "-w", "start"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    yield f"postgresql://desk@127.0.0.1:{port}/postgres"
    subprocess.run([*as_owner, control, "-D", store, "-m", "immediate", "stop"], check=True, capture_output=True)
    shutil.rmtree(folder)


def without_settings() -> dict[str, str]:
    """The environment as a person's shell has it: the tests' own conftest names the settings."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


def test_the_desk_does_the_same_on_postgresql(cluster):
    pytest.importorskip("psycopg")
    tests = [DESK_TESTS / part for part in ("accounts", "frame/test_frame_pages.py", "frame/test_frame_parts.py")]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", *map(str, tests), "-q", "-p", "no:cacheprovider"],
        env={**without_settings(), "YANZHEN_DATABASE_URL": cluster},
        cwd=DESK_TESTS.parents[1],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]


def test_models_and_migrations_agree(cluster):
    pytest.importorskip("psycopg")
    told = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        env={**without_settings(), "YANZHEN_DATABASE_URL": cluster, "DJANGO_SETTINGS_MODULE": "yanzhen.desk.settings"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout + told.stderr
