"""Whatever the password store of a computer does, nothing is kept in the clear and the loop goes on."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from calsync_desktop.auth import keyring_key
from calsync_desktop.auth.keyring_key import PasswordStore, system_store
from calsync_desktop.auth.vault import choose_vault
from calsync_desktop.core.errors import CalSyncError, Local, NoVault, SignInAgain, VaultLocked
from tests.auth.stores import SECRET, WINDOWS_LIMIT, FakeStore, locked, modes


async def test_the_password_store_holds_one_short_key_however_long_the_secrets_are(
    tmp_path: Path, keyring_store: FakeStore
) -> None:
    vault = choose_vault(tmp_path, None, store=lambda: keyring_store)
    await vault.put("k1", {"token": "x" * (WINDOWS_LIMIT + 1)})
    await vault.put("k2", {"token": "y" * 100_000})
    (entry,) = keyring_store.entries.values()
    assert len(entry) == 44
    assert await vault.get("k2") == {"token": "y" * 100_000}


async def test_the_password_store_is_never_asked_on_the_loops_own_thread(
    tmp_path: Path, keyring_store: FakeStore
) -> None:
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    await choose_vault(tmp_path, None, store=lambda: keyring_store).get("k1")
    assert keyring_store.threads
    assert threading.get_ident() not in keyring_store.threads


async def test_a_password_store_that_does_not_answer_does_not_hold_the_loop(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    forever = threading.Event()
    request.addfinalizer(forever.set)

    def hung() -> PasswordStore:
        forever.wait()
        return FakeStore()

    vault = choose_vault(tmp_path, None, store=hung, limit=0.05)
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(turn())
    with pytest.raises(VaultLocked, match="did not answer"):
        await vault.put("k1", SECRET)
    other.cancel()
    assert turns > 10
    assert modes(tmp_path) == {}
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "password store")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (KeyringLocked("canary"), VaultLocked),
        (InitError("canary: prompt dismissed"), VaultLocked),
        (PasswordSetError("canary"), VaultLocked),
        (KeyringError("canary"), VaultLocked),
        (NoKeyringError("canary"), NoVault),
        (ImportError("canary"), NoVault),
        (ConnectionRefusedError("canary"), VaultLocked),
        (RuntimeError("canary: KWallet went down"), VaultLocked),
    ],
    ids=lambda value: value.__class__.__name__ if isinstance(value, Exception) else "",
)
async def test_a_password_store_that_fails_is_said_and_nothing_is_written(
    tmp_path: Path, keyring_store: FakeStore, error: Exception, kind: type[CalSyncError]
) -> None:
    keyring_store.error = error
    with pytest.raises(kind) as caught:
        await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    assert "canary" not in caught.value.message + caught.value.hint
    assert modes(tmp_path) == {}
    keyring_store.error = None
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    keyring_store.error = error
    with pytest.raises(kind):
        await choose_vault(tmp_path, None, store=lambda: keyring_store).get("k1")


async def test_errors_of_the_libraries_below_a_password_store_are_understood(
    tmp_path: Path, keyring_store: FakeStore
) -> None:
    exceptions = pytest.importorskip("secretstorage.exceptions")
    keyring_store.error = exceptions.ItemNotFoundException("canary")
    with pytest.raises(VaultLocked):
        await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)


async def test_a_key_that_vanished_locks_the_vault_until_one_signs_in_again(
    tmp_path: Path, keyring_store: FakeStore
) -> None:
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k2", SECRET)
    keyring_store.entries.clear()
    assert (
        "not in the password store any more"
        in (await locked(choose_vault(tmp_path, None, store=lambda: keyring_store))).message
    )
    vault = choose_vault(tmp_path, None, store=lambda: keyring_store)
    await vault.put("k1", {"password": "new"})
    assert await vault.get("k1") == {"password": "new"}
    assert "does not open" in (await locked(vault, "k2")).message


@pytest.mark.parametrize("value", ["", "short", "not base64 ü", "A" * 1281, 5, b"\0" * 44])
async def test_a_key_of_the_wrong_kind_locks_the_vault(tmp_path: Path, keyring_store: FakeStore, value: object) -> None:
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    keyring_store.entries = dict.fromkeys(keyring_store.entries, value)
    assert "not a key" in (await locked(choose_vault(tmp_path, None, store=lambda: keyring_store))).message


async def test_a_replaced_key_locks_the_vault(tmp_path: Path, keyring_store: FakeStore) -> None:
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    keyring_store.entries = dict.fromkeys(keyring_store.entries, "A" * 43 + "=")
    assert "does not open" in (await locked(choose_vault(tmp_path, None, store=lambda: keyring_store))).message


async def test_a_password_store_that_forgets_at_once_is_no_vault(tmp_path: Path) -> None:
    class Null(FakeStore):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    with pytest.raises(NoVault, match="does not keep"):
        await choose_vault(tmp_path, None, store=Null).put("k1", SECRET)
    assert modes(tmp_path) == {}


def test_what_the_vault_says_leads_to_the_right_exit_code() -> None:
    assert issubclass(VaultLocked, SignInAgain)
    assert issubclass(NoVault, Local)


def backend(module: str, name: str) -> Any:
    return type(name, (), {"__module__": module, "__qualname__": name})()


@pytest.mark.parametrize(
    ("module", "name", "trusted"),
    [
        ("keyring.backends.SecretService", "Keyring", True),
        ("keyring.backends.kwallet", "DBusKeyring", True),
        ("keyring.backends.macOS", "Keyring", True),
        ("keyring.backends.Windows", "WinVaultKeyring", True),
        ("keyring.backends.fail", "Keyring", False),
        ("keyring.backends.null", "Keyring", False),
        ("keyrings.alt.file", "PlaintextKeyring", False),
        ("keyrings.alt.file", "EncryptedKeyring", False),
        ("evil.SecretService", "Keyring", False),
    ],
)
def test_only_stores_that_keep_secrets_are_trusted(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, trusted: bool
) -> None:
    found = backend(module, name)
    monkeypatch.setattr("keyring.get_keyring", lambda: found)
    if trusted:
        assert system_store() is found
    else:
        with pytest.raises(NoVault):
            system_store()


def test_of_several_stores_the_first_trusted_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends.chainer import ChainerBackend

    plain, good = backend("keyrings.alt.file", "PlaintextKeyring"), backend("keyring.backends.kwallet", "DBusKeyring")
    chain = ChainerBackend()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(ChainerBackend, "backends", [plain, good])
    monkeypatch.setattr("keyring.get_keyring", lambda: chain)
    assert system_store() is good


def test_the_names_of_trusted_stores_are_those_of_the_library() -> None:
    import importlib

    for module, name in keyring_key.TRUSTED:
        assert hasattr(importlib.import_module(module), name)


def test_choosing_a_vault_loads_no_password_library(tmp_path: Path) -> None:
    import subprocess
    import sys

    script = "import sys; from calsync_desktop.auth.vault import choose_vault; sys.exit(bool({'keyring', 'cryptography'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
