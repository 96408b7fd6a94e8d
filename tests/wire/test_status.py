"""Every status has one meaning, and a server's wish to wait is understood in all its spellings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from calsync_desktop.core import errors
from calsync_desktop.wire.status import clock_offset, retry_after, trouble

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Refused),
        (401, errors.SignInAgain),
        (403, errors.NotAllowed),
        (404, errors.Gone),
        (405, errors.Refused),
        (408, errors.ServerTrouble),
        (409, errors.Refused),
        (410, errors.Gone),
        (412, errors.VersionMoved),
        (413, errors.Refused),
        (415, errors.Refused),
        (422, errors.Refused),
        (423, errors.TryLater),
        (429, errors.Throttled),
        (500, errors.ServerTrouble),
        (501, errors.Refused),
        (502, errors.ServerTrouble),
        (503, errors.ServerTrouble),
        (507, errors.TryLater),
        (302, errors.ServerTrouble),
    ],
)
def test_a_status_has_one_meaning(status: int, kind: type[errors.CalSyncError]) -> None:
    assert type(trouble(status, "host.example")) is kind


@pytest.mark.parametrize("status", [200, 201, 204, 207])
def test_a_success_is_no_error(status: int) -> None:
    assert trouble(status, "host.example") is None


def test_an_unavailable_server_that_names_a_time_throttles() -> None:
    found = trouble(503, "host.example", after=30)
    assert isinstance(found, errors.Throttled)
    assert found.after == 30


def test_the_servers_own_words_are_told() -> None:
    assert "the calendar is full" in str(trouble(400, "host.example", said="the calendar is full"))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("-5", 0.0),
        ("1000000000", 3600.0),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2099 11:00:00 GMT", 3600.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", 3600.0),
    ],
)
def test_a_wish_to_wait_is_read(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.parametrize(
    ("date", "offset"),
    [
        ("Sun, 01 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(hours=-1)),
        ("Sun, 01 Mar 2026 12:00:01 GMT", timedelta(0)),
        ("not a date", timedelta(0)),
        (None, timedelta(0)),
    ],
)
def test_the_servers_clock_is_compared_with_ours(date: str | None, offset: timedelta) -> None:
    assert clock_offset(date, NOW) == offset
