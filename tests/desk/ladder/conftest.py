"""Firms of the cast's county and of another, brought into the register as sheets do."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "register" / "ledger", HERE.parent / "reading"):
    sys.path.insert(0, str(folder))

import pytest  # noqa: E402
from room_fixtures import read_page  # noqa: E402, F401


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path, settings):
    """Books and uploads of one test are not another's."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"
    settings.YANZHEN_HOME.mkdir()


@pytest.fixture
def region(cast):
    """The cast with four firms of 昌乐县 and one of 余杭区."""
    from ladder_region import bring_region

    bring_region()
    return cast


@pytest.fixture
def judged(region):
    """The region, judged once by the worker."""
    from ladder_region import judge_all

    judge_all(region["bureau_head"])
    return region
