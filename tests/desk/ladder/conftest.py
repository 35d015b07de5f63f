"""Firms of the cast's county and of another, brought into the register as sheets do."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "register" / "ledger", HERE.parent / "reading"):
    sys.path.insert(0, str(folder))

import pytest  # noqa: E402
from prepared import laid  # noqa: E402
from room_fixtures import read_page  # noqa: E402, F401


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path, settings):
    """Books and uploads of one test are not another's."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"
    settings.YANZHEN_HOME.mkdir()


@pytest.fixture
def region(cast, tmp_path):
    """The cast with four firms of 昌乐县 and one of 余杭区."""
    from ladder_region import bring_region

    laid("region", tmp_path, bring_region)
    return as_stored(cast)


@pytest.fixture
def judged(region, tmp_path):
    """The region, judged once by the worker."""
    from ladder_region import judge_all

    laid("judged region", tmp_path, lambda: judge_all(region["bureau_head"]))
    return region


def as_stored(cast):
    """The same people, read anew."""
    from yanzhen.desk.accounts.models import Person

    return {name: Person.objects.get(username=name) for name in cast}
