"""Password stores to test the vault with, and the vault's file as an attacker sees it."""

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calsync_desktop.auth.keyring_key import PasswordStore
from calsync_desktop.core.errors import NoVault, VaultLocked
from calsync_desktop.core.provider import Vault

SECRET = {"user": "canary-user", "password": "canary-password-ü"}
WINDOWS_LIMIT = 1280


class FakeStore:
    """A password store as Windows has it: nothing longer than 1,280 characters."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Any] = {}
        self.error: Exception | None = None
        self.threads: set[int] = set()

    def get_password(self, service: str, username: str) -> Any:
        self._called()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._called()
        assert len(password) <= WINDOWS_LIMIT
        self.entries[service, username] = password

    def _called(self) -> None:
        self.threads.add(threading.get_ident())
        if self.error is not None:
            raise self.error


def no_store() -> PasswordStore:
    raise NoVault("none here")


Opener = Callable[[], Vault]


def file_of(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "vault.json").read_bytes())
    return content


def modes(folder: Path) -> dict[str, int]:
    """Every file of a profile's folder."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def rewrite(folder: Path, **values: object) -> None:
    (folder / "vault.json").write_text(json.dumps(file_of(folder) | values))


async def locked(vault: Vault, connection: str = "k1") -> VaultLocked:
    with pytest.raises(VaultLocked) as caught:
        await vault.get(connection)
    assert caught.value.hint
    assert "canary" not in caught.value.message + caught.value.hint
    return caught.value
