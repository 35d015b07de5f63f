"""The program that is asked about a home."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
