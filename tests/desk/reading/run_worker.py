"""The real worker with the simple reader."""

import os
import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here))
os.environ["DJANGO_SETTINGS_MODULE"] = "worker_settings"

from yanzhen.desk.reading import worker  # noqa: E402

worker.READER = (str(here / "simple_reader.py"),)
sys.exit(worker.main())
