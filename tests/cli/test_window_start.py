"""The window holds the profile: a second start raises it, and commands are carried out by its engine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from calsync_desktop import door
from calsync_desktop.app.profile import Profile

PATIENCE = 60.0


class Screen:
    """A machine with a screen that nobody sees."""

    def __init__(self, folder: Path) -> None:
        self.profile = Profile("default", folder / "profiles" / "default")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALSYNC_")}
        self.environment = inherited | {
            "CALSYNC_DATA_DIR": str(folder),
            "TZ": "Europe/Berlin",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        command, pipe = [sys.executable, "-m", "calsync_desktop", *words], subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return Screen(tmp_path)


@pytest.fixture
def window(screen: Screen) -> Iterator[subprocess.Popen[str]]:
    """A window that is open and answers at the door."""
    with screen.start() as process:
        try:
            wait_until_it_answers(screen, process)
            yield process
        finally:
            process.kill()


def wait_until_it_answers(screen: Screen, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            door.ask(screen.profile.socket, "raise", {}, lambda _: None)
        except (door.NobodyAnswersError, OSError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(process.stderr.read() if process.stderr and process.poll() is not None else "no window")


def test_a_second_start_raises_the_first_and_is_done(screen: Screen, window: subprocess.Popen[str]) -> None:
    with screen.start() as second:
        _, err = second.communicate(timeout=PATIENCE)
    assert (second.returncode, err) == (0, "")
    assert window.poll() is None


def test_commands_are_carried_out_by_the_window(screen: Screen, window: subprocess.Popen[str]) -> None:
    with screen.start("pause", "--json") as pause:
        out, err = pause.communicate(timeout=PATIENCE)
    assert (pause.returncode, err) == (0, "")
    assert '"paused_until": "forever"' in out
    assert window.poll() is None


def catches(process: subprocess.Popen[str], number: signal.Signals) -> bool:
    """The process has a handler of its own for a signal."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_window_that_is_asked_to_end_lets_go_of_the_profile(screen: Screen, window: subprocess.Popen[str]) -> None:
    while not catches(window, signal.SIGTERM):  # the engine answers a moment before the window stands
        time.sleep(0.05)
    window.send_signal(signal.SIGTERM)
    assert window.wait(PATIENCE) == 0
    assert window.stderr is not None
    assert "Traceback" not in window.stderr.read()
    with door.take(screen.profile.lock) or pytest.fail("the lock is free again"):
        assert not screen.profile.socket.exists()


def test_without_a_screen_it_says_so(screen: Screen) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        screen.environment.pop(name, None)
    with screen.start() as process:
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err.startswith("calsync: There is no screen here.")
