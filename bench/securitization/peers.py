"""``python -m bench.securitization.peers``: the peers' environment, made from ``peers.lock`` (each file by its hash)."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parent
LOCK = FOLDER / "peers.lock"
ENVIRONMENT = FOLDER / ".peers-venv"
PYTHON = ENVIRONMENT / "bin" / "python"


def main() -> int:
    """Makes the environment anew; exit code 0."""
    venv.create(ENVIRONMENT, clear=True, with_pip=True)
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--requirement", LOCK], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
