"""Who signed in, by the ``sub`` that never changes (OpenID Connect Core sections 2 and 5.3)."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from calsync_desktop.core.errors import ServerTrouble, SignInAgain


@dataclass(frozen=True, slots=True)
class Person:
    """``sub`` names the account for ever; ``email`` is what people call it, and may change."""

    sub: str
    email: str = field(default="", repr=False)


def claims(token: str) -> Mapping[str, Any]:
    """The claims of an id_token, empty when it is none. The signature is not checked: it came straight from the token endpoint over TLS (Core 3.1.3.7)."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        found = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def person_in(token: str, client_id: str, nonce: str) -> Person | None:
    """Who an id_token is about; None when it does not say so or is another client's. SignInAgain when it answers another sign-in than ours."""
    found = claims(token)
    if "nonce" in found and not compare_digest(str(found["nonce"]).encode(), nonce.encode()):
        raise SignInAgain(
            "The answer belongs to another sign-in. It was thrown away, and nothing was changed.", "Sign in once more."
        )
    audience = found.get("aud")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        return None
    return _person(found)


def person_of(body: bytes) -> Person:
    """Who a userinfo answer is about; ServerTrouble when it does not say."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    person = _person(found) if isinstance(found, dict) else None
    if person is None:
        raise ServerTrouble("Google did not say who signed in. Nothing was changed.", "Try again in a few minutes.")
    return person


def _person(found: Mapping[str, Any]) -> Person | None:
    sub, email = found.get("sub"), found.get("email")
    if not isinstance(sub, str | int) or not str(sub):
        return None
    return Person(str(sub), email if isinstance(email, str) else "")
