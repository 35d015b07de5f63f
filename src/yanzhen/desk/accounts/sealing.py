"""Secrets at rest: sealed with a key that is derived from the home's secret key, so that the database alone tells nothing.

Fernet (AES-128-CBC with HMAC-SHA256) of ``cryptography``, keys by HKDF-SHA256 with a purpose of their own.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnsealableError(ValueError):
    """The secret was sealed with another key of the home, or altered."""


def seal(secret: str, purpose: str) -> str:
    """The secret as it may be stored."""
    return _box(purpose).encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str, purpose: str) -> str:
    """The secret back; ``UnsealableError`` where the home has a new secret key."""
    try:
        return _box(purpose).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise UnsealableError(purpose) from error


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str | bytes, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"yanzhen {purpose}".encode())
    return base64.urlsafe_b64encode(derivation.derive(key if isinstance(key, bytes) else key.encode()))
