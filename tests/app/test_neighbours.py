"""Other profiles are found beside this one, and opened by a process of their own."""

import sys
from pathlib import Path
from typing import Any

import pytest

from calsync_desktop.app import neighbours
from calsync_desktop.app.profile import Profile


def profile(tmp_path: Path, name: str) -> Profile:
    return Profile(name, tmp_path / "profiles" / name)


def test_all_profiles_of_the_data_directory_are_named_once(tmp_path: Path) -> None:
    for name in ("work", "default"):
        (tmp_path / "profiles" / name).mkdir(parents=True)
    (tmp_path / "profiles" / "a file").write_text("")
    assert neighbours.names(profile(tmp_path, "work")) == ("default", "work")


def test_a_profile_without_a_directory_knows_itself(tmp_path: Path) -> None:
    assert neighbours.names(profile(tmp_path, "new")) == ("new",)


def test_another_profile_is_opened_by_its_name_in_the_same_data_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[Any, Any]] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **given: started.append((command, given["env"])))
    neighbours.open_beside(profile(tmp_path, "default"), "work", {"LANG": "C.UTF-8", "CALSYNC_PROFILE": "default"})
    ((command, environment),) = started
    assert command == [sys.executable, "-m", "calsync_desktop"]
    assert environment == {"LANG": "C.UTF-8", "CALSYNC_PROFILE": "work", "CALSYNC_DATA_DIR": str(tmp_path)}
