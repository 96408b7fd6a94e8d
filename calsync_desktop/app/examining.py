"""The doctor's findings as the contract words them: every calendar, the database and the vault, also when some of it cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from calsync_desktop.app.failures import told
from calsync_desktop.app.house import House
from calsync_desktop.app.reading import opened
from calsync_desktop.core.errors import CalSyncError, Local, NoVault, VaultLocked
from calsync_desktop.store.overview import ConnectionRow, connections

MISSING = "a sign-in is missing"


async def examined(house: House) -> Mapping[str, Any]:
    """``{"calendars": [...], "database", "vault"}``; with ``"error"`` when an account could not be read, the others are told even so."""
    from calsync_desktop import clock
    from calsync_desktop.sync.doctor import database_word

    with opened(house.profile) as conn:
        accounts = connections(conn, clock.now()) if conn is not None else []
    vault, trouble = await _vault(house, accounts)
    calendars: list[dict[str, Any]] = []
    for account in accounts if trouble is None else ():
        try:
            calendars += [asdict(finding) for finding in await house.engine.doctor([account.id])]
        except CalSyncError as error:
            trouble = error
    database = database_word(house.engine.store)
    if trouble is None and database != "ok":
        trouble = Local("The database of this profile is damaged.", "Make a support bundle: calsync support-bundle.")
    return {"calendars": calendars, "database": database, "vault": vault} | (told(trouble) if trouble else {})


async def _vault(house: House, accounts: list[ConnectionRow]) -> tuple[str, CalSyncError | None]:
    """In a word how the sign-ins rest, and what keeps us from them."""
    try:
        records = [await house.vault.get(account.id) for account in accounts if account.stored != "revoked"]
    except (VaultLocked, NoVault) as error:
        return error.kind, error
    return (MISSING if None in records else "ok"), None
