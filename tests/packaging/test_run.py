"""`packaging/run` picks a Python that works, settles what is unset and starts what was asked for."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"

FAKE_PYTHON = """#!/bin/sh
[ "$1" != -I ] || { echo "python 3.11.99"; exit; }
echo "$@"
env
"""


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def sourced(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs bash code after `packaging/run`'s functions."""
    prelude = f"say() {{ echo said: $*; }}; here='{PACKAGING}'; . '{PACKAGING}/lib/system.sh'; . '{PACKAGING}/lib/environment.sh'; "
    command = ["bash", "-euo", "pipefail", "-c", prelude + code]
    return subprocess.run(command, env=environment, capture_output=True, check=False, text=True, timeout=60)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One that looks set up, with a Python that prints what it was asked, and nothing else in the surroundings."""
    venv = tmp_path / "an environment"
    script(venv / "bin/python", FAKE_PYTHON)
    lock = sourced("lock_sum demo", PATH=os.environ["PATH"]).stdout.strip()
    (venv / "calsync-stamp").write_text(f"python 3.11.99\ncheckout {ROOT}\nlock demo {lock}\n")
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "CALSYNC_VENV": str(venv)}


def run(environment: dict[str, str], *words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [str(PACKAGING / "run"), *words]
    return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, check=False, text=True, timeout=60)


def test_a_shim_that_starts_nothing_is_passed_over(tmp_path: Path) -> None:
    shim = script(tmp_path / "python3", "#!/bin/sh\nexit 127\n")
    found = sourced("find_python", PATH=f"{tmp_path}:{os.environ['PATH']}", HOME=os.environ.get("HOME", "/"))
    assert found.returncode == 0
    assert found.stdout.strip() != str(shim)


def test_a_python_that_was_named_is_used_or_refused_but_never_replaced(tmp_path: Path) -> None:
    wrong = script(tmp_path / "wrong", "#!/bin/sh\nexit 0\n")
    every_other_is_fine = 'is_whole_python() { [ "$1" != "$CALSYNC_PYTHON" ]; }; find_python'
    refused = sourced(every_other_is_fine, PATH=os.environ["PATH"], CALSYNC_PYTHON=str(wrong))
    assert (refused.returncode, refused.stdout) == (1, "")


def test_arguments_arrive_as_they_were_given_from_any_directory(environment: dict[str, str], tmp_path: Path) -> None:
    ended = run(environment, "calsync", "add", "--title", "Kick-off", cwd=tmp_path)
    assert ended.stdout.splitlines()[0] == "-m calsync_desktop add --title Kick-off"


def test_a_demo_without_a_screen_says_so_on_stderr_and_goes_headless(environment: dict[str, str]) -> None:
    ended = run(environment, "demo", "--json")
    assert ended.stdout.splitlines()[0] == "-m calsync_desktop demo --headless --json"
    assert "there is no screen" in ended.stderr


def test_a_headless_demo_looks_for_no_window_libraries(environment: dict[str, str]) -> None:
    ended = run({**environment, "DISPLAY": ":77"}, "demo", "--headless")
    assert (ended.stdout.splitlines()[0], ended.stderr) == ("-m calsync_desktop demo --headless", "")


def test_what_a_bare_machine_leaves_unset_is_settled(environment: dict[str, str], tmp_path: Path) -> None:
    seen = dict(line.partition("=")[::2] for line in run(environment, "calsync", "status").stdout.splitlines()[1:])
    assert seen["LANG"] == "C.UTF-8"
    assert Path(seen["XDG_RUNTIME_DIR"]).parent == tmp_path
    assert Path(seen["XDG_RUNTIME_DIR"]).stat().st_mode & 0o777 == 0o700


def test_what_is_set_stays(environment: dict[str, str], tmp_path: Path) -> None:
    mine = {"LC_ALL": "de_AT.UTF-8", "TZ": "Europe/Vienna", "XDG_RUNTIME_DIR": str(tmp_path)}
    seen = run({**environment, **mine}, "calsync", "status").stdout.splitlines()
    assert {f"{name}={value}" for name, value in mine.items()} <= set(seen)
    assert not any(line.startswith("LANG=") for line in seen)


def test_a_runtime_directory_that_somebody_else_prepared_is_not_used(
    environment: dict[str, str], tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir()
    (tmp_path / f"calsync-runtime-{os.getuid()}").symlink_to(trap)
    seen = dict(line.partition("=")[::2] for line in run(environment, "calsync", "status").stdout.splitlines()[1:])
    assert not Path(seen["XDG_RUNTIME_DIR"]).is_symlink()


def test_an_environment_of_somebody_else_is_left_alone(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/file").touch()
    ended = run({**environment, "CALSYNC_VENV": str(tmp_path / "theirs")}, "calsync")
    assert ended.returncode == 1
    assert "left alone" in ended.stderr
    assert (tmp_path / "theirs/file").exists()


def test_every_requirement_is_pinned_with_hashes_and_no_lock_names_an_index() -> None:
    for lock in PACKAGING.glob("requirements*.txt"):
        lines = lock.read_text("utf-8").splitlines()
        assert not [line for line in lines if line.startswith("-") or "://" in line]
        assert all("==" in line and line.endswith("\\") for line in lines if line[:1].isalnum())
