"""Tables with rows of one county, tokens, and a client that shows one."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
sys.path.insert(0, str(Path(__file__).parents[1] / "register" / "ledger"))

from api_fixtures import api, fresh_counts, held, homes_of_its_own  # noqa: F401
from room_fixtures import page, read_page  # noqa: F401
