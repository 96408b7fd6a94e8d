"""A passphrase opens what it sealed, and nothing else does."""

import json
from pathlib import Path

import pytest

from calsync_desktop.auth.passphrase_key import new_recipe, recipe_of
from calsync_desktop.auth.vault import choose_vault
from calsync_desktop.core.errors import VaultLocked
from tests.auth.stores import SECRET, file_of, locked, no_store, rewrite


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
