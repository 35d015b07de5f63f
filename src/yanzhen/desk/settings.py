"""Settings of the desk. Every one that a site may want to change is read from the environment; docs/deploy.md lists them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from yanzhen.desk.accounts.doors import ldap_door, oidc_door, second_factor_rule
from yanzhen.desk.database import connection_settings
from yanzhen.desk.home import home_folder, secret_key
from yanzhen.desk.rooms import built_apps, side_apps

YANZHEN_HOME: Path = home_folder()
DESK = Path(__file__).parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name, "") or default)


SECRET_KEY = os.environ.get("YANZHEN_SECRET_KEY") or secret_key(YANZHEN_HOME)
DEBUG = _flag("YANZHEN_DEBUG")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = _words("YANZHEN_ALLOWED_HOSTS") or LOOPBACK
BEHIND_PROXY = _flag("YANZHEN_BEHIND_PROXY")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "yanzhen.desk.frame",
    "yanzhen.desk.accounts",
    *built_apps(),
    *side_apps(),
]

MIDDLEWARE = [
    "yanzhen.desk.frame.middleware.RequestIdentity",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yanzhen.desk.frame.middleware.ResponseHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yanzhen.desk.accounts.middleware.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "yanzhen.desk.accounts.exports.NotedExports",
    "yanzhen.desk.accounts.middleware.SessionLimits",
    "yanzhen.desk.accounts.middleware.DeclaredViews",
]

ROOT_URLCONF = "yanzhen.desk.urls"
WSGI_APPLICATION = "yanzhen.desk.wsgi.application"
APPEND_SLASH = False

# A list page is bound by its template, and Jinja2 renders the same markup about ten times faster.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "yanzhen.desk.frame.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "yanzhen.desk.frame.context.frame",
            ],
        },
    }
]

DATABASES = {"default": connection_settings(os.environ.get("YANZHEN_DATABASE_URL", ""), YANZHEN_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sessions
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["yanzhen.desk.accounts.admission.DeskBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "frame:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "full_name", "department")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "yanzhen.desk.accounts.passwords.KindsOfCharacters"},
    {"NAME": "yanzhen.desk.accounts.passwords.NotUsedLately"},
]  # fmt: skip
PASSWORD_DAYS = _number("YANZHEN_PASSWORD_DAYS", 90)  # then a new one is asked for; 0 never
PASSWORDS_REMEMBERED = 5
SECOND_FACTOR = second_factor_rule(os.environ)
UNUSED_DAYS = 90  # an account without a sign-in for so long is pointed out
SESSIONS_MOST = _number("YANZHEN_SESSIONS_MOST", 3)  # of one person at once; 0 any number
OIDC = oidc_door(os.environ)
LDAP = ldap_door(os.environ)
IDLE_MINUTES = _number("YANZHEN_IDLE_MINUTES", 60)
SESSION_HOURS = _number("YANZHEN_SESSION_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LOCKOUT_MINUTES = _number("YANZHEN_LOCKOUT_MINUTES", 15)
LOCKOUT_FAILURES = _number("YANZHEN_LOCKOUT_FAILURES", 5)  # of one name from one address
LOCKOUT_FAILURES_ANYWHERE = _number("YANZHEN_LOCKOUT_FAILURES_ANYWHERE", 20)  # of one name, or from one address

# Transport and headers. "same-origin" tells other sites as little as "no-referrer" does, but under the latter
# browsers send "Origin: null" with our own forms, which the check against forged requests must then refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_PROXY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_PROXY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # a bureau's other services may still speak plain HTTP
SECURE_REDIRECT_EXEMPT = [r"^health$"]
CSRF_FAILURE_VIEW = "yanzhen.desk.frame.errors.forged"

# Limits
UPLOAD_MOST_BYTES = _number("YANZHEN_UPLOAD_MOST_MB", 64) * 1024 * 1024  # of one file
UPLOAD_MOST_FILES = _number("YANZHEN_UPLOAD_MOST_FILES", 200)  # at once
REQUEST_MOST_BYTES = _number("YANZHEN_REQUEST_MOST_MB", 512) * 1024 * 1024  # of one request with all its files
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of a form without its files
DATA_UPLOAD_MAX_NUMBER_FILES = UPLOAD_MOST_FILES
FILE_UPLOAD_PERMISSIONS = 0o600
ERASE_OVERDUE = _flag("YANZHEN_ERASE_OVERDUE")  # the worker erases personal data past its retention, once a day
API_PER_MINUTE = _number("YANZHEN_API_PER_MINUTE", 300)  # requests with one token
LIST_PAGE_ROWS = 50
LIST_MOST_ROWS = 10_000  # further rows are counted, and wait for a narrower filter
EXPORT_MOST_ROWS = 100_000
TRAIL_CHECKED_ROWS = 5_000  # a longer trail is checked when the auditor asks for it, and by ``yanzhen doctor``
MEDIA_ROOT = YANZHEN_HOME / "uploads"

# Language and time: Chinese first, English complete
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [DESK / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = os.environ.get("YANZHEN_TIME_ZONE") or "Asia/Shanghai"

# Static files: collected into the home folder under hashed names when the desk is prepared
STATIC_URL = "static/"
STATIC_ROOT = YANZHEN_HOME / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"}},
    "filters": {"request": {"()": "yanzhen.desk.frame.journal.RequestId"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "yanzhen": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
