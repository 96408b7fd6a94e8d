"""Where a profile's secrets rest, chosen by what this machine and its environment offer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from calsync_desktop.app.profile import Profile
from calsync_desktop.auth.vault import choose_vault

if TYPE_CHECKING:
    from calsync_desktop.core.provider import Vault

PASSPHRASE = "CALSYNC_VAULT_PASSPHRASE"  # noqa: S105 - the name of a variable


def profile_vault(profile: Profile) -> Vault:
    """The vault of a profile. The passphrase is taken out of the environment, so that no child process inherits it."""
    return choose_vault(profile.directory, os.environ.pop(PASSPHRASE, None))
