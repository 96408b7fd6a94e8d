"""The vault works with a real password store: gnome-keyring on a session bus of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(MISSING) and "CI" not in os.environ, reason=f"not installed: {', '.join(MISSING)}"),
]

# Runs inside the session bus: argv is the profile's folder and what to do.
STEP = """
import asyncio, sys
from pathlib import Path
from calsync_desktop.auth.vault import choose_vault
from calsync_desktop.core.errors import CalSyncError

async def main(folder, step):
    vault = choose_vault(Path(folder), None, limit=5)
    if step == "put":
        await vault.put("k1", {"password": "canary"})
    print(step, await vault.get("k1"))

try:
    asyncio.run(main(*sys.argv[1:]))
except CalSyncError as error:
    print(sys.argv[2], type(error).__name__)
"""
UNLOCKED = "printf '%s' 'the login password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null"


def session(folder: Path, daemon: str, *steps: str) -> list[str]:
    """What each step printed, on a new bus with a new daemon whose files lie in ``folder``."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    # As given: a runtime folder of its own, since the daemon's control socket lies there.
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONPATH")
        },
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(runtime),
    }
    runs = "; ".join(f'"$PYTHON" -c "$STEP" "$FOLDER" {step}' for step in steps)
    command = ["dbus-run-session", "--", "sh", "-c", f"{daemon}; {runs}"]
    extra = {"PYTHON": sys.executable, "STEP": STEP, "FOLDER": str(folder)}
    done = subprocess.run(command, env=environment | extra, check=False, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_secret_survives_processes_and_sessions_and_rests_nowhere_in_the_clear(tmp_path: Path) -> None:
    kept = "{'password': 'canary'}"
    assert session(tmp_path, UNLOCKED, "put", "get") == [f"put {kept}", f"get {kept}"]
    assert session(tmp_path, UNLOCKED, "get") == [f"get {kept}"]
    assert session(tmp_path, LOCKED, "get") == ["get VaultLocked"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"vault.json", "login.keyring"} <= {path.name for path in files}
    assert [path.name for path in files if b"canary" in path.read_bytes()] == []


def test_without_a_password_store_nothing_is_kept(tmp_path: Path) -> None:
    assert session(tmp_path, "true", "put")[0] in ("put NoVault", "put VaultLocked")
    assert not (tmp_path / "vault.json").exists()
