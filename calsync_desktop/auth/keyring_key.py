"""Keep one random key in the password store of the operating system, without ever waiting for it on the event loop.

Only stores that keep secrets from other users and from a stolen disk are asked; against programs of the same user none of them helps.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
import sys
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from calsync_desktop.core.errors import CalSyncError, NoVault, VaultLocked

SERVICE = "CalSync Desktop"
KEY_BYTES = 32
LIMIT_SECONDS = 30.0

# Class by class: a backend that writes plain text, or nowhere, may well sit in a module of a good name.
TRUSTED = frozenset(
    {
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
    }
)
# What the backends let through of the libraries below them; looked up only where such a library was loaded.
_ERRORS = (
    ("keyring.errors", "KeyringError"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("dbus.exceptions", "DBusException"),
    ("pywintypes", "error"),
)

T = TypeVar("T")


class PasswordStore(Protocol):
    """The part of a keyring backend that is used; both calls may block for as long as a person thinks."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None when there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""


class KeyringKey:
    """The key of one profile in the password store."""

    kind = "keyring"

    def __init__(self, profile: str, store: Callable[[], PasswordStore], limit: float = LIMIT_SECONDS) -> None:
        """``profile`` is its vault's id; ``store`` finds the password store (it may block); ``limit`` in seconds for each call."""
        self._name = f"profile {profile}"
        self._store = store
        self._limit = limit

    async def read(self) -> bytes:
        """The key; VaultLocked when it cannot be had, or is not there any more."""
        text = await self._asked(lambda: self._store().get_password(SERVICE, self._name))
        if text is None:
            raise VaultLocked(
                "The key to this profile's sign-ins is not in the password store any more.",
                "Use the password store in which it was kept, or sign in again; appointments and edits are safe.",
            )
        return _decoded(text)

    async def make(self) -> bytes:
        """A key that is in the password store now: the one that was there, or a new one. NoVault, VaultLocked."""
        text = await self._asked(self._made)
        return _decoded(text)

    def _made(self) -> str:
        store = self._store()
        if (held := store.get_password(SERVICE, self._name)) is not None:
            return held
        text = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
        store.set_password(SERVICE, self._name, text)
        if store.get_password(SERVICE, self._name) != text:
            raise NoVault("The password store of this computer does not keep what it is given.")
        return text

    async def _asked(self, call: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._limit):
                return await in_daemon_thread(lambda: _translated(call))
        except TimeoutError as error:
            raise VaultLocked(
                f"The password store did not answer within {self._limit:.0f} seconds.", "Unlock it, then try again."
            ) from error


async def in_daemon_thread(call: Callable[[], T]) -> T:
    """What ``call`` returns, or the CalSyncError that it raises; a call that never ends does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            answer = call()
        except CalSyncError as error:
            _tell(loop, future, future.set_exception, error)
        else:
            _tell(loop, future, future.set_result, answer)

    threading.Thread(target=run, name="password store", daemon=True).start()
    return await future


def system_store() -> PasswordStore:
    """The first trusted password store of this computer; NoVault when there is none. Slow, and it may block."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    candidates = found.backends if isinstance(found, ChainerBackend) else [found]
    for candidate in candidates:
        if (type(candidate).__module__, type(candidate).__qualname__) in TRUSTED:
            return candidate
    raise NoVault("This computer has no password store in which sign-ins could be kept safely.")


def _tell(
    loop: asyncio.AbstractEventLoop, future: asyncio.Future[T], settle: Callable[..., None], value: object
) -> None:
    def settled() -> None:
        if not future.done():
            settle(value)

    # The loop may be closed by now: then nobody waits for the answer.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(settled)


def _translated(call: Callable[[], T]) -> T:
    """Whatever goes wrong in a password store, a person must unlock or start it; its own words may hold names and stay unsaid."""
    try:
        return call()
    except _failures() as error:
        if type(error).__name__ == "NoKeyringError" or isinstance(error, ImportError):
            raise NoVault("This computer has no password store in which sign-ins could be kept safely.") from error
        raise VaultLocked("The password store is locked, or it does not work.") from error


def _failures() -> tuple[type[Exception], ...]:
    loaded = ((sys.modules.get(module), name) for module, name in _ERRORS)
    return (
        ImportError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
        *(getattr(m, name) for m, name in loaded if hasattr(m, name)),
    )


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultLocked(
            "What the password store holds for this profile is not a key of CalSync.",
            "Sign in again; appointments are safe.",
        )
    return key
