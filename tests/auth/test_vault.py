"""Secrets come back to the profile and connection they were given for, and to nobody else, whatever happens to file, key or password store."""

import asyncio
import os
from pathlib import Path

import pytest

from calsync_desktop.auth.vault import MemoryVault, choose_vault
from calsync_desktop.core.errors import DiskTrouble, NoVault, VaultLocked
from tests.auth.stores import SECRET, FakeStore, Opener, file_of, locked, modes, no_store, rewrite


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
