"""The cast's pages."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))

from room_fixtures import page, read_page, uploads_of_its_own  # noqa: F401
