"""The desk's settings on the test's own database and uploads, for a worker in a process of its own."""

import os

from yanzhen.desk.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
MEDIA_ROOT = os.environ["TEST_UPLOADS"]
