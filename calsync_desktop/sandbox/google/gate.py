"""What a call passes before it is answered: the bearer, the project's switch, the scopes, the words it may use."""

from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Account
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sandbox.google.quota import spend
from calsync_desktop.sandbox.google.routes import GLOBAL, Route
from calsync_desktop.sandbox.google.signin.grants import SCOPE_PREFIX, AccessToken
from calsync_desktop.sandbox.google.words import check
from calsync_desktop.sandbox.google.world import World


def admitted(world: World, route: Route, args: dict[str, str], request: Request) -> Ask:
    """The call, allowed; 401, 403, 429 or 400 when something stands against it."""
    held = bearer(world, request)
    if held is None:
        raise RefusedError("authError")
    account = world.accounts[held.seat[0]]
    if not world.quirks.enabled:
        raise RefusedError("accessNotConfigured")
    if not {f"{SCOPE_PREFIX}{scope}" for scope in route.scopes} & set(held.scopes):
        raise RefusedError("insufficientPermissions")
    units = world.quirks.patch_units if route.verb == "PATCH" else 1
    spend(world, account.email, args.get("calendarId") if route.is_write else None, units=units)
    unknown = {name for name, _ in request.query} - route.params - GLOBAL
    if unknown:
        raise RefusedError("badRequest", f"Unknown parameter: {min(unknown)}", at=min(unknown))
    check(request)
    return _about(Ask(world, account, request, args), route)


def bearer(world: World, request: Request) -> AccessToken | None:
    """Who asks: the living access token in the Authorization header."""
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    held = world.registry.bearer(token.strip()) if scheme.lower() == "bearer" else None
    return held if held is not None and held.seat[0] in world.accounts else None


def who(world: World, request: Request) -> Account | None:
    """The account that asks, if it says so."""
    held = bearer(world, request)
    return world.accounts[held.seat[0]] if held is not None else None


def _about(ask: Ask, route: Route) -> Ask:
    if "calendarId" not in ask.args or route.name.startswith("calendarList."):
        return ask
    return ask.about(ask.args["calendarId"])
