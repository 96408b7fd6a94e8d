"""Secrets come back to the profile and connection they were given for, and to nobody else, whatever happens to file, key or password store."""

import asyncio
import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from calsync_desktop.auth import keyring_key
from calsync_desktop.auth.keyring_key import PasswordStore, system_store
from calsync_desktop.auth.passphrase_key import new_recipe, recipe_of
from calsync_desktop.auth.vault import MemoryVault, choose_vault
from calsync_desktop.core.errors import CalSyncError, DiskTrouble, Local, NoVault, SignInAgain, VaultLocked
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


@pytest.fixture
def keyring_store() -> FakeStore:
    return FakeStore()


@pytest.fixture(params=["keyring", "passphrase"])
def opener(request: pytest.FixtureRequest, tmp_path: Path, keyring_store: FakeStore) -> Opener:
    """Opens the same profile's vault, each time as a new process would."""
    passphrase = "correct horse" if request.param == "passphrase" else None
    store = no_store if passphrase else lambda: keyring_store
    return lambda: choose_vault(tmp_path, passphrase, store=store)


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


async def test_every_vault_keeps_replaces_and_forgets(opener: Opener) -> None:
    for vault in (MemoryVault(), opener()):
        assert await vault.get("k1") is None
        await vault.drop("k1")
        await vault.put("k1", {"password": "older"})
        await vault.put("k2", {"password": "other"})
        await vault.put("k1", SECRET)
        assert await vault.get("k1") == SECRET
        await vault.drop("k1")
        assert await vault.get("k1") is None
        assert await vault.get("k2") == {"password": "other"}


async def test_a_secret_is_there_for_the_next_process_and_nowhere_in_the_clear(opener: Opener, tmp_path: Path) -> None:
    await opener().put("k1", SECRET)
    assert await opener().get("k1") == SECRET
    assert b"canary" not in (tmp_path / "vault.json").read_bytes()
    assert modes(tmp_path) == {"vault.json": 0o600}


async def test_the_file_is_private_whatever_the_umask_and_never_half_written(opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "vault.json.part").write_text("left behind by a crash, readable by all")
    before = os.umask(0)
    try:
        await opener().put("k1", SECRET)
    finally:
        os.umask(before)
    assert modes(tmp_path) == {"vault.json": 0o600}


async def test_the_same_secret_is_sealed_differently_each_time(opener: Opener, tmp_path: Path) -> None:
    vault, seen = opener(), set()
    for _ in range(3):
        await vault.put("k1", SECRET)
        seen.add(file_of(tmp_path)["records"]["k1"])
    assert len(seen) == 3


@pytest.mark.parametrize("where", [0, 5, 20, -1])
async def test_a_record_that_was_altered_does_not_open(opener: Opener, tmp_path: Path, where: int) -> None:
    await opener().put("k1", SECRET)
    records = file_of(tmp_path)["records"]
    text = records["k1"]
    where %= len(text)
    records["k1"] = text[:where] + ("A" if text[where] != "A" else "B") + text[where + 1 :]
    rewrite(tmp_path, records=records)
    assert "does not open" in (await locked(opener())).message


@pytest.mark.parametrize("record", ["", "AAAA", "no base64 at all", 7, None])
async def test_a_record_that_is_none_does_not_open(opener: Opener, tmp_path: Path, record: object) -> None:
    await opener().put("k1", SECRET)
    rewrite(tmp_path, records=file_of(tmp_path)["records"] | {"k1": record})
    await locked(opener())


async def test_a_record_does_not_open_under_the_name_of_another_connection(opener: Opener, tmp_path: Path) -> None:
    await opener().put("k1", SECRET)
    records = file_of(tmp_path)["records"]
    rewrite(tmp_path, records=records | {"k2": records["k1"]})
    await locked(opener(), "k2")
    assert await opener().get("k1") == SECRET


