"""A small chain in the register: bearings of one county, with what they are made from and go into."""

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
def chain(cast):
    """The cast, with the chain of ``chain_rows`` brought for the county."""
    from chain_rows import bring_chain

    bring_chain()
    return cast
