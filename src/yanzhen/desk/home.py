"""The folder that one region's desk lives in: database, uploads, collected static files, the secret key.

Two folders are two regions that know nothing of each other. Nothing here imports Django, so that
settings can use it.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

HOME_VARIABLE = "YANZHEN_HOME"


def home_folder() -> Path:
    """``$YANZHEN_HOME``, or ``.yanzhen`` in the person's own folder; made if missing."""
    home = Path(os.environ.get(HOME_VARIABLE) or Path.home() / ".yanzhen").expanduser().resolve()
    home.mkdir(parents=True, exist_ok=True)
    return home


def secret_key(home: Path) -> str:
    """The key in ``home/secret.key``, made on the first call with mode 0600.

    Several processes may start at once (the desk and its worker): only one of them makes the file.
    """
    path = home / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _written_key(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return _written_key(path)


def _written_key(path: Path) -> str:
    # The process that makes the file may not have written it yet.
    for _ in range(50):
        key = path.read_text(encoding="ascii").strip()
        if key:
            return key
        time.sleep(0.02)
    raise RuntimeError(f"{path} is empty; remove it and start again (everyone must then sign in anew)")
