"""The page in the browser: choose an account, tick what it may do, allow or deny; a robot posts the same form."""

from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sandbox.google.signin.grants import SCOPE_PREFIX, SIGN_IN_SCOPES, Client, Code
from calsync_desktop.sandbox.google.world import World

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_HTML: Final = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"))

_SAID: Final = {
    "calendar": "Everything in all your calendars",
    "calendar.readonly": "Read everything in all your calendars",
    "calendar.events": "See and change the events in all your calendars",
    "calendar.calendarlist.readonly": "See which calendars you have",
}


class ShownError(Exception):
    """An error that only the person at the browser sees: the redirect is never reached (protocols 1.13)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class Wish:
    """A checked request of a client that wants somebody to sign in."""

    client: Client
    redirect: str
    scopes: tuple[str, ...]
    state: str | None
    prompt: tuple[str, ...]
    hint: str | None
    challenge: str | None
    method: str
    nonce: str | None
    offline: bool

    @property
    def boxes(self) -> tuple[str, ...]:
        """What can be unticked: everything but signing in, when it is more than one."""
        return tuple(scope for scope in self.scopes if scope not in SIGN_IN_SCOPES)


def show(world: World, request: Request) -> Answer:
    """GET: the form, or the error as a page. With prompt=none there is no form: it goes straight back."""
    given = dict(request.query)
    try:
        wish = _wish(world, given, request.header("user-agent") or "")
    except ShownError as error:
        return _page(400 if error.code != "access_denied" else 403, _error_html(error))
    if "none" in wish.prompt:
        if wish.hint is None or not world.registry.has_consented(wish.hint, wish.client.id, wish.scopes):
            return _back(wish, {"error": "interaction_required"})
        return _allow(world, wish, wish.hint, wish.scopes, asked=False)
    return _page(200, _form_html(world, wish, given))


def decide(world: World, request: Request) -> Answer:
    """POST: fields `account`, `scope` for each tick, `decision` = allow | deny; the query goes along as it was."""
    pairs = request.pairs()
    given = dict(request.query) | dict(pairs)
    ticked = {value for name, value in pairs if name == "granted"}
    try:
        wish = _wish(world, given, request.header("user-agent") or "")
        account = _account(world, wish, given.get("account", ""))
    except ShownError as error:
        return _page(400 if error.code != "access_denied" else 403, _error_html(error))
    if given.get("decision") != "allow":
        return _back(wish, {"error": "access_denied"})
    asked = "consent" in wish.prompt or not world.registry.has_consented(account, wish.client.id, wish.scopes)
    whole = not asked or (len(wish.boxes) == 1 and given.get("tick") != "each")
    granted = tuple(scope for scope in wish.scopes if scope in SIGN_IN_SCOPES or whole or scope in ticked)
    return _allow(world, wish, account, granted, asked=asked)


def _account(world: World, wish: Wish, account: str) -> str:
    if account not in world.accounts:
        raise ShownError("invalid_request", "There is no such account.")
    if wish.client.testing and account not in wish.client.testers:
        raise ShownError("access_denied", "This app is being tested, and this account is not one of its testers.")
    return account


def _allow(world: World, wish: Wish, account: str, granted: tuple[str, ...], *, asked: bool) -> Answer:
    code = Code(
        wish.client.id, account, granted, wish.redirect, wish.challenge, wish.method, wish.nonce,
        wish.offline and asked, world.now(),
    )  # fmt: skip
    made = world.registry.open_code(code, asked_again=asked)
    return _back(wish, {"code": made, "scope": " ".join(granted), "authuser": "0", "prompt": "consent"})


def _wish(world: World, given: dict[str, str], browser: str) -> Wish:
    client = world.registry.clients.get(given.get("client_id", ""))
    if client is None:
        raise ShownError("invalid_client", "The OAuth client was not found.")
    if "QtWebEngine" in browser or "; wv)" in browser:
        raise ShownError("disallowed_useragent", "Sign in with a browser that you trust.")
    if client.blocked is not None:
        raise ShownError(client.blocked, "Access is blocked.")
    redirect = given.get("redirect_uri", "")
    if not _is_loopback(redirect):
        raise ShownError("redirect_uri_mismatch", "The redirect is not one of this client's.")
    if given.get("response_type") != "code" or not given.get("scope"):
        raise ShownError("invalid_request", "response_type must be code, and a scope must be named.")
    method = given.get("code_challenge_method", "plain")
    if method not in ("S256", "plain") or (method == "S256" and not given.get("code_challenge")):
        raise ShownError("invalid_request", "code_challenge and its method must come together.")
    return Wish(
        client, redirect, tuple(dict.fromkeys(given["scope"].split())), given.get("state"),
        tuple(given.get("prompt", "").split()), given.get("login_hint"), given.get("code_challenge"), method,
        given.get("nonce"), given.get("access_type") == "offline",
    )  # fmt: skip


def _is_loopback(redirect: str) -> bool:
    """http on a loopback host, any port and path: what a desktop client may use without registering it."""
    try:
        parts = urlsplit(redirect)
        return parts.scheme == "http" and parts.hostname in _LOOPBACK and not parts.fragment and parts.username is None
    except ValueError:
        return False


def _back(wish: Wish, words: dict[str, str]) -> Answer:
    words = words | ({"state": wish.state} if wish.state is not None else {})
    joint = "&" if "?" in wish.redirect else "?"
    return Answer(302, (("Location", f"{wish.redirect}{joint}{urlencode(words)}"), ("Cache-Control", "no-store")))


def _page(status: int, inner: str) -> Answer:
    text = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Sign in – sandbox</title><body>{inner}</body></html>'
    return Answer(status, _HTML, text.encode())


def _error_html(error: ShownError) -> str:
    return f"<h1>Access blocked</h1><p>{escape(error.message)}</p><p>Error: {escape(error.code)}</p>"


def _said(scope: str) -> str:
    """What the scope lets an app do, and its name."""
    name = scope.removeprefix(SCOPE_PREFIX)
    return f"{_SAID[name]} ({name})" if name in _SAID else name


def _form_html(world: World, wish: Wish, given: dict[str, str]) -> str:
    hidden = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in given.items())
    chosen = wish.hint if wish.hint in world.accounts else next(iter(world.accounts), "")
    accounts = "".join(
        f'<p><label><input type="radio" name="account" value="{escape(each)}"{" checked" if each == chosen else ""}> '
        f"{escape(account.name)} &lt;{escape(each)}&gt;</label></p>"
        for each, account in world.accounts.items()
    )
    boxes = "".join(
        f'<p><label><input type="checkbox" name="granted" value="{escape(each)}" checked> {escape(_said(each))}</label></p>'
        for each in wish.boxes
    )
    buttons = "".join(
        f'<button name="decision" value="{word}">{word.capitalize()}</button> ' for word in ("allow", "deny")
    )
    tick = '<input type="hidden" name="tick" value="each">' if len(wish.boxes) > 1 else ""
    return f'<h1>Sign in (sandbox)</h1><form method="post">{hidden}{tick}{accounts}{boxes}{buttons}</form>'
