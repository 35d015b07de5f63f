"""``python -m bench.peers FOLDER``: the environment of the libraries that ``bench/FOLDER`` is compared with, made from its ``peers.lock``."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

BENCHES = Path(__file__).parent


def python_of(folder: str) -> Path:
    """The interpreter of the peers of ``bench/FOLDER``; it is there once they are installed."""
    return BENCHES / folder / ".peers-venv" / "bin" / "python"


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the environment anew, each file by its hash. The peers need nothing of ours, and nothing of ours needs them."""
    (folder,) = sys.argv[1:] if arguments is None else arguments
    venv.create(python_of(folder).parents[1], clear=True, with_pip=True)
    pip: list[str | Path] = [python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--requirement", BENCHES / folder / "peers.lock"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
