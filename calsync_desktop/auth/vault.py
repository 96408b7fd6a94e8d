"""Where passwords and tokens rest: sealed in the profile's folder, their key in the password store or made from a passphrase; never in the clear.

==================  =====================  ==================================================
vault.json          passphrase given       what happens
==================  =====================  ==================================================
none                yes                    the first record makes a vault of kind passphrase
none                no                     ... of kind keyring; NoVault without a trusted one
kind passphrase     no                     VaultLocked when a record is needed
kind passphrase     yes                    VaultLocked when it is another one
kind keyring        either                 the password store is asked
==================  =====================  ==================================================
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from calsync_desktop.auth import sealed
from calsync_desktop.auth.keyring_key import LIMIT_SECONDS, KeyringKey, PasswordStore, system_store
from calsync_desktop.auth.passphrase_key import PassphraseKey, new_recipe, recipe_of
from calsync_desktop.auth.sealed import VERIFIER, Sealed
from calsync_desktop.core.errors import VaultLocked
from calsync_desktop.core.provider import Vault

FILE = "vault.json"


class Key(Protocol):
    """Where the key of a vault is."""

    kind: str

    async def read(self) -> bytes:
        """The key that is there; VaultLocked, NoVault."""

    async def make(self) -> bytes:
        """The key that is there, or else a new one; VaultLocked, NoVault."""


class MemoryVault:
    """Forgets everything with the process: for the demo, and for "only until I quit"."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, str]] = {}

    async def put(self, connection: str, secret: Mapping[str, str]) -> None:
        self._records[connection] = dict(secret)

    async def get(self, connection: str) -> Mapping[str, str] | None:
        return self._records.get(connection)

    async def drop(self, connection: str) -> None:
        self._records.pop(connection, None)


class SealedVault:
    """A profile's vault, for one process at a time. The key is asked for when a record is first needed, then kept."""

    def __init__(self, path: Path, key_of: Callable[[Sealed], Key], new: Callable[[], Sealed]) -> None:
        """``path`` of the file; ``key_of`` tells where the key of a vault is; ``new`` describes the vault to be made when there is none."""
        self._path = path
        self._key_of = key_of
        self._new = new
        self._key: bytes | None = None
        self._busy = asyncio.Lock()

    async def put(self, connection: str, secret: Mapping[str, str]) -> None:
        async with self._busy:
            vault = sealed.read(self._path) or self._new()
            if self._key is None:
                self._key = await self._opened(vault, new=True)
            plain = json.dumps(dict(secret)).encode()
            records = {VERIFIER: sealed.seal(self._key, vault.vault, VERIFIER, b""), **vault.records}
            records[connection] = sealed.seal(self._key, vault.vault, connection, plain)
            sealed.write(self._path, replace(vault, records=records))

    async def get(self, connection: str) -> Mapping[str, str] | None:
        async with self._busy:
            vault = sealed.read(self._path)
            if vault is None or connection not in vault.records or connection == VERIFIER:
                return None
            if self._key is None:
                self._key = await self._opened(vault, new=False)
            secret: dict[str, str] = json.loads(
                sealed.unseal(self._key, vault.vault, connection, vault.records[connection])
            )
            return secret

    async def drop(self, connection: str) -> None:
        async with self._busy:
            vault = sealed.read(self._path)
            if vault is not None and connection in vault.records:
                records = {name: record for name, record in vault.records.items() if name != connection}
                sealed.write(self._path, replace(vault, records=records))

    async def _opened(self, vault: Sealed, *, new: bool) -> bytes:
        """The vault's key. A passphrase is proven before anything is sealed with it; a keyring's key that was lost may be replaced by ``new``."""
        key = self._key_of(vault)
        opened = await (key.make() if new else key.read())
        if key.kind == PassphraseKey.kind and vault.records:
            _prove(opened, vault)
        return opened


def choose_vault(
    profile_dir: Path,
    passphrase: str | None,
    *,
    store: Callable[[], PasswordStore] = system_store,
    limit: float = LIMIT_SECONDS,
) -> Vault:
    """The vault of the profile in this folder, by the table above. Nothing is read, asked or computed before a record is needed.

    ``store`` finds the password store; ``limit`` in seconds is how long a call to it may take.
    """

    def key_of(vault: Sealed) -> Key:
        if vault.kind == KeyringKey.kind:
            return KeyringKey(vault.vault, store, limit)
        try:
            if vault.kind == PassphraseKey.kind:
                return PassphraseKey(passphrase or None, recipe_of(vault.recipe))
        except (ValueError, TypeError) as error:
            raise sealed.damaged() from error
        raise sealed.damaged()

    def new() -> Sealed:
        id_ = secrets.token_hex(16)
        if passphrase:
            return Sealed(id_, PassphraseKey.kind, new_recipe().json)
        return Sealed(id_, KeyringKey.kind)

    return SealedVault(profile_dir / FILE, key_of, new)


def _prove(key: bytes, vault: Sealed) -> None:
    if VERIFIER not in vault.records:
        raise sealed.damaged()
    try:
        sealed.unseal(key, vault.vault, VERIFIER, vault.records[VERIFIER])
    except VaultLocked as error:
        raise VaultLocked(
            "The passphrase is not the one that this profile was made with.",
            "Set CALSYNC_VAULT_PASSPHRASE to that passphrase, or sign in again in a new profile.",
        ) from error
