"""Who is asking: Basic (RFC 7617) and Digest (RFC 7616, MD5 with qop=auth, as old servers do it)."""

import re
from base64 import b64decode
from hashlib import md5

from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.world import User, World

REALM = "sandbox"


def who(world: World, request: Request) -> User | None:
    """The user whose credentials the request carries, or None."""
    kind = world.quirks.sign_in
    if kind == "none":
        return world.users[0]
    scheme, _, rest = (request.header("authorization") or "").partition(" ")
    if scheme.lower() == "basic" and kind in ("basic", "both"):
        return _basic(world, rest)
    if scheme.lower() == "digest" and kind in ("digest", "both"):
        return _digest(world, request, rest)
    return None


def challenge(world: World) -> Answer:
    """401 with one WWW-Authenticate for each way in."""
    answer = plain(401, "Please sign in.")
    if world.quirks.sign_in in ("digest", "both"):
        nonce = md5(world.ids().encode(), usedforsecurity=False).hexdigest()
        world.nonces.add(nonce)
        wish = f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce}"'
        answer = answer.with_header("WWW-Authenticate", wish)
    if world.quirks.sign_in in ("basic", "both"):
        answer = answer.with_header("WWW-Authenticate", f'Basic realm="{REALM}", charset="UTF-8"')
    return answer


def _basic(world: World, rest: str) -> User | None:
    try:
        name, _, password = b64decode(rest.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return next((user for user in world.users if (user.name, user.password) == (name, password)), None)


def _digest(world: World, request: Request, rest: str) -> User | None:
    given = {key.lower(): quoted or bare for key, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', rest)}
    user = next((user for user in world.users if user.name == given.get("username")), None)
    if user is None or given.get("nonce") not in world.nonces or not request.target.startswith(given.get("uri", "?")):
        return None
    return user if given.get("response") == _digest_response(user, request.method, given) else None


def _digest_response(user: User, method: str, given: dict[str, str]) -> str:
    secret = _md5(f"{user.name}:{REALM}:{user.password}")
    asked = _md5(f"{method}:{given.get('uri', '')}")
    middle = ":".join(given.get(key, "") for key in ("nonce", "nc", "cnonce", "qop"))
    return _md5(f"{secret}:{middle}:{asked}")


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
