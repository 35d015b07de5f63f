"""The real worker with the simple reader, on the test's own database and uploads."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    here = Path(__file__).parent
    os.environ["DJANGO_SETTINGS_MODULE"] = "yanzhen.desk.settings"

    from django.conf import settings

    from yanzhen.desk.reading import worker

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
    settings.MEDIA_ROOT = os.environ["TEST_UPLOADS"]
    worker.READER = (str(here / "simple_reader.py"),)
    sys.exit(worker.main())
