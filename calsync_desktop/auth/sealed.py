"""The file in which sealed records rest: complete or unchanged after every write, and of no use to anybody without the key.

AES-256-GCM with a new 96-bit nonce for each sealing (NIST SP 800-38D). The associated data names the vault and the record, so that a record that is moved to
another name, or to another profile's file, does not open.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calsync_desktop.core.errors import DiskTrouble, VaultLocked

FORMAT = 1
_NONCE_BYTES = 12
# A record that says nothing: whether it opens tells whether the key is the right one.
VERIFIER = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the file holds. ``vault`` is its random id, ``kind`` where the key is, ``recipe`` how a passphrase makes it, ``records`` base64 by name."""

    vault: str
    kind: str
    recipe: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> Sealed | None:
    """The file's content, None when there is none; VaultLocked when it is damaged, DiskTrouble when it cannot be read."""
    try:
        stored = json.loads(path.read_bytes())
        if stored["format"] != FORMAT:
            raise VaultLocked(
                "The file of this profile's sign-ins was written by a newer version of CalSync.",
                "Install the newer version again.",
            )
        return Sealed(str(stored["vault"]), str(stored["kind"]), dict(stored["recipe"]), dict(stored["records"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiskTrouble("The file of this profile's sign-ins cannot be read.") from error
    except (ValueError, TypeError, KeyError) as error:
        raise damaged() from error


def write(path: Path, sealed: Sealed) -> None:
    """Replace the file in one step (mode 0600, on the disk when this returns); DiskTrouble leaves the older one."""
    content = {
        "format": FORMAT,
        "vault": sealed.vault,
        "kind": sealed.kind,
        "recipe": sealed.recipe,
        "records": sealed.records,
    }
    partial = path.with_name(f"{path.name}.part")
    try:
        partial.unlink(missing_ok=True)
        opened = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _settle(path.parent)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise DiskTrouble("The sign-in could not be saved: the profile's folder is full or read-only.") from error


def seal(key: bytes, vault: str, name: str, plain: bytes) -> str:
    """``plain`` as a record of this vault under this name."""
    # Slow to import, and no reading verb needs it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(vault, name))).decode()


def unseal(key: bytes, vault: str, name: str, record: str) -> bytes:
    """The inverse; VaultLocked when the key is another one, or the record was altered or belongs elsewhere."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.b64decode(record, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound_to(vault, name))
    except (InvalidTag, ValueError, TypeError) as error:
        raise VaultLocked(
            "A sealed sign-in of this profile does not open: its key was replaced, or it was altered or copied from elsewhere.",
            "Sign in again; appointments and edits are safe.",
        ) from error


def damaged() -> VaultLocked:
    """The file is not one of ours."""
    return VaultLocked(
        "The file of this profile's sign-ins (vault.json) is damaged.",
        "Put a backup in its place, or move it away and sign in again; appointments and edits are safe.",
    )


def _bound_to(vault: str, name: str) -> bytes:
    return json.dumps(["calsync-desktop vault", FORMAT, vault, name]).encode()


def _settle(folder: Path) -> None:
    """Make the new name itself durable; Windows cannot, and need not."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
