"""Where a profile lives: one firm and user, one directory that only its owner can read."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from calsync_desktop.core.errors import DiskTrouble, Local, Usage

DEFAULT = "default"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# A path of a unix socket must fit sockaddr_un: 104 bytes with the closing zero where it is shortest (macOS).
_LONGEST_SOCKET = 100


@dataclass(frozen=True, slots=True)
class Profile:
    """A name and its directory, which need not exist yet."""

    name: str
    directory: Path

    @property
    def database(self) -> Path:
        """The local copy of everything."""
        return self.directory / "calsync.db"

    @property
    def log(self) -> Path:
        """What went on, without titles, addresses or secrets."""
        return self.directory / "calsync.log"

    @property
    def lock(self) -> Path:
        """Whoever holds it runs the engine."""
        return self.directory / "engine.lock"

    @property
    def socket(self) -> Path:
        """Where the running engine answers: beside the lock, or under the session's directory when that path is too long for a socket."""
        beside = self.directory / "engine.sock"
        if len(os.fsencode(beside)) <= _LONGEST_SOCKET:
            return beside
        import hashlib

        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        return _session_directory() / f"calsync-{digest}.sock"


def find(name: str | None, data_dir: str | None, environment: Mapping[str, str]) -> Profile:
    """The profile that the words or the environment (CALSYNC_PROFILE, CALSYNC_DATA_DIR) name; Usage when the name cannot be a directory's."""
    wanted = name or environment.get("CALSYNC_PROFILE") or DEFAULT
    if not _NAME.fullmatch(wanted):
        raise Usage(
            "A profile's name has letters, digits, dots, dashes and underscores, at most 64, and starts with a letter or digit.",
            "Choose another name for --profile or CALSYNC_PROFILE.",
        )
    chosen = data_dir or environment.get("CALSYNC_DATA_DIR")
    root = Path(chosen).expanduser() if chosen else user_data_dir(environment)
    return Profile(wanted, root.absolute() / "profiles" / wanted)


def user_data_dir(environment: Mapping[str, str], system: str = sys.platform) -> Path:
    """Where programs keep what is the user's own. On Linux the XDG rule itself: it saves the reading verbs a large import."""
    if system.startswith("linux"):
        given = environment.get("XDG_DATA_HOME", "")
        base = Path(given) if given.startswith("/") else Path("~/.local/share").expanduser()
        return base / "calsync-desktop"
    from platformdirs import user_data_path

    return user_data_path("calsync-desktop", appauthor=False)


def prepare(profile: Profile) -> None:
    """Make the profile's directory, readable by its owner alone; DiskTrouble when that cannot be done."""
    try:
        profile.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if profile.directory.stat().st_mode & 0o077:
            profile.directory.chmod(0o700)
    except OSError as error:
        raise DiskTrouble(
            f"The profile's folder cannot be made: {error.strerror or 'the system refuses it'}."
        ) from error


def _session_directory() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given and len(given) < _LONGEST_SOCKET - 32:
        return Path(given)
    import tempfile

    private = Path(tempfile.gettempdir()) / f"calsync-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    found = private.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or private.is_symlink():
        raise Local("The folder for sockets belongs to somebody else.", "Set XDG_RUNTIME_DIR to a folder of your own.")
    return private
