"""How people may sign in, as the environment describes it. Read by the settings; knows no Django.

A secret comes from a variable, or from the file that ``…_FILE`` names (for systemd's and containers' secrets).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from yanzhen.errors import InputError

Environment = Mapping[str, str]
SECOND_FACTOR_RULES = ("off", "optional", "administrators", "all")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class OidcDoor:
    """An OpenID Connect provider and how its claims are read; an empty ``issuer`` is none."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    title: str = ""
    scopes: str = "openid profile"
    username_claim: str = "preferred_username"
    name_claim: str = "name"
    region_claim: str = ""
    department_claim: str = ""
    makes_people: bool = False

    @property
    def is_open(self) -> bool:
        return bool(self.issuer)


@dataclass(frozen=True, slots=True)
class LdapDoor:
    """A directory; an empty ``url`` is none.

    With ``bind_as`` (``uid={name},ou=people,dc=example``) the desk binds as the person; else it searches ``base`` with ``search`` as
    ``bind_dn`` and then binds as what it found. ``roles`` maps the DN of a group to a role, the first that fits holds.
    """

    url: str = ""
    start_tls: bool = True
    ca_file: str = ""
    bind_as: str = ""
    base: str = ""
    search: str = "(uid={name})"
    bind_dn: str = ""
    bind_password: str = field(default="", repr=False)
    name_attribute: str = "cn"
    group_attribute: str = "memberOf"
    roles: tuple[tuple[str, str], ...] = ()
    makes_people: bool = False
    seconds: int = 5

    @property
    def is_open(self) -> bool:
        return bool(self.url)

    @property
    def is_safe(self) -> bool:
        """Whether passwords travel encrypted; to this machine itself they may go plain."""
        return self.url.startswith("ldaps://") or self.start_tls or urlsplit(self.url).hostname in LOOPBACK


def second_factor_rule(environment: Environment) -> str:
    """Who is asked for a second factor: ``YANZHEN_SECOND_FACTOR``; a slip of the pen must not switch it off.

    >>> second_factor_rule({})
    'optional'
    """
    rule = environment.get("YANZHEN_SECOND_FACTOR", "").strip().lower() or "optional"
    if rule not in SECOND_FACTOR_RULES:
        raise InputError("YANZHEN_SECOND_FACTOR", seen=rule, expected=", ".join(SECOND_FACTOR_RULES))
    return rule


def oidc_door(environment: Environment) -> OidcDoor:
    """From ``YANZHEN_OIDC_…``.

    >>> oidc_door({}).is_open
    False
    """
    known = {name: environment.get(f"YANZHEN_OIDC_{name.upper()}", "").strip() for name in _OIDC_WORDS}
    given = {name: value for name, value in known.items() if value}
    if "issuer" not in given:
        return OidcDoor()
    if "client_id" not in given:
        raise InputError("YANZHEN_OIDC_CLIENT_ID", seen="empty", expected="the name that the provider gave the desk")
    _refuse_plain(given["issuer"], "https", "YANZHEN_OIDC_ISSUER")
    return OidcDoor(
        **given,
        client_secret=_secret(environment, "YANZHEN_OIDC_CLIENT_SECRET"),
        makes_people=_flag(environment, "YANZHEN_OIDC_MAKES_PEOPLE"),
    )


def ldap_door(environment: Environment) -> LdapDoor:
    """From ``YANZHEN_LDAP_…``; refuses a way on which passwords would travel readable."""
    known = {name: environment.get(f"YANZHEN_LDAP_{name.upper()}", "").strip() for name in _LDAP_WORDS}
    given = {name: value for name, value in known.items() if value}
    if "url" not in given:
        return LdapDoor()
    if not ("bind_as" in given or "base" in given):
        raise InputError(
            "YANZHEN_LDAP_BASE", seen="empty", expected="where people are searched, or YANZHEN_LDAP_BIND_AS"
        )
    door = LdapDoor(
        **given,
        start_tls=_flag(environment, "YANZHEN_LDAP_START_TLS", default=not given["url"].startswith("ldaps://")),
        bind_password=_secret(environment, "YANZHEN_LDAP_BIND_PASSWORD"),
        roles=roles_of_groups(environment.get("YANZHEN_LDAP_ROLES", "")),
        makes_people=_flag(environment, "YANZHEN_LDAP_MAKES_PEOPLE"),
        seconds=int(environment.get("YANZHEN_LDAP_SECONDS") or 5),
    )
    if not door.is_safe:
        raise InputError(
            "YANZHEN_LDAP_URL", seen=door.url, expected="ldaps://… or StartTLS", todo="passwords would travel readable"
        )
    return door


def roles_of_groups(text: str) -> tuple[tuple[str, str], ...]:
    """``role: DN; role: DN``, the strongest first.

    >>> roles_of_groups("approver: cn=heads,dc=x; editor: cn=staff,dc=x")
    (('cn=heads,dc=x', 'approver'), ('cn=staff,dc=x', 'editor'))
    """
    pairs = [part.partition(":") for part in text.split(";") if part.strip()]
    for role, _, group in pairs:
        if role.strip() not in ROLES_BY_GROUP or not group.strip():
            expected = f"role: DN; role: DN … with a role of {', '.join(ROLES_BY_GROUP)}"
            raise InputError("YANZHEN_LDAP_ROLES", seen=f"{role}:{group}", expected=expected)
    return tuple((group.strip(), role.strip()) for role, _, group in pairs)


# Who may appoint people and who reads the trail is decided at the desk, never by a group elsewhere.
ROLES_BY_GROUP = ("reader", "editor", "approver")
_OIDC_WORDS = (
    "issuer",
    "client_id",
    "title",
    "scopes",
    "username_claim",
    "name_claim",
    "region_claim",
    "department_claim",
)
_LDAP_WORDS = ("url", "ca_file", "bind_as", "base", "search", "bind_dn", "name_attribute", "group_attribute")


def _refuse_plain(url: str, scheme: str, name: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != scheme and parts.hostname not in LOOPBACK:
        raise InputError(name, seen=url, expected=f"{scheme}://…")


def _secret(environment: Environment, name: str) -> str:
    file = environment.get(f"{name}_FILE", "").strip()
    if not file:
        return environment.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InputError(f"{name}_FILE", seen=file, expected="a file that the desk can read") from error


def _flag(environment: Environment, name: str, *, default: bool = False) -> bool:
    value = environment.get(name, "").strip().lower()
    return value in ("1", "true", "yes", "on") if value else default
