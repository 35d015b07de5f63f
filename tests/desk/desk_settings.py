"""The desk's own settings in a throwaway home, with a quick password hash and static files as they lie."""

import os
import tempfile

os.environ["YANZHEN_HOME"] = tempfile.mkdtemp(prefix="yanzhen-test-")
for variable in ("YANZHEN_BEHIND_PROXY", "YANZHEN_ALLOWED_HOSTS", "YANZHEN_DEBUG", "YANZHEN_SECRET_KEY"):
    os.environ.pop(variable, None)

from yanzhen.desk.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in life: an in-memory database is not shared by threads and the live server in the same way.
    DATABASES["default"]["TEST"] = {"NAME": STATIC_ROOT.parent / "test.sqlite3"}  # noqa: F405