async def test_a_record_does_not_open_in_another_profile_not_even_with_the_same_key(
    tmp_path: Path, keyring_store: FakeStore
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        await choose_vault(folder, None, store=lambda: keyring_store).put("k1", SECRET)
    assert len(keyring_store.entries) == 2
    same = next(iter(keyring_store.entries.values()))
    keyring_store.entries = dict.fromkeys(keyring_store.entries, same)
    rewrite(two, records=file_of(one)["records"])
    await locked(choose_vault(two, None, store=lambda: keyring_store))


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"format":1,"vault":"a","kind":"other","recipe":{},"records":{"k1":""}}'],
)
async def test_a_damaged_file_is_said_and_kept(opener: Opener, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vault.json").write_bytes(content)
    assert "damaged" in (await locked(opener())).message
    with pytest.raises(VaultLocked):
        await opener().put("k1", SECRET)
    assert (tmp_path / "vault.json").read_bytes() == content


async def test_a_file_of_a_newer_version_is_said_and_kept(opener: Opener, tmp_path: Path) -> None:
    await opener().put("k1", SECRET)
    rewrite(tmp_path, format=2)
    assert "newer version" in (await locked(opener())).message


async def test_a_folder_that_cannot_be_written_is_said_and_the_older_file_stays(
    opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = opener()
    await vault.put("k1", SECRET)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(DiskTrouble):
            await vault.put("k2", SECRET)
    assert modes(tmp_path) == {"vault.json": 0o600}
    assert await opener().get("k1") == SECRET
    assert await opener().get("k2") is None


async def test_writes_at_the_same_time_lose_nothing(opener: Opener) -> None:
    vault = opener()
    await asyncio.gather(*(vault.put(f"k{n}", {"password": str(n)}) for n in range(10)))
    assert [await opener().get(f"k{n}") for n in range(10)] == [{"password": str(n)} for n in range(10)]


# --- the kind of a vault -----------------------------------------------------------------------------------------------


async def test_without_password_store_and_passphrase_nothing_is_kept(tmp_path: Path) -> None:
    vault = choose_vault(tmp_path, None, store=no_store)
    assert await vault.get("k1") is None
    with pytest.raises(NoVault):
        await vault.put("k1", SECRET)
    assert modes(tmp_path) == {}


async def test_the_kind_is_fixed_by_the_first_record(tmp_path: Path, keyring_store: FakeStore) -> None:
    await choose_vault(tmp_path, None, store=lambda: keyring_store).put("k1", SECRET)
    later = choose_vault(tmp_path, "a passphrase appears", store=lambda: keyring_store)
    await later.put("k2", SECRET)
    assert file_of(tmp_path)["kind"] == "keyring"
    assert await choose_vault(tmp_path, None, store=lambda: keyring_store).get("k2") == SECRET


async def test_a_passphrase_given_at_first_needs_no_password_store_ever(tmp_path: Path) -> None:
    await choose_vault(tmp_path, "p", store=no_store).put("k1", SECRET)
    assert await choose_vault(tmp_path, "p", store=no_store).get("k1") == SECRET
    assert file_of(tmp_path)["kind"] == "passphrase"


# --- passphrase --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [("wrong", "not the one"), ("correct hors", "not the one"), (None, "none was given"), ("", "none was given")],
)
async def test_a_wrong_or_missing_passphrase_locks_the_vault(
    tmp_path: Path, passphrase: str | None, words: str
) -> None:
    await choose_vault(tmp_path, "correct horse", store=no_store).put("k1", SECRET)
    before = (tmp_path / "vault.json").read_bytes()
    assert words in (await locked(choose_vault(tmp_path, passphrase, store=no_store))).message
    with pytest.raises(VaultLocked, match=words):
        await choose_vault(tmp_path, passphrase, store=no_store).put("k2", SECRET)
    assert (tmp_path / "vault.json").read_bytes() == before


async def test_a_wrong_passphrase_seals_nothing_even_when_the_proof_was_removed(tmp_path: Path) -> None:
    await choose_vault(tmp_path, "right", store=no_store).put("k1", SECRET)
    records = file_of(tmp_path)["records"]
    rewrite(tmp_path, records={"k1": records["k1"]})
    with pytest.raises(VaultLocked, match="damaged"):
        await choose_vault(tmp_path, "wrong", store=no_store).put("k2", SECRET)


async def test_nothing_is_computed_before_a_record_is_needed(tmp_path: Path) -> None:
    await choose_vault(tmp_path, "right", store=no_store).put("k1", SECRET)
    vault = choose_vault(tmp_path, "wrong", store=no_store)
    assert await vault.get("k2") is None
    await vault.drop("k1")
    assert "k1" not in file_of(tmp_path)["records"]


def test_each_vault_has_a_salt_of_its_own() -> None:
    assert len({new_recipe().salt for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "change",
    [{"n": 2**40}, {"p": 10**6}, {"n": 0}, {"r": -1}, {"n": "x"}, {"n": None}, {"salt": "?"}, {"salt": 5}],
)
def test_a_recipe_that_would_eat_the_machine_or_is_none_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        recipe_of(new_recipe().json | change)


async def test_a_recipe_that_was_altered_locks_the_vault(tmp_path: Path) -> None:
    await choose_vault(tmp_path, "right", store=no_store).put("k1", SECRET)
    rewrite(tmp_path, recipe=file_of(tmp_path)["recipe"] | {"n": 2**40})
    await locked(choose_vault(tmp_path, "right", store=no_store))


def test_recipes_survive_the_file() -> None:
    recipe = new_recipe()
    assert recipe_of(json.loads(json.dumps(recipe.json))) == recipe


# --- password store ----------------------------------------------------------------------------------------------------


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


async def test_a_password_store_that_does_not_answer_does_not_hold_the_loop(tmp_path: Path) -> None:
    forever = threading.Event()

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
    forever.set()


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


# --- which password stores are trusted ----------------------------------------------------------------------------------


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
