"""A lead and its flock in the register."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "register" / "ledger"))
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"


@pytest.fixture
def flock(cast):
    """The cast, with the links of ``flock_rows`` brought for the county."""
    from flock_rows import bring_flock

    bring_flock()
    return cast
