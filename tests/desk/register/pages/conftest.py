"""The register's pages: a register to look at."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sheet_fixtures import register  # noqa: F401
