"""Where a profile lives, which zone this machine is in, and a log that keeps secrets."""

import logging
import os
import stat
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from calsync_desktop.app import failures, logs, profile, times, zone
from calsync_desktop.core.errors import DiskTrouble, Local, Offline, SignInAgain, Usage, VaultLocked
from calsync_desktop.core.when import Kind, all_day, floating, timed


@pytest.mark.parametrize("name", ["default", "Firm.A-2_x", "7"])
def test_a_profile_is_a_directory_of_its_name(name: str) -> None:
    found = profile.find(name, "/data", {})
    assert found.directory == Path("/data/profiles") / name
    assert found.database.name == "calsync.db"


@pytest.mark.parametrize("name", ["..", ".hidden", "a/b", "a b", "é", "x" * 65, "-x"])
def test_a_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(Usage):
        profile.find(name, "/data", {})


def test_words_win_over_the_environment() -> None:
    environment = {"CALSYNC_PROFILE": "two", "CALSYNC_DATA_DIR": "/elsewhere"}
    assert profile.find(None, None, environment).directory == Path("/elsewhere/profiles/two")
    assert profile.find("one", "/here", environment).directory == Path("/here/profiles/one")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the XDG rule is Linux's")
def test_without_a_word_profiles_are_where_the_system_keeps_such_things() -> None:
    assert profile.user_data_dir({"XDG_DATA_HOME": "/x"}) == Path("/x/calsync-desktop")
    assert profile.user_data_dir({"XDG_DATA_HOME": "relative"}) == Path("~/.local/share/calsync-desktop").expanduser()


def test_other_systems_have_their_own_place() -> None:
    assert profile.user_data_dir({}, system="darwin").name == "calsync-desktop"


def test_a_profiles_directory_is_the_users_alone(tmp_path: Path) -> None:
    found = profile.find(None, str(tmp_path), {})
    profile.prepare(found)
    assert stat.S_IMODE(found.directory.stat().st_mode) == 0o700
    found.directory.chmod(0o755)
    profile.prepare(found)
    assert stat.S_IMODE(found.directory.stat().st_mode) == 0o700


def test_a_directory_that_cannot_be_made_is_trouble_with_the_disk(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_text("in the way")
    with pytest.raises(DiskTrouble):
        profile.prepare(profile.find(None, str(tmp_path), {}))


def test_a_socket_always_fits_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    # Short, as the system's own is: pytest's folders alone can be too long for a socket.
    folder = Path("/run/user/0")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    short = profile.find(None, "/data", {})
    assert short.socket == short.directory / "engine.sock"
    deep = profile.find(None, "/data/" + "d" * 90, {})
    assert deep.socket.parent == folder
    assert deep.socket != profile.find("two", "/data/" + "d" * 90, {}).socket


def test_a_folder_for_sockets_that_others_can_open_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = profile.find(None, "/data/" + "d" * 90, {})
    assert deep.socket.parent == tmp_path / f"calsync-{os.getuid()}"
    deep.socket.parent.chmod(0o777)
    with pytest.raises(Local):
        _ = deep.socket


@pytest.mark.parametrize("given", ["Asia/Kolkata", ":Asia/Kolkata"])
def test_tz_names_the_zone(given: str) -> None:
    assert zone.machine_zone({"TZ": given}) == "Asia/Kolkata"


def test_without_tz_the_systems_clock_is_asked(tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/America/Lima")
    assert zone.machine_zone({}, tmp_path / "localtime") == "America/Lima"
    assert zone.is_zone(zone.machine_zone({}, tmp_path / "nothing"))
    assert not zone.is_zone("Mars/Olympus")
    assert not zone.is_zone("../etc/passwd")


def test_the_first_outcome_that_applies_decides() -> None:
    assert failures.first_that_applies([0, 4, 1, 3]) == 3
    assert failures.first_that_applies([4, 1, 2]) == 2
    assert failures.first_that_applies([]) == 0
    assert [failures.exit_code(kind("x")) for kind in (VaultLocked, SignInAgain, Usage, Offline, DiskTrouble)] == [
        3,
        3,
        2,
        1,
        1,
    ]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[profile.Profile]:
    found = profile.find(None, str(tmp_path), {})
    profile.prepare(found)
    logs.start(found, verbose=False)
    yield found
    logs.stop()


CANARIES = ["canary-token", "canary@example.org", "https://ana:canary@example.org/canary/home", "canary-title"]


def test_a_log_keeps_secrets(log: profile.Profile) -> None:
    calsync = logging.getLogger("calsync.wire")
    calsync.info("Authorization: Bearer canary-token, password=canary-token token: 'canary-token'")
    calsync.warning("from canary@example.org to %s", "https://ana:canary@example.org/canary/home")
    calsync.debug("not at this level")
    try:
        int("canary-title")
    except ValueError:
        calsync.exception("something broke")
    text = log.log.read_text()
    assert not [canary for canary in CANARIES if canary in text]
    assert "not at this level" not in text
    assert "ValueError" in text
    assert "test_app.py" in text
    assert stat.S_IMODE(log.log.stat().st_mode) == 0o600


def test_the_last_lines_are_told_across_the_turn_of_a_file(log: profile.Profile) -> None:
    log.log.with_name("calsync.log.1").write_text("older\n")
    logging.getLogger("calsync").info("newer")
    assert [line.split()[-1] for line in logs.last_lines(log, 5)] == ["older", "newer"]
    assert len(logs.last_lines(log, 1)) == 1
    assert logs.last_lines(log, 0) == []


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    found = profile.find(None, str(tmp_path), {})
    found.log.mkdir(parents=True)
    logs.start(found, verbose=False)
    logging.getLogger("calsync").info("lost")
    logs.stop()


BERLIN = timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Berlin")


def test_a_floating_time_stays_floating_when_it_moves() -> None:
    moved = times.changed_when(
        floating(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)), {"start": "2026-03-03T08:00"}, "Asia/Tokyo"
    )
    assert (moved.kind, moved.start, moved.end) == (Kind.FLOATING, datetime(2026, 3, 3, 8), datetime(2026, 3, 3, 9))


def test_an_end_in_another_zone_survives_a_move_and_not_a_new_end() -> None:
    flight = timed(datetime(2026, 3, 2, 7), datetime(2026, 3, 2, 7, 40), "Europe/Berlin", "Europe/London")
    assert times.changed_when(flight, {"start": "2026-03-03T07:00"}, "UTC").end_zone == "Europe/London"
    assert times.changed_when(flight, {"end": "2026-03-02T09:00"}, "UTC").end_zone == ""


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("2026-03-09", "20260309T080000Z"),
        ("2026-03-09T09:00", "20260309T080000Z"),
        ("2026-03-09T08:00Z", "20260309T080000Z"),
    ],
)
def test_an_occurrence_is_named_in_any_spelling(typed: str, key: str) -> None:
    assert times.occurrence_key(typed, BERLIN, "Asia/Tokyo") == key


def test_an_occurrence_of_whole_days_is_named_by_its_day() -> None:
    assert times.occurrence_key("2026-03-09", all_day(date(2026, 3, 2)), "UTC") == "20260309"
    assert times.occurrence_key("2026-03-08T23:30Z", all_day(date(2026, 3, 2)), "Europe/Berlin") == "20260309"
