"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# The gate runs the same examples each time; YANZHEN_EXAMPLES=1500 explores new ones.
settings.register_profile("steady", derandomize=True)
settings.register_profile("exploring", derandomize=False)
settings.load_profile("exploring" if os.environ.get("YANZHEN_EXAMPLES") else "steady")
