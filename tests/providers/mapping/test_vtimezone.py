"""The zones that we describe are the zones that we mean, checked by another reader."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from dateutil.tz import tzical

from calsync_desktop.core.zones import tzinfo
from calsync_desktop.providers.caldav.mapping.lines import serialise
from calsync_desktop.providers.caldav.mapping.vtimezone import vtimezone

# Rules, none, none any more, halves of hours, dates that follow the moon, days that a BYDAY cannot name, south, a zone that once skipped a day.
ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/Sao_Paulo", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Jerusalem",
         "America/Santiago", "Pacific/Apia", "Europe/Dublin", "America/New_York", "Etc/GMT-1")  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2008, 2026])
def test_a_described_zone_has_the_same_offsets(zone: str, year: int) -> None:
    text = serialise([vtimezone(zone, year)]).replace("\r\n ", "").replace("\r\n", "\n")
    theirs, ours = tzical(io.StringIO(text)).get(), tzinfo(zone)
    moment = datetime(year - 1, 7, 1, tzinfo=UTC)
    while moment.year < 2037:
        wall = moment.astimezone(ours)
        assert wall.fold or wall.replace(tzinfo=theirs).utcoffset() == wall.utcoffset(), wall
        moment += timedelta(hours=61)


def test_a_zone_with_a_rule_is_short() -> None:
    assert len(serialise([vtimezone("Europe/Berlin", 2026)])) < 700
