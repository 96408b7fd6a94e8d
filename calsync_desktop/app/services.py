"""How each kind of service is entered: credentials, client, discovery and provider brought together.

Everything is imported when it is used, so that an edit offline loads no network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from calsync_desktop import clock
from calsync_desktop.core.calendar import Connection
from calsync_desktop.sync.ground import Door

if TYPE_CHECKING:
    import httpx

    from calsync_desktop.core.provider import Place, Provider, SignIn
    from calsync_desktop.wire.client import Client
    from calsync_desktop.wire.hosts import Trust


def caldav() -> Door:
    """CalDAV with a name and a password: ``secret`` has user and password; ``options`` url, or the place found before."""
    return Door(_caldav_sign_in, _caldav_provider)


def _caldav_sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
    from calsync_desktop.auth.basic import PasswordSignIn

    return PasswordSignIn(_address(options), secret.get("user", ""), secret.get("password", ""), _find)


def _caldav_provider(connection: Connection, secret: Mapping[str, str]) -> Provider:
    from calsync_desktop.auth.basic import PasswordSignIn
    from calsync_desktop.providers.caldav.discover import site
    from calsync_desktop.providers.caldav.provider import CalDavProvider

    auth = PasswordSignIn("", secret.get("user", ""), secret.get("password", ""), _find).auth()
    client = client_for(site(connection.place).trust(), auth)
    return CalDavProvider(client, connection.place, connection.addresses, lambda: clock.new_id("calsync-"))


def _address(options: Mapping[str, str]) -> str:
    """Where to begin looking: what was typed, or where the account was found before."""
    if "place" not in options:
        return options.get("url", "")
    from calsync_desktop.providers.caldav import hrefs
    from calsync_desktop.providers.caldav.discover import site

    found = site(options["place"])
    return hrefs.absolute(found.principal, found.base)


async def _find(address: str, user: str, auth: httpx.Auth | None) -> Place:
    from calsync_desktop.providers.caldav.discover import discover

    return await discover(lambda trust: client_for(trust, auth), address, user)


def client_for(trust: Trust, auth: httpx.Auth | None) -> Client:
    """A client for the origins that are trusted, on the real clock."""
    from calsync_desktop.wire.client import Client, Ground

    return Client(trust, auth, Ground(clock.now, clock.sleep, clock.chance))
