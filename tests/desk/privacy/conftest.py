"""Pages and rows that name one person."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
sys.path.insert(0, str(Path(__file__).parents[1] / "register" / "ledger"))

import pytest
from room_fixtures import page, read_page  # noqa: F401


@pytest.fixture(autouse=True)
def homes_of_its_own(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"
