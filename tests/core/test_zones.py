"""Whatever a sender calls its zone, one name is kept, and the clock there is read as the sender reads it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.vtimezone import fixed, kept, read, rules, written
from calsync_desktop.core.zones import canonical, label, resolve, tzinfo

BERLIN = """\
BEGIN:VTIMEZONE
TZID:Our office
LAST-MODIFIED:20200101T000000Z
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""
# Summer time from the second Saturday of April to the first Friday of September: nowhere.
NOWHERE = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0145
TZOFFSETTO:+0015
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1FR;BYMONTH=9
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0015
TZOFFSETTO:+0145
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SA;BYMONTH=4
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/PARIS", "Europe/Paris"),
        ('"Europe/Paris"', "Europe/Paris"),
        (" America/New York ", "America/New_York"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "Europe/Paris"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/citadel.org/20210210_1/UTC", "UTC"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        ("FLE Standard Time", "Europe/Kyiv"),
        ("Argentina Standard Time", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("GMT", "UTC"),
        ("Etc/UTC", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("GMT+0100", "Etc/GMT-1"),
        ("UTC+2", "Etc/GMT-2"),
        ("-05:00", "Etc/GMT+5"),
        ("UTC+00:00", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_a_name_in_the_wild_is_understood(tzid: str, zone: str) -> None:
    assert resolve(tzid) == zone


@pytest.mark.parametrize(
    "tzid", ["", "Nowhere", "Europe", "../../etc/passwd", "Customized Time Zone", "tzone://Microsoft/Custom", "UTC+25"]
)
def test_a_name_that_means_nothing_gives_the_fallback_or_nothing(tzid: str) -> None:
    assert resolve(tzid) == ""
    assert resolve(tzid, None, "Asia/Tokyo") == "Asia/Tokyo"
    assert resolve(tzid, "BEGIN:VTIMEZONE\nEND:VTIMEZONE\n", "Asia/Tokyo") == "Asia/Tokyo"


@pytest.mark.parametrize(
    "name", ["Nowhere", "Europe", "../../etc/passwd", "", "/etc", "Europe/Berlin\0", "BEGIN:VTIMEZONE\nEND:VTIMEZONE"]
)
def test_an_unknown_zone_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(Refused, match="zone"):
        tzinfo(name)


def test_half_hours_away_from_utc_are_kept_as_rules_of_their_own() -> None:
    zone = resolve("GMT-03:30")
    assert datetime(2026, 7, 1, 12, tzinfo=tzinfo(zone)).astimezone(UTC).hour == 15
    assert label(zone) == "UTC-03:30"
    assert zone == resolve("UTC-3:30") == fixed(-210)


def test_names_of_one_place_or_moment_compare_equal() -> None:
    assert canonical("Europe/Kiev") == canonical("Europe/Kyiv") == "Europe/Kyiv"
    assert {canonical(name) for name in ("UTC", "Etc/UTC", "Z", "GMT", "Zulu", "utc")} == {"UTC"}
    assert canonical("US/Pacific") == "America/Los_Angeles"


def test_neighbours_with_equal_rules_stay_two_places() -> None:
    assert canonical("Europe/Amsterdam") != canonical("Europe/Brussels")


def test_people_are_shown_a_name_and_not_rules() -> None:
    assert label("Europe/Berlin") == "Europe/Berlin"
    assert label("Etc/GMT-1") == "UTC+1"
    assert label(kept(NOWHERE)) == "Customized Time Zone"


def test_a_sender_s_own_rules_are_named_by_the_place_that_has_them() -> None:
    assert resolve("Our office", BERLIN) == "Europe/Berlin"


def test_a_place_that_the_sender_hints_at_is_preferred_when_it_agrees() -> None:
    hinted = BERLIN.replace("LAST-MODIFIED:20200101T000000Z", "X-LIC-LOCATION:Europe/Madrid")
    assert resolve("Our office", hinted) == "Europe/Madrid"
    assert resolve("Our office", hinted.replace("Madrid", "London")) == "Europe/Berlin"


def test_rules_of_nowhere_are_kept_and_reckoned_with() -> None:
    zone = resolve("Customized Time Zone", NOWHERE)
    offsets = [datetime(2026, month, 15, tzinfo=tzinfo(zone)).utcoffset() for month in (1, 7)]
    assert offsets == [timedelta(minutes=15), timedelta(minutes=105)]


def test_the_spelling_of_a_sender_s_rules_does_not_make_another_zone() -> None:
    crlf = NOWHERE.replace("\n", "\r\n").replace("RRULE:FREQ", "RRULE:F\r\n REQ")
    commented = NOWHERE.replace("BEGIN:STANDARD", "X-COMMENT:hello\nBEGIN:STANDARD\nTZNAME:There")
    assert kept(NOWHERE) == kept(crlf) == kept(commented) == kept(kept(NOWHERE))


def described(name: str) -> str:
    """A VTIMEZONE of a zone's changes from 1995 to 2037 as single dates, found by looking at every hour's offset."""
    zone, hour = ZoneInfo(name), timedelta(hours=1)
    lines, moment = [], datetime(1995, 1, 1, tzinfo=UTC)
    before = moment.astimezone(zone).utcoffset() or timedelta()
    seen = [(moment, before, before)]
    while moment.year < 2038:
        moment += hour * 12
        if moment.astimezone(zone).utcoffset() != before:
            while (after := (moment - hour / 4).astimezone(zone).utcoffset() or timedelta()) != before:
                moment -= hour / 4
            after = moment.astimezone(zone).utcoffset() or timedelta()
            seen.append((moment, before, after))
            before = after
    for moment, before, after in seen:
        lines += ["BEGIN:STANDARD", f"DTSTART:{moment.replace(tzinfo=None) + before:%Y%m%dT%H%M%S}"]
        lines += [f"TZOFFSETFROM:{_text(before)}", f"TZOFFSETTO:{_text(after)}", "END:STANDARD"]
    return "\n".join(["BEGIN:VTIMEZONE", "TZID:Somewhere", *lines, "END:VTIMEZONE"])


def _text(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin"],
)
def test_described_rules_agree_with_the_zone_that_they_describe(name: str) -> None:
    text = described(name)
    ours, theirs, chance = rules(text), ZoneInfo(name), Random(name)
    for _ in range(400):
        wall = datetime(1996, 1, 1) + timedelta(minutes=30 * chance.randrange(40 * 365 * 48))
        fold = chance.randrange(2)
        assert wall.replace(tzinfo=ours, fold=fold).utcoffset() == wall.replace(tzinfo=theirs, fold=fold).utcoffset(), (
            wall
        )
    found = ZoneInfo(resolve("Somewhere", text))
    moments = [datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(0, 38 * 365, 5)]
    assert all(m.astimezone(found).utcoffset() == m.astimezone(theirs).utcoffset() for m in moments)


def test_a_rule_that_ended_does_not_go_on() -> None:
    """As the United States changed their rules in 2007."""
    text = """BEGIN:VTIMEZONE
TZID:East
BEGIN:DAYLIGHT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
DTSTART:19870405T020000
RRULE:FREQ=YEARLY;UNTIL=20060402T070000Z;BYMONTH=4;BYDAY=1SU
END:DAYLIGHT
BEGIN:DAYLIGHT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:19671029T020000
RRULE:FREQ=YEARLY;UNTIL=20061029T060000Z;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE"""
    assert resolve("East", text) == "America/New_York"


def test_the_change_at_which_a_rule_ends_still_takes_place() -> None:
    """Its UNTIL is the moment of the change in UTC, an hour before the wall time there."""
    ended = BERLIN.replace("BYMONTH=3", "BYMONTH=3;UNTIL=20260329T010000Z")
    offsets = [datetime(year, 7, 1, tzinfo=tzinfo(kept(ended))).utcoffset() for year in (2026, 2027)]
    assert offsets == [timedelta(hours=2), timedelta(hours=1)]


@pytest.mark.parametrize(
    "broken",
    [
        BERLIN.replace("TZOFFSETTO:+0200", "TZOFFSETTO:+9900"),
        BERLIN.replace("TZOFFSETTO:+0200", "TZOFFSETTO:soon"),
        BERLIN.replace("TZOFFSETTO:+0200\n", ""),
        BERLIN.replace("19700329T020000", "19701329T020000"),
        BERLIN.replace("FREQ=YEARLY;BYDAY=-1SU", "FREQ=SECONDLY"),
        BERLIN.replace("FREQ=YEARLY;BYDAY=-1SU", "FREQ=DAILY"),
        BERLIN.replace("FREQ=YEARLY;BYDAY=-1SU", "FREQ=YEARLY;INTERVAL=0"),
    ],
)
def test_rules_that_make_no_sense_or_no_end_are_refused(broken: str) -> None:
    with pytest.raises(Refused):
        kept(broken)
    assert resolve("Our office", broken, "Europe/Vienna") == "Europe/Vienna"


def test_what_is_written_reads_the_same() -> None:
    name, _, observances = read(NOWHERE)
    assert read(written(name, observances)) == (name, "", observances)


def test_the_importing_of_zones_brings_no_calendar_library() -> None:
    script = """
import sys
from calsync_desktop.core import zones
zones.resolve("Europe/Berlin"), zones.resolve("UTC+2")
sys.exit(" ".join({"icalendar", "dateutil", "calsync_desktop.core.vtimezone"} & set(sys.modules)) or 0)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
