"""The cast's deals."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
sys.path.insert(0, str(Path(__file__).parent))

from deal_fixtures import tiny  # noqa: F401
from room_fixtures import page, read_page, uploads_of_its_own  # noqa: F401
