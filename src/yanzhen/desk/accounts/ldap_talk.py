"""The talk with an LDAP server: bind as the person, or find them and then bind as what was found.

Traps that this keeps out of: signs of the filter language in a name, certificates that nobody checks, referrals to other servers, a server
that never answers. ldap3 2.9.1 is the last release (2021); its own check of a certificate's name uses what Python 3.12 has taken
out, so that Python's does it here.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    # ldap3 asks pyasn1 for names that it has renamed; the old ones still work.
    warnings.simplefilter("ignore", DeprecationWarning)
    import ldap3  # type: ignore[import-untyped]
    from ldap3.core.exceptions import LDAPException, LDAPStartTLSError  # type: ignore[import-untyped]
    from ldap3.utils.conv import escape_filter_chars  # type: ignore[import-untyped]
    from ldap3.utils.dn import escape_rdn  # type: ignore[import-untyped]

from yanzhen.desk.accounts.directory import DirectoryUnreachableError, Entry

if TYPE_CHECKING:
    from yanzhen.desk.accounts.doors import LdapDoor


def entry_of(door: LdapDoor, username: str, password: str) -> Entry | None:
    """What ``directory.entry_of`` promises; the password is not empty."""
    try:
        server = _server(door)
        if door.bind_as:
            return _bound_as(door, server, username, password)
        return _found(door, server, username, password)
    except (LDAPException, OSError) as error:
        raise DirectoryUnreachableError(type(error).__name__) from error


class CheckedTls(ldap3.Tls):  # type: ignore[misc]
    """TLS by Python's own rules: the chain and the name of the certificate are checked."""

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        """Called by ldap3 with the open socket."""
        context = ssl.create_default_context(cafile=self.ca_certs_file)
        connection.socket = context.wrap_socket(connection.socket, server_hostname=connection.server.host)


def _bound_as(door: LdapDoor, server: Any, username: str, password: str) -> Entry | None:
    dn = door.bind_as.replace("{name}", escape_rdn(username))
    connection = _bind(door, server, dn, password)
    if connection is None:
        return None
    with _until_unbound(connection):
        connection.search(dn, "(objectClass=*)", ldap3.BASE, attributes=_attributes(door))
        return _entry(door, username, dn, connection.response)


def _found(door: LdapDoor, server: Any, username: str, password: str) -> Entry | None:
    service = _bind(door, server, door.bind_dn, door.bind_password)
    if service is None:
        raise DirectoryUnreachableError("the desk's own name or password is refused")
    with _until_unbound(service):
        wanted = door.search.replace("{name}", escape_filter_chars(username))
        service.search(door.base, wanted, ldap3.SUBTREE, attributes=_attributes(door), size_limit=2)
        found = [one for one in service.response if one["type"] == "searchResEntry"]
    # Two people of one name: nobody can say which of them is meant.
    if len(found) != 1:
        return None
    person = _bind(door, server, found[0]["dn"], password)
    if person is None:
        return None
    person.unbind()
    return _entry(door, username, found[0]["dn"], found)


def _server(door: LdapDoor) -> Any:
    tls = CheckedTls(validate=ssl.CERT_REQUIRED, ca_certs_file=door.ca_file or None)
    return ldap3.Server(door.url, tls=tls, connect_timeout=door.seconds, get_info=ldap3.NONE)


def _bind(door: LdapDoor, server: Any, dn: str, password: str) -> Any:
    """A bound connection; ``None`` where name or password are wrong."""
    connection = ldap3.Connection(
        server,
        user=dn or None,
        password=password or None,
        authentication=ldap3.SIMPLE if dn else ldap3.ANONYMOUS,
        receive_timeout=door.seconds,
        auto_referrals=False,
        read_only=True,
        client_strategy=ldap3.SYNC,
    )
    try:
        connection.open(read_server_info=False)
        if door.start_tls and not connection.start_tls(read_server_info=False):
            raise LDAPStartTLSError(connection.last_error)
        if connection.bind(read_server_info=False):
            return connection
    except (LDAPException, OSError):
        _close(connection)
        raise
    connection.unbind()
    return None


@contextmanager
def _until_unbound(connection: Any) -> Iterator[None]:
    """ldap3's own ``with`` leaves a connection as it found it, that is bound."""
    try:
        yield
    finally:
        connection.unbind()


def _close(connection: Any) -> None:
    """The socket of a connection that failed half way; ldap3 leaves it open."""
    if connection.socket is not None:
        connection.socket.close()


def _entry(door: LdapDoor, username: str, dn: str, response: list[Any]) -> Entry:
    attributes: dict[str, Any] = next((one["attributes"] for one in response if one["type"] == "searchResEntry"), {})
    names, groups = _texts(attributes.get(door.name_attribute)), _texts(attributes.get(door.group_attribute))
    return Entry(username, dn, names[0] if names else username, groups)


def _attributes(door: LdapDoor) -> list[str]:
    return [door.name_attribute, door.group_attribute]


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(str(one) for one in values if one)
