"""Accounts come, change and go: the credentials to the vault, everything else to the store."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.errors import CalSyncError, SignInAgain, Usage
from calsync_desktop.core.provider import Provider, Vault
from calsync_desktop.store import accounts
from calsync_desktop.store.opening import Store
from calsync_desktop.sync.ground import Door, Ground


@dataclass(frozen=True, slots=True)
class Reception:
    """Where accounts are signed in: the doors of each service, the vault and the store."""

    store: Store
    doors: Mapping[str, Door]
    vault: Vault
    ground: Ground


async def connect(desk: Reception, provider: str, secret: Mapping[str, str], options: Mapping[str, str]) -> str:
    """Sign in, keep the secret, list the calendars; nothing is stored unless all three worked. The connection's id."""
    door = door_of(desk, provider)
    place = await door.sign_in(secret, options).place()
    id_ = desk.ground.new_id("n")
    now = desk.ground.now()
    probe = Connection(id_, provider, place.account, place.place, place.addresses)
    try:
        client = door.provider(probe, secret)
        try:
            seen = await client.calendars()
        finally:
            await client.aclose()
        await desk.vault.put(id_, secret)
        with desk.store.begin():
            accounts.add_connection(desk.store, id_, provider, place, now)
            accounts.save_calendars(desk.store, id_, seen, desk.ground.new_id)
    except BaseException:
        await asyncio.shield(desk.vault.drop(id_))
        raise
    return id_


async def reconnect(desk: Reception, id_: str, secret: Mapping[str, str]) -> None:
    """New credentials for the same account; edits that waited are sent by the next sync."""
    connection = accounts.connection_of(desk.store, id_)
    place = await door_of(desk, connection.provider).sign_in(secret, {"place": connection.place}).place()
    if not accounts.is_same_account(desk.store, id_, place):
        raise Usage("That is another account.", "Connect it as a new one; this connection stays as it is.")
    await desk.vault.put(id_, secret)
    with desk.store.begin():
        accounts.replace_place(desk.store, id_, place, desk.ground.now())


async def disconnect(desk: Reception, id_: str, *, keep: bool) -> CalSyncError | None:
    """Forget the credentials; with ``keep`` what was synced stays to be read, without a way back to the server.

    The service is told, where it wants to know; the error that kept it from hearing is given back, because here everything is done even so.
    """
    connection = accounts.connection_of(desk.store, id_)
    door = desk.doors.get(connection.provider)
    revoke = door.revoke if door is not None else None
    secret, unread = await _secret(desk, id_) if revoke is not None else (None, None)
    await desk.vault.drop(id_)
    with desk.store.begin():
        if keep:
            accounts.keep_as_copy(desk.store, id_, desk.ground.now())
        else:
            accounts.remove_connection(desk.store, id_)
    try:
        if revoke is not None and secret:
            await revoke(secret)
    except CalSyncError as error:
        return error
    return unread


async def _secret(desk: Reception, id_: str) -> tuple[Mapping[str, str] | None, CalSyncError | None]:
    """The credentials while they are there, or why the service cannot be told that they are given up."""
    try:
        return await desk.vault.get(id_), None
    except CalSyncError as error:
        return None, CalSyncError(
            f"The account is forgotten here, but its service was not told. {error.message}",
            "Remove CalSync in the account's own settings there, if that matters to you.",
        )


async def create_calendar(desk: Reception, id_: str, name: str, color: str) -> str:
    """A new calendar in the account; its id."""
    if not name.strip():
        raise Usage("A calendar needs a name.")
    client = await client_of(desk, accounts.connection_of(desk.store, id_))
    try:
        made = await client.create_calendar(name.strip(), color)
        seen = await client.calendars()
    finally:
        await client.aclose()
    with desk.store.begin():
        accounts.save_calendars(desk.store, id_, {r.remote_id: r for r in (made, *seen)}.values(), desk.ground.new_id)
    held = {w.calendar.remote_id: w.calendar.id for w in accounts.watched(desk.store, id_, selected=False)}
    return held[made.remote_id]


async def client_of(desk: Reception, connection: Connection) -> Provider:
    """A ready provider; SignInAgain when the credentials are not there."""
    secret = await desk.vault.get(connection.id)
    if secret is None:
        raise SignInAgain("The credentials of this account are not on this computer.")
    return door_of(desk, connection.provider).provider(connection, secret)


def door_of(desk: Reception, provider: str) -> Door:
    """How a kind of service is entered; Usage when we do not know it."""
    if provider not in desk.doors:
        raise Usage(f"“{provider}” cannot be connected by this version.", f"It knows: {', '.join(sorted(desk.doors))}.")
    return desk.doors[provider]
