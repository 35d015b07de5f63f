from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from yanzhen.reading.inputs import open_original
from yanzhen.reading.original import Original

Open = Callable[[str, str | bytes], Original]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Write a file of this name and open it; text is written in UTF-8."""

    def write_and_open(name: str, content: str | bytes) -> Original:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_original(path)

    return write_and_open
