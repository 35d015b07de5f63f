"""Sign-in by an OpenID Connect provider: authorization code with PKCE, state and nonce; Authlib speaks the protocol.

What is checked before anybody is let in: the state is this browser's own and is used once, the token is signed by a key of the provider with an
asymmetric algorithm, issuer, audience, expiry and nonce are right. People are tied to the provider's own lasting name for
them (``sub``) at their first sign-in, never by their mail address.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.django_client import OAuth  # type: ignore[import-untyped]
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from joserfc.errors import JoseError
from requests import RequestException

from yanzhen.desk.accounts.admission import SignInRefusedError, refuse_ended
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.people import NOWHERE, Newcomer, make_person, person_named, subject_of
from yanzhen.desk.accounts.trail import Actor, record_change

if TYPE_CHECKING:
    from django.http import HttpRequest

    from yanzhen.desk.accounts.doors import OidcDoor

LOG = logging.getLogger("yanzhen.accounts")
SECONDS = 10
# With a symmetric algorithm the client's secret would sign, and "none" signs nothing.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
WELL_KNOWN = "/.well-known/openid-configuration"


def send_away(request: HttpRequest, door: OidcDoor, back: str) -> HttpResponse:
    """To the provider's own page; ``back`` is the full address of our answer page."""
    try:
        answer: HttpResponse = _client(door).authorize_redirect(request, back)
    except (AuthlibBaseError, RequestException, RuntimeError, ValueError) as error:
        _log(error)
        raise SignInRefusedError(
            gettext("The sign-in service does not answer. Try again, or tell your administrator.")
        ) from error
    return answer


def who_came_back(request: HttpRequest, door: OidcDoor) -> Mapping[str, Any]:
    """The claims of the one who came back from the provider; ``SignInRefusedError`` unless everything fits."""
    if request.GET.get("error"):
        raise SignInRefusedError(gettext("The sign-in service did not let you in. Try again there."))
    try:
        token = _client(door).authorize_access_token(request, leeway=60)
    except (AuthlibBaseError, JoseError) as error:
        _log(error)
        raise SignInRefusedError(gettext("The sign-in could not be confirmed. Start again from this page.")) from error
    except (RequestException, RuntimeError, ValueError, KeyError, TypeError) as error:
        _log(error)
        raise SignInRefusedError(
            gettext("The sign-in service does not answer. Try again, or tell your administrator.")
        ) from error
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    # Without an ID token there is no proof of who came.
    if not claims.get("sub"):
        raise SignInRefusedError(gettext("The sign-in could not be confirmed. Start again from this page."))
    return claims


def person_of(claims: Mapping[str, Any], door: OidcDoor, visitor: Actor) -> Person:
    """The person of these claims: who is tied to them, or waits for them, or is made where the settings allow it."""
    newcomer = _newcomer(claims, door)
    tied = Person.objects.filter(door=Door.OIDC, outside_id=newcomer.outside_id).first()
    person = tied or _waiting(newcomer, visitor) or _made(newcomer, door, visitor)
    refuse_ended(person)
    return person


def _waiting(newcomer: Newcomer, visitor: Actor) -> Person | None:
    """Someone whom an administrator entered under that name for this door, and who is tied to nobody yet."""
    person = person_named(newcomer.username) if newcomer.username else None
    if person is None:
        return None
    if person.door != Door.OIDC or person.outside_id:
        raise SignInRefusedError(
            gettext("The name %(name)s belongs to someone else at this desk. Tell your administrator.")
            % {"name": newcomer.username}
        )
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(outside_id=newcomer.outside_id)
        record_change(visitor, _("tied to the sign-in service"), subject_of(person), None, None)
    return person


def _made(newcomer: Newcomer, door: OidcDoor, visitor: Actor) -> Person:
    if not door.makes_people or not newcomer.username:
        raise SignInRefusedError(gettext("Nobody here has this name yet. Your administrator must add you first."))
    return make_person(newcomer, visitor)


def _newcomer(claims: Mapping[str, Any], door: OidcDoor) -> Newcomer:
    def claim(name: str) -> str:
        value = claims.get(name) if name else None
        return value.strip() if isinstance(value, str) else ""

    region = claim(door.region_claim)
    return Newcomer(
        username=claim(door.username_claim),
        full_name=claim(door.name_claim),
        outside_id=f"{door.issuer} {claims['sub']}"[:255],
        door=Door.OIDC,
        region=region if region.isascii() and region.isdigit() and len(region) == 6 else NOWHERE,
        department=claim(door.department_claim),
    )


def _log(error: Exception) -> None:
    """For who runs the desk: which check failed. The error's own text may hold claims, and stays out of the log."""
    LOG.warning("sign-in by OIDC refused: %s %s", type(error).__name__, getattr(error, "error", ""))


def _client(door: OidcDoor) -> Any:
    """Authlib's client with the provider's metadata; its issuer must be ours, its algorithms asymmetric."""
    client = OAuth().register(
        "oidc",
        client_id=door.client_id,
        client_secret=door.client_secret or None,
        server_metadata_url=door.issuer.rstrip("/") + WELL_KNOWN,
        client_kwargs={
            "scope": door.scopes,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            "token_endpoint_auth_method": "client_secret_basic" if door.client_secret else "none",
        },
    )
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != door.issuer:
        raise RuntimeError("the provider's metadata name another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
    return client
