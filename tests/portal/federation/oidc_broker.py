"""A broker for OpenID Connect that says what a test wants it to say, true or false."""

import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://broker.example"
CLIENT_ID = "integrationsviden"
SECRET = "kun-til-test"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OidcBroker:
    """Says `claims` in the ID token, and `userinfo` on top; `signing` is how the token is made."""

    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    signing: dict[str, Any] = field(default_factory=lambda: {"key": KEY, "algorithm": "RS256"})
    calls_itself: str = ISSUER
    challenge: str = ""
    nonce: str = ""

    def answers_to(self, location: str) -> dict[str, str]:
        """What the browser brings back after the person has logged in at `location`."""
        asked = parse_qs(urlparse(location).query)
        assert asked["code_challenge_method"] == ["S256"]
        (self.challenge,) = asked["code_challenge"]
        (self.nonce,) = asked["nonce"]
        return {"code": "en-kode", "state": asked["state"][0]}

    def id_token(self) -> str:
        said = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "sub": "person-1",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "nonce": self.nonce,
            **self.claims,
        }
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(kept, headers={"kid": "en-noegle"}, **self.signing)

    # --- as the session of `requests` that django-allauth asks

    def __enter__(self) -> "OidcBroker":
        return self

    def __exit__(self, *fault: object) -> None:
        pass

    def get(self, url: str, **how: Any) -> SimpleNamespace:
        return _json(self._pages()[urlparse(url).path])

    def request(
        self, method: str, url: str, *, data: dict[str, str], **how: Any
    ) -> SimpleNamespace:
        proof = sha256(data["code_verifier"].encode()).digest()
        if urlsafe_b64encode(proof).rstrip(b"=").decode() != self.challenge:
            return _json({"error": "invalid_grant"}, status=400)
        return _json({"access_token": "adgang", "id_token": self.id_token()})

    def _pages(self) -> dict[str, dict[str, Any]]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.calls_itself,
                "authorization_endpoint": f"{ISSUER}/auth",
                "token_endpoint": f"{ISSUER}/token",
                "userinfo_endpoint": f"{ISSUER}/me",
                "jwks_uri": f"{ISSUER}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            "/keys": {"keys": [{**public, "kid": "en-noegle", "alg": "RS256"}]},
            "/me": {"sub": self.claims.get("sub", "person-1"), **self.userinfo},
        }


def _json(body: dict[str, Any], status: int = 200) -> SimpleNamespace:
    return SimpleNamespace(
        status_code=status,
        headers={"content-type": "application/json"},
        text=str(body),
        content=str(body).encode(),
        json=lambda: body,
        raise_for_status=lambda: None,
    )
