"""Passphrases cost a hundredth in these tests: what they prove does not depend on how dear guessing is."""

import pytest

from calsync_desktop.auth import passphrase_key


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase_key.Recipe.__init__, "__defaults__", (2**8, 8, 1))
