"""Sign-in by a real LDAP server (Debian's slapd, started here): TLS with a checked certificate, groups, the empty password."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import ldap3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from yanzhen.desk.accounts import directory
from yanzhen.desk.accounts.directory import DirectoryUnreachableError
from yanzhen.desk.accounts.doors import LdapDoor
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.rights import Role

pytestmark = pytest.mark.directory
SUFFIX, PEOPLE = "dc=example", "ou=people,dc=example"
DESK, DESK_WORD = "cn=desk,dc=example", "desk-word"
STAFF = "cn=staff,ou=groups,dc=example"
SCHEMAS = Path("/etc/ldap/schema")
CONFIGURATION = """
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
allow bind_anon_cred bind_anon_dn
database mdb
suffix "{suffix}"
rootdn "{desk}"
rootpw {word}
directory {folder}/store
overlay memberof
"""


def certificate(
    folder: Path, name: str, *, signed_by: tuple[ec.EllipticCurvePrivateKey, x509.Name] | None
) -> ec.EllipticCurvePrivateKey:
    """A certificate of 127.0.0.1, or of an authority; valid around today."""
    key = ec.generate_private_key(ec.SECP256R1())
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, issuer = signed_by or (key, title)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(title).issuer_name(issuer).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=signed_by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    encoded = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / f"{name}.key").write_bytes(encoded)
    return key


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    folder: Path
    port: int
    tls_port: int

    @property
    def door(self) -> LdapDoor:
        """Search, then bind, by StartTLS."""
        return LdapDoor(
            url=f"ldap://127.0.0.1:{self.port}", ca_file=str(self.folder / "ca.pem"), base=PEOPLE, bind_dn=DESK,
            bind_password=DESK_WORD, roles=((STAFF, "editor"),),
        )  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    program = shutil.which("slapd") or shutil.which("slapd", path="/usr/sbin")
    if not program:
        pytest.skip("no LDAP server (slapd) on this machine")
    folder = tmp_path_factory.mktemp("slapd")
    (folder / "store").mkdir()
    authority = certificate(folder, "ca", signed_by=None)
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ca")])
    certificate(folder, "server", signed_by=(authority, title))
    certificate(folder, "stranger", signed_by=None)
    words = CONFIGURATION.format(schemas=SCHEMAS, folder=folder, suffix=SUFFIX, desk=DESK, word=DESK_WORD)
    (folder / "slapd.conf").write_text(words, encoding="utf-8")
    made = Server(folder, free_port(), free_port())
    listen = f"ldap://127.0.0.1:{made.port}/ ldaps://127.0.0.1:{made.tls_port}/ ldaps://127.0.0.2:{made.tls_port}/"
    command = [program, "-f", str(folder / "slapd.conf"), "-h", listen, "-d", "0"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        fill(wait_for(made, running))
        yield made
    finally:
        running.terminate()
        running.wait(timeout=10)


def wait_for(made: Server, running: subprocess.Popen[bytes]) -> ldap3.Connection:
    for _ in range(100):
        assert running.poll() is None, "slapd did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", made.port)) == 0:
                return ldap3.Connection(f"ldap://127.0.0.1:{made.port}", DESK, DESK_WORD, auto_bind=True)
        time.sleep(0.1)
    raise AssertionError("slapd does not answer")


def fill(connection: ldap3.Connection) -> None:
    rows = [
        (SUFFIX, "dcObject organization", {"dc": "example", "o": "example"}),
        (PEOPLE, "organizationalUnit", {"ou": "people"}),
        ("ou=groups,dc=example", "organizationalUnit", {"ou": "groups"}),
        (f"uid=lin,{PEOPLE}", "inetOrgPerson", {"uid": "lin", "cn": "林科员", "sn": "林", "userPassword": "lin-word"}),
        (f"uid=a\\, b (c)*,{PEOPLE}", "inetOrgPerson", {"uid": "a, b (c)*", "cn": "怪名", "sn": "怪", "userPassword": "odd-word"}),
        (STAFF, "groupOfNames", {"cn": "staff", "member": f"uid=lin,{PEOPLE}"}),
    ]  # fmt: skip
    for dn, kinds, attributes in rows:
        assert connection.add(dn, kinds.split(), attributes), connection.result
    connection.unbind()


def test_search_then_bind_over_starttls_gives_name_and_groups(server):
    entry = directory.entry_of(server.door, "lin", "lin-word")
    assert (entry.dn, entry.full_name, entry.groups) == (f"uid=lin,{PEOPLE}", "林科员", (STAFF,))
    assert directory.role_of(entry, server.door) == "editor"


def test_bind_as_the_person_over_ldaps(server):
    door = replace(
        server.door, url=f"ldaps://127.0.0.1:{server.tls_port}", start_tls=False, bind_as=f"uid={{name}},{PEOPLE}"
    )
    assert directory.entry_of(door, "lin", "lin-word").full_name == "林科员"
    assert directory.entry_of(door, "lin", "wrong") is None


def test_the_server_itself_would_take_an_empty_password_and_the_desk_does_not(server):
    """The trap: a bind with a name and no password is an anonymous one, and succeeds."""
    assert result_of_raw_bind(server.port, f"uid=lin,{PEOPLE}", b"") == 0
    assert result_of_raw_bind(server.port, f"uid=lin,{PEOPLE}", b"wrong") == 49
    assert directory.entry_of(server.door, "lin", "") is None


def result_of_raw_bind(port: int, dn: str, password: bytes) -> int:
    """The result code of a simple bind, written byte by byte (RFC 4511): no library stands between."""
    name = dn.encode()
    bind = b"\x02\x01\x03\x04" + bytes([len(name)]) + name + b"\x80" + bytes([len(password)]) + password
    message = b"\x02\x01\x01\x60" + bytes([len(bind)]) + bind
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        plain.sendall(b"\x30" + bytes([len(message)]) + message)
        answer = plain.recv(1024)
    return answer[answer.index(b"\x0a\x01") + 2]


@pytest.mark.parametrize("bind_as", ["", f"uid={{name}},{PEOPLE}"])
def test_a_name_full_of_signs_is_one_name(server, bind_as):
    door = replace(server.door, bind_as=bind_as)
    assert directory.entry_of(door, "a, b (c)*", "odd-word").full_name == "怪名"
    for name in ("*", "a*", "lin)(cn=*", f"lin,{PEOPLE}"):
        assert directory.entry_of(door, name, "lin-word") is None


@pytest.mark.parametrize("authority", ["stranger.pem", ""])
@pytest.mark.parametrize("start_tls", [True, False])
def test_a_certificate_that_nobody_vouches_for_ends_the_talk(server, authority, start_tls):
    ca = str(server.folder / authority) if authority else ""
    url = server.door.url if start_tls else f"ldaps://127.0.0.1:{server.tls_port}"
    with pytest.raises(DirectoryUnreachableError):
        directory.entry_of(replace(server.door, url=url, start_tls=start_tls, ca_file=ca), "lin", "lin-word")


def test_a_certificate_of_another_name_ends_the_talk(server):
    door = replace(server.door, url=f"ldaps://127.0.0.2:{server.tls_port}", start_tls=False)
    with pytest.raises(DirectoryUnreachableError):
        directory.entry_of(door, "lin", "lin-word")


def test_a_server_that_never_answers_is_given_up(server):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        door = replace(server.door, url=f"ldap://127.0.0.1:{silent.getsockname()[1]}", start_tls=False, seconds=1)
        began = time.monotonic()
        with pytest.raises(DirectoryUnreachableError):
            directory.entry_of(door, "lin", "lin-word")
        assert time.monotonic() - began < 10


def test_the_whole_way_through_the_door(server, db, client, settings):
    settings.LDAP = replace(server.door, makes_people=True)
    assert client.post("/sign-in", {"username": "lin", "password": "wrong"}).status_code == 400
    assert client.post("/sign-in", {"username": "lin", "password": "lin-word"}).status_code == 302
    person = Person.objects.get()
    assert (person.full_name, person.role, person.door) == ("林科员", Role.EDITOR, Door.LDAP)
    assert client.get("/keys").status_code == 200
