"""The second factor: one-time codes by time (TOTP, RFC 6238) and recovery codes that stand in for them once.

Six digits, 30 seconds, SHA-1: what every generator app speaks. A code of the step before or after is accepted, since clocks drift; an
accepted code, and every older one, is never accepted again.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

import pyotp
import segno
from django.conf import settings
from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.desk.accounts.models import Door, RecoveryCode, SecondFactor
from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.accounts.sealing import UnsealableError, seal, unseal

if TYPE_CHECKING:
    from datetime import datetime

    from yanzhen.desk.accounts.models import Person

__all__ = ["Enrolment", "UnsealableError"]
PURPOSE = "second factor"
STEP_SECONDS = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that look alike


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person scans or types into their generator."""

    key: str
    address: str

    @property
    def picture(self) -> Markup:
        """The QR code as SVG, black on white in every colour scheme: scanners need it."""
        code = segno.make(self.address, error="m", micro=False)
        title = gettext("QR code for the code generator")
        drawn = code.svg_inline(
            omitsize=True, border=4, dark="#000", light="#fff", title=title, svgclass="qr", lineclass=None
        )
        return Markup(drawn)  # segno escapes what it draws

    @property
    def spaced_key(self) -> str:
        """The key in groups of four, for typing."""
        return " ".join(self.key[start : start + 4] for start in range(0, len(self.key), 4))


def is_allowed(person: Person) -> bool:
    """Whether the desk asks for second factors here; a sign-in service (OIDC) asks for its own."""
    return settings.SECOND_FACTOR != "off" and person.door != Door.OIDC


def is_required(person: Person) -> bool:
    """Whether this person must have one."""
    if not is_allowed(person):
        return False
    return settings.SECOND_FACTOR == "all" or (
        settings.SECOND_FACTOR == "administrators" and person.role == Role.ADMINISTRATOR
    )


def is_on(person: Person) -> bool:
    """Whether the person has confirmed one, so that it is asked for."""
    return is_allowed(person) and SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()


def begin(person: Person) -> Enrolment:
    """A new secret, or the one that waits to be confirmed; one that is on is never replaced unasked."""
    factor, _ = SecondFactor.objects.get_or_create(
        person=person, defaults={"sealed": seal(pyotp.random_base32(), PURPOSE)}
    )
    if factor.confirmed_at is not None:
        raise ValueError("the second factor is on: switch it off first")
    generator = pyotp.TOTP(unseal(factor.sealed, PURPOSE))
    return Enrolment(generator.secret, generator.provisioning_uri(name=person.username, issuer_name=gettext("Yanzhen")))


def confirm(person: Person, code: str, now: datetime) -> bool:
    """Switch it on by a first right code."""
    factor = SecondFactor.objects.filter(person=person, confirmed_at__isnull=True).first()
    if factor is None or not _takes_code(factor, code, now):
        return False
    SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)
    return True


def accepts(person: Person, code: str, now: datetime) -> bool:
    """Whether the code opens the door now: one of the generator, or an unused recovery code, which is then used."""
    factor = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    return _takes_code(factor, code, now) or _takes_recovery_code(person, code, now)


def new_recovery_codes(person: Person) -> list[str]:
    """Fresh codes, to be shown once; those before hold no longer."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(person, code)) for code in codes)
    return codes


def recovery_codes_left(person: Person) -> int:
    """How many are unused."""
    return RecoveryCode.objects.filter(person=person, used_at__isnull=True).count()


def forget(person: Person) -> bool:
    """Switch it off and forget its secret and codes; whether there was one."""
    RecoveryCode.objects.filter(person=person).delete()
    removed, _ = SecondFactor.objects.filter(person=person).delete()
    return removed > 0


def _takes_code(factor: SecondFactor, code: str, now: datetime) -> bool:
    typed = "".join(code.split())
    if not (len(typed) == 6 and typed.isascii() and typed.isdigit()):
        return False
    generator = pyotp.TOTP(unseal(factor.sealed, PURPOSE))
    here = int(now.timestamp()) // STEP_SECONDS
    steps = range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1)
    found = [step for step in steps if compare_digest(generator.generate_otp(step), typed)]
    # One statement decides, so that the same code sent twice at once opens one door.
    return any(SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step) for step in found)


def _takes_recovery_code(person: Person, code: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(person, code), used_at__isnull=True)
    return unused.update(used_at=now) > 0


def _recovery_code() -> str:
    """Sixteen characters, 79 bits: no slow hash is needed for them."""
    return "-".join("".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(4)) for _ in range(4))


def _digest(person: Person, code: str) -> str:
    plain = "".join(character for character in code.casefold() if character.isalnum())
    return hashlib.sha256(f"{person.pk}:{plain}".encode()).hexdigest()
