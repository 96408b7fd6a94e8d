"""A vault in a dictionary, which can be locked or missing."""

from __future__ import annotations

from collections.abc import Mapping

from calsync_desktop.core.errors import NoVault, VaultLocked


class FakeVault:
    """Keeps records by connection."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, str]] = {}
        self.locked = self.missing = False

    async def put(self, connection: str, secret: Mapping[str, str]) -> None:
        self._open()
        self.records[connection] = dict(secret)

    async def get(self, connection: str) -> Mapping[str, str] | None:
        self._open()
        found = self.records.get(connection)
        return dict(found) if found is not None else None

    async def drop(self, connection: str) -> None:
        self._open()
        self.records.pop(connection, None)

    def _open(self) -> None:
        if self.missing:
            raise NoVault("There is no place where a secret could be kept.")
        if self.locked:
            raise VaultLocked("The password store is locked.")
