"""A small OpenID Connect provider in this process: real HTTP, real keys, real JWTs, and every fault that a test asks for."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "yanzhen", "the-client-secret-of-the-desk-and-its-provider"


@dataclass
class Grant:
    """What the provider will say for one code: what it was asked, whom it saw, and which faults to make."""

    nonce: str
    challenge: str
    claims: dict[str, Any]
    key: Any = None
    algorithm: str = "RS256"
    with_id_token: bool = True


@dataclass
class Provider:
    """Start it with ``with Provider() as provider``; ``provider.issuer`` is its address."""

    grants: dict[str, Grant] = field(default_factory=dict)
    algorithms: list[str] = field(default_factory=lambda: ["RS256"])
    stated_issuer: str = ""
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> Provider:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "first"})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _answers(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def approve(self, away: str, code: str = "code-1", **changes: Any) -> str:
        """The person agrees on the provider's page at address ``away``; the address that leads back. ``changes`` are faults."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
        told = changes.pop("claims", {})
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "42", "nonce": asked["nonce"], "iat": int(time.time()),
            "exp": int(time.time()) + 300, "preferred_username": "lin", "name": "林科员", **told,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        self.grants[code] = Grant(asked["nonce"], asked["code_challenge"], kept, **changes)
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={changes.get('state', asked['state'])}"

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.stated_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": self.algorithms,
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The token endpoint: the client's secret, the code (once), and the proof of who began (PKCE)."""
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        grant = self.grants.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if authorization != expected:
            return 401, {"error": "invalid_client"}
        if grant is None or proof.decode().rstrip("=") != grant.challenge:
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "a", "token_type": "Bearer", "expires_in": 300}
        return 200, answer | ({"id_token": self.signed(grant)} if grant.with_id_token else {})

    def signed(self, grant: Grant) -> str:
        if grant.algorithm == "none":
            return f"{_plain({'alg': 'none'})}.{_plain(grant.claims)}."
        if grant.algorithm == "HS256 with the public key":
            body = f"{_plain({'alg': 'HS256', 'kid': self.key.kid})}.{_plain(grant.claims)}"
            seal = hmac.digest(self.key.as_pem(private=False), body.encode(), "sha256")
            return f"{body}.{_letters(seal)}"
        key = grant.key or (OctKey.import_key(SECRET) if grant.algorithm == "HS256" else self.key)
        header = {"alg": grant.algorithm, "kid": key.kid} if key.kid else {"alg": grant.algorithm}
        return jwt.encode(header, grant.claims, key, algorithms=[grant.algorithm])


def _plain(part: dict[str, Any]) -> str:
    return _letters(json.dumps(part).encode())


def _letters(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _answers(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            known = {"/.well-known/openid-configuration": provider.metadata, "/keys": provider.keys}
            self._send(200, known[self.path]()) if self.path in known else self._send(404, {})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            self._send(*provider.token(form, self.headers.get("Authorization", "")))

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Answers
