"""Make a key from a passphrase, for machines without a password store: slowly, so that guessing is dear (RFC 7914, scrypt)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.errors import VaultLocked

KEY_BYTES = 32
_SALT_BYTES = 16
# 32 MiB and about a tenth of a second; kept with the vault, so that later versions may ask for more.
_COST, _BLOCK, _PARALLEL = 2**15, 8, 1
_MEMORY = 1 << 30


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a key is made from a passphrase; nothing of it is secret."""

    salt: bytes
    cost: int = _COST
    block: int = _BLOCK
    parallel: int = _PARALLEL

    @property
    def json(self) -> dict[str, Any]:
        """As it rests in the vault's file."""
        return {"salt": base64.b64encode(self.salt).decode(), "n": self.cost, "r": self.block, "p": self.parallel}


class PassphraseKey:
    """The key that a passphrase makes; nothing is computed before it is needed."""

    kind = "passphrase"

    def __init__(self, passphrase: str | None, recipe: Recipe) -> None:
        """``passphrase`` None: none was given, and asking for the key says so."""
        self._passphrase = passphrase
        self._recipe = recipe

    async def read(self) -> bytes:
        """The key, made in a thread of its own; VaultLocked without a passphrase."""
        if self._passphrase is None:
            raise VaultLocked(
                "This profile's sign-ins are sealed with a passphrase, and none was given.",
                "Set CALSYNC_VAULT_PASSPHRASE to the passphrase that this profile was made with.",
            )
        return await asyncio.to_thread(_derived, self._passphrase, self._recipe)

    async def make(self) -> bytes:
        """The same: a passphrase makes its key anew each time."""
        return await self.read()


def new_recipe() -> Recipe:
    """With a salt of its own."""
    return Recipe(secrets.token_bytes(_SALT_BYTES))


def recipe_of(stored: Mapping[str, Any]) -> Recipe:
    """The inverse of ``Recipe.json``; ValueError when it is none, or asks for more than a gigabyte of memory or a minute of time."""
    numbers = [stored.get(name) for name in ("n", "r", "p")]
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        raise ValueError("not a recipe")
    cost, block, parallel = (int(number or 0) for number in numbers)
    if 128 * cost * block > _MEMORY or parallel > 16:
        raise ValueError("too dear a recipe")
    return Recipe(base64.b64decode(stored.get("salt", ""), validate=True), cost, block, parallel)


def _derived(passphrase: str, recipe: Recipe) -> bytes:
    memory = 128 * recipe.block * (recipe.cost + recipe.parallel + 2)
    n, r, p = recipe.cost, recipe.block, recipe.parallel
    return hashlib.scrypt(passphrase.encode(), salt=recipe.salt, n=n, r=r, p=p, maxmem=memory, dklen=KEY_BYTES)
