"""The endpoints behind the browser: token, revoke, userinfo, tokeninfo and the keys."""

from base64 import b64decode
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from urllib.parse import unquote

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.calendars import Account
from calsync_desktop.sandbox.google.http import Request, Resource, as_json
from calsync_desktop.sandbox.google.signin.grants import CODE_LIFE, SCOPE_PREFIX, Client, Code
from calsync_desktop.sandbox.google.signin.keys import base64, public_keys, signed
from calsync_desktop.sandbox.google.world import World

ISSUER: Final = "https://accounts.google.com"
DEAD_GRANT: Final = "Token has been expired or revoked."


class OAuthError(Exception):
    """An error of the token endpoint (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.answer = as_json({"error": error, "error_description": description}, status)


def token(world: World, request: Request) -> Answer:
    """POST token: a code or a refresh token becomes an access token."""
    given = request.form()
    try:
        client = _client(world, request, given)
        answer = as_json(_granted(world, client, given))
    except OAuthError as error:
        answer = error.answer
    return answer.with_header("Cache-Control", "no-store")


def _granted(world: World, client: Client, given: dict[str, str]) -> Resource:
    match given.get("grant_type"):
        case "authorization_code":
            return _exchanged(world, client, given)
        case "refresh_token":
            return _refreshed(world, client, given)
    raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {given.get('grant_type', '')}")


def _client(world: World, request: Request, given: dict[str, str]) -> Client:
    """Who exchanges: named by Basic (what google-auth-oauthlib sends) or in the form (what google-auth sends)."""
    scheme, _, rest = (request.header("authorization") or "").partition(" ")
    name, secret = given.get("client_id", ""), given.get("client_secret", "")
    if scheme.lower() == "basic":
        try:
            name, _, secret = b64decode(rest.strip(), validate=True).decode().partition(":")
        except ValueError:
            raise OAuthError("invalid_client", "Unauthorized", 401) from None
        name, secret = unquote(name), unquote(secret)
    client = world.registry.clients.get(name)
    if client is None or client.blocked == "deleted_client":
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    if not compare_digest(secret.encode(), client.secret.encode()):
        raise OAuthError("invalid_client", "Unauthorized", 401)
    return client


def _exchanged(world: World, client: Client, given: dict[str, str]) -> Resource:
    code = world.registry.codes.pop(given.get("code", ""), None)
    if code is None or code.client != client.id or world.now() - code.at > CODE_LIFE:
        raise OAuthError("invalid_grant", "Malformed auth code.")
    if given.get("redirect_uri") != code.redirect:
        raise OAuthError("redirect_uri_mismatch", "Bad Request")
    _check_verifier(code, given.get("code_verifier"))
    told = _told(world, (code.account, client.id), code.scopes, code.nonce)
    if code.offline:
        told["refresh_token"] = world.registry.issue_refresh((code.account, client.id), code.scopes)
        if client.testing:
            told["refresh_token_expires_in"] = int(timedelta(days=7).total_seconds())
    return told


def _check_verifier(code: Code, verifier: str | None) -> None:
    """PKCE (RFC 7636, 4.6)."""
    if code.challenge is None:
        return
    if verifier is None:
        raise OAuthError("invalid_grant", "Missing code verifier.")
    made = base64(sha256(verifier.encode()).digest()) if code.method == "S256" else verifier
    if not compare_digest(made.encode(), code.challenge.encode()):
        raise OAuthError("invalid_grant", "Invalid code verifier.")


def _refreshed(world: World, client: Client, given: dict[str, str]) -> Resource:
    held = world.registry.use_refresh(given.get("refresh_token", ""), client.id)
    if held is None or held.seat[0] not in world.accounts:
        raise OAuthError("invalid_grant", DEAD_GRANT)
    wanted = tuple(given.get("scope", "").split())
    if set(wanted) - set(held.scopes):
        raise OAuthError("invalid_scope", "Some requested scopes were not granted.")
    return _told(world, held.seat, wanted or held.scopes, None)


def _told(world: World, seat: tuple[str, str], scopes: tuple[str, ...], nonce: str | None) -> Resource:
    seconds = world.quirks.access_seconds
    access = world.registry.issue_access(seat, scopes, seconds)
    told: Resource = {"access_token": access, "expires_in": seconds, "scope": " ".join(scopes), "token_type": "Bearer"}
    if "openid" in scopes:
        told["id_token"] = signed(_claims(world, seat, scopes, nonce, access))
    return told


def _claims(world: World, seat: tuple[str, str], scopes: tuple[str, ...], nonce: str | None, access: str) -> Resource:
    now = int(world.now().timestamp())
    half = base64(sha256(access.encode()).digest()[:16])
    claims = {"iss": ISSUER, "azp": seat[1], "aud": seat[1], "iat": now, "exp": now + 3600, "at_hash": half}
    return claims | _person(world.accounts[seat[0]], scopes) | ({"nonce": nonce} if nonce is not None else {})


def _person(account: Account, scopes: tuple[str, ...]) -> Resource:
    """What the scopes let one know about who signed in."""
    told: Resource = {"sub": account.sub}
    if {"email", f"{SCOPE_PREFIX}userinfo.email"} & set(scopes):
        told |= {"email": account.email, "email_verified": True}
    if {"profile", f"{SCOPE_PREFIX}userinfo.profile"} & set(scopes):
        told |= {"name": account.name, "given_name": account.name.split()[0]}
    return told | ({"hd": account.email.partition("@")[2]} if account.hosted else {})


def revoke(world: World, request: Request) -> Answer:
    """POST revoke: the whole grant of that account to that project ends."""
    given = dict(request.query) | request.form()
    if not world.registry.revoke(given.get("token", "")):
        return as_json({"error": "invalid_token", "error_description": "Token expired or revoked"}, 400)
    return as_json({})


def userinfo(world: World, request: Request) -> Answer:
    """Who the bearer is (OpenID Connect Core, 5.3)."""
    _, _, bearer = (request.header("authorization") or "").partition(" ")
    held = world.registry.bearer(bearer)
    if held is None:
        return as_json({"error": "invalid_request", "error_description": "Invalid Credentials"}, 401)
    return as_json(_person(world.accounts[held.seat[0]], held.scopes))


def tokeninfo(world: World, request: Request) -> Answer:
    """What an access token is good for."""
    held = world.registry.bearer(request.one("access_token") or "")
    if held is None:
        return as_json({"error": "invalid_token", "error_description": "Invalid Value"}, 400)
    left = str(int((held.until - world.now()).total_seconds()))
    told: Resource = {"aud": held.seat[1], "azp": held.seat[1], "scope": " ".join(held.scopes), "expires_in": left}
    return as_json(told | _person(world.accounts[held.seat[0]], held.scopes) | {"access_type": "offline"})


def certs(_world: World, _request: Request) -> Answer:
    """The keys that id_tokens are signed with."""
    return as_json(public_keys())
