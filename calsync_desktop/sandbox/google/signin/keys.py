"""The key that signs id_tokens (RS256, RFC 7519), and how others learn its public half."""

import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

KEY_ID: Final = "sandbox-1"


@cache
def _key() -> RSAPrivateKey:
    """Made on first need, because it takes a while; every process has its own."""
    return generate_private_key(65537, 2048)


def signed(claims: dict[str, Any]) -> str:
    """The claims as a signed JWT."""
    head = {"alg": "RS256", "kid": KEY_ID, "typ": "JWT"}
    text = ".".join(base64(json.dumps(part).encode()) for part in (head, claims))
    return f"{text}.{base64(_key().sign(text.encode(), PKCS1v15(), SHA256()))}"


def public_keys() -> dict[str, Any]:
    """The JSON Web Key Set (RFC 7517)."""
    numbers = _key().public_key().public_numbers()
    n, e = (base64(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (numbers.n, numbers.e))
    return {"keys": [{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": KEY_ID, "n": n, "e": e}]}


def base64(raw: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
