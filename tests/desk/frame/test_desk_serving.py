"""The desk as a process of its own: first run, one line when ready, the worker beside it, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from yanzhen.desk import supervise
from yanzhen.desk.database import connection_settings
from yanzhen.desk.home import secret_key
from yanzhen.desk.supervise import Supervisor
from yanzhen.errors import InputError

PROGRAM = """
import sys
from pathlib import Path
from yanzhen.desk.serve import prepare, serve
made = prepare(Path(sys.argv[1]))
sys.stderr.write(f"made {made.username if made else 'nobody'}\\n")
serve(Path(sys.argv[1]), port=0)
"""


def start(home: Path, **settings: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home)],
        env={**environment, "YANZHEN_ROOMS": "none", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_once(home: Path, **settings: str) -> tuple[str, dict[str, str], str, str]:
    """Start, ask for /health and the door, end with SIGTERM; returns the line, health, the door's page, standard error."""
    desk = start(home, **settings)
    assert desk.stdout is not None
    line = desk.stdout.readline()
    address = line.removeprefix("ready ").strip()
    with urllib.request.urlopen(address + "health", timeout=20) as answer:
        health = json.load(answer)
    with urllib.request.urlopen(address + "sign-in", timeout=20) as answer:
        door = answer.read().decode()
    desk.send_signal(signal.SIGTERM)
    rest, errors = desk.communicate(timeout=20)
    assert (desk.returncode, rest) == (0, "")
    return line, health, door, errors


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_first_run_makes_what_it_needs_and_the_second_keeps_it(tmp_path):
    home = tmp_path / "new" / "home"
    line, health, door, errors = run_once(home)
    assert line.startswith("ready http://127.0.0.1:")
    assert health["database"] == "ok"
    assert "/static/frame/base." in door  # under its hashed name
    assert "made admin" in errors
    key = (home / "secret.key").read_text()
    assert (home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert "made nobody" in run_once(home)[3]
    assert (home / "secret.key").read_text() == key


def test_a_key_is_made_once_and_kept(tmp_path):
    assert secret_key(tmp_path) == secret_key(tmp_path)
    assert len(secret_key(tmp_path)) > 60


def test_an_empty_key_is_said_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    (tmp_path / "secret.key").touch()
    with pytest.raises(RuntimeError, match="is empty"):
        secret_key(tmp_path)


def test_sqlite_is_the_default_and_its_writers_wait_for_each_other(tmp_path):
    made = connection_settings("", tmp_path)
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in made["OPTIONS"]["init_command"]


def test_postgresql_is_one_setting():
    made = connection_settings("postgresql://desk:p%40ss@db:5433/yan%20zhen?sslmode=require", Path())
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"], made["NAME"]) == (
        "desk",
        "p@ss",
        "db",
        "5433",
        "yan zhen",
    )
    assert made["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "postgresql://host", "nonsense"])
def test_another_database_is_refused_without_telling_the_password(url):
    with pytest.raises(InputError, match="YANZHEN_DATABASE_URL") as refused:
        connection_settings(url, Path())
    assert "secret" not in str(refused.value)


def settings_with(tmp_path: Path, **environment: str) -> dict[str, object]:
    program = (
        "import json; from yanzhen.desk import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in dir(s) if n.isupper()}, default=str))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("YANZHEN")}
    given = {**clean, "YANZHEN_HOME": str(tmp_path), **environment}
    told = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


def test_settings_are_safe_without_any_environment(tmp_path):
    settings = settings_with(tmp_path)
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["SECURE_PROXY_SSL_HEADER"] is None
    assert settings["SESSION_COOKIE_SECURE"] is False  # plain HTTP on the loopback must work
    assert "django.contrib.admin" not in settings["INSTALLED_APPS"]


def test_behind_a_proxy_everything_is_https(tmp_path):
    settings = settings_with(tmp_path, YANZHEN_BEHIND_PROXY="1", YANZHEN_ALLOWED_HOSTS="desk.example.cn, 10.0.0.5")
    assert settings["ALLOWED_HOSTS"] == ["desk.example.cn", "10.0.0.5"]
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert settings[name] is True
    assert settings["SECURE_HSTS_SECONDS"] > 10_000_000


def test_every_setting_of_the_environment_is_in_the_docs():
    desk = Path(supervise.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in desk.glob("*.py"))
    import re

    names = set(re.findall(r'"(YANZHEN_[A-Z_]+)"', text)) - {"YANZHEN_SUPERVISED"}
    documented = (Path(__file__).parents[3] / "docs" / "deploy.md").read_text(encoding="utf-8")
    assert {name for name in names if name not in documented} == set()


class TestTheWorker:
    """A stand-in for it, supervised."""

    def wait_for(self, condition) -> None:
        until = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < until
            time.sleep(0.02)

    def test_a_worker_that_dies_is_started_again(self, tmp_path, caplog):
        supervisor = Supervisor([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, first_pause_seconds=0.01)
        supervisor.start()
        self.wait_for(lambda: supervisor.starts >= 3)
        supervisor.stop()
        starts = supervisor.starts
        assert "ended with 3" in caplog.text
        time.sleep(0.2)
        assert supervisor.starts == starts

    def test_a_killed_worker_is_started_again_and_ended_with_the_desk(self, tmp_path):
        supervisor = Supervisor(
            [sys.executable, "-c", "import time; time.sleep(600)"], tmp_path, first_pause_seconds=0.01
        )
        supervisor.start()
        self.wait_for(lambda: supervisor.starts == 1 and supervisor.running is not None)
        supervisor.running.kill()
        self.wait_for(lambda: supervisor.starts == 2)
        supervisor.stop()
        assert supervisor.running.poll() is not None

    @pytest.mark.skipif(os.name != "posix", reason="signals")
    def test_all_workers_as_a_service_of_its_own(self, tmp_path):
        text = "import os, pathlib, time; pathlib.Path(os.environ['YANZHEN_HOME'], __file__[-6:-3]).touch(); time.sleep(600)"
        for name in ("one", "two"):
            (tmp_path / f"{name}.py").write_text(text)
        program = (
            "from yanzhen.desk import serve, supervise;"
            "serve.workers = lambda: {'a': 'one', 'b': 'two'}; raise SystemExit(supervise.main())"
        )
        environment = {**os.environ, "YANZHEN_HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)}
        service = subprocess.Popen([sys.executable, "-c", program], env=environment)
        self.wait_for(lambda: (tmp_path / "one").exists() and (tmp_path / "two").exists())
        service.send_signal(signal.SIGTERM)
        assert service.wait(15) == 0
        unit = Path(__file__).parents[3] / "docs" / "deploy" / "yanzhen-worker.service"
        assert f"-m {supervise.__name__}" in unit.read_text(encoding="utf-8")

    @pytest.mark.skipif(os.name != "posix", reason="signals")
    def test_the_worker_ends_when_its_desk_is_killed(self, tmp_path):
        worker = (
            "import os, pathlib, time; from yanzhen.desk.heartbeat import end_with_parent;"
            "end_with_parent(); pathlib.Path(os.environ['YANZHEN_HOME'], 'pid').write_text(str(os.getpid())); time.sleep(600)"
        )
        desk = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys, time, pathlib; from yanzhen.desk.supervise import Supervisor;"
                "Supervisor([sys.executable, '-c', sys.argv[1]], pathlib.Path(sys.argv[2])).start(); time.sleep(600)",
                worker,
                str(tmp_path),
            ]
        )
        pid = tmp_path / "pid"
        self.wait_for(lambda: pid.exists() and pid.read_text())
        desk.kill()
        desk.wait()
        self.wait_for(lambda: is_gone(int(pid.read_text())))


def is_gone(pid: int) -> bool:
    """Whether the process has ended (a zombie that nobody collects has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True
