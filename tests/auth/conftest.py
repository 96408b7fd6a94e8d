"""A profile whose vault is opened as new processes would; passphrases cost a hundredth, which changes nothing that is proven here."""

from pathlib import Path

import pytest

from calsync_desktop.auth import passphrase_key
from calsync_desktop.auth.vault import choose_vault
from tests.auth.stores import FakeStore, Opener, no_store


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase_key.Recipe.__init__, "__defaults__", (2**8, 8, 1))


@pytest.fixture
def keyring_store() -> FakeStore:
    return FakeStore()


@pytest.fixture(params=["keyring", "passphrase"])
def opener(request: pytest.FixtureRequest, tmp_path: Path, keyring_store: FakeStore) -> Opener:
    """Opens the same profile's vault, each time as a new process would."""
    passphrase = "correct horse" if request.param == "passphrase" else None
    store = no_store if passphrase else lambda: keyring_store
    return lambda: choose_vault(tmp_path, passphrase, store=store)
