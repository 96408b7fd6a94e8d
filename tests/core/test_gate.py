"""Hostile rules are kept out with a reason, no rule takes longer than its budget, and equal rules are written alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import BUDGET, gate, normalise, occurrences
from calsync_desktop.core.recurrence import starts as regular_starts
from calsync_desktop.core.rule import parse_rule, rule_text
from calsync_desktop.core.walk import Budget
from calsync_desktop.core.when import LATEST, timed
from tests.core.series import at, series, shown, starts
from tests.core.test_walk import draw_rule, draw_when

# --- the gate and the budget (trust.md, 3d) --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "start", "why"),
    [
        ("FREQ=SECONDLY", "2026-03-02 09:00", "minutes or seconds"),
        ("FREQ=MINUTELY", "1970-01-01 00:00", "minutes or seconds"),
        ("FREQ=HOURLY", "2026-03-02 09:00", "400 days"),
        ("FREQ=HOURLY;COUNT=9601", "2026-03-02 09:00", "400 days"),
        ("FREQ=HOURLY;INTERVAL=24;COUNT=401", "2026-03-02 09:00", "400 days"),
        ("FREQ=HOURLY;UNTIL=20270601T000000Z", "2026-03-02 09:00", "400 days"),
        ("FREQ=HOURLY;COUNT=5", "2026-03-02", "whole days"),
        ("FREQ=DAILY;INTERVAL=0", "2026-03-02 09:00", "INTERVAL"),
        ("FREQ=DAILY;COUNT=0", "2026-03-02 09:00", "COUNT"),
        ("FREQ=DAILY", "1899-12-31 09:00", "1900"),
        ("FREQ=DAILY", "0001-01-02 09:00", "1900"),
        ("FREQ=YEARLY;BYMONTH=1,2,3,4,5,6;BYMONTHDAY=1,2,3,4,5,6,7,8;BYHOUR=1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=1,2,3,4,5,6,7,8,9,10", "2026-03-02 09:00", "too many"),
        ("FREQ=FORTNIGHTLY", "2026-03-02 09:00", "how often"),
        ("BYDAY=MO", "2026-03-02 09:00", "how often"),
        ("FREQ=WEEKLY;BYEASTER=1", "2026-03-02 09:00", "not understood"),
        ("FREQ=WEEKLY;FREQ=DAILY", "2026-03-02 09:00", "not understood"),
        ("FREQ=WEEKLY;BYDAY=XX", "2026-03-02 09:00", "weekday"),
        ("FREQ=WEEKLY;WKST=XX", "2026-03-02 09:00", "weeks"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "2026-03-02 09:00", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "2026-03-02 09:00", "BYMONTHDAY"),
        ("FREQ=DAILY;COUNT=" + "9" * 5000, "2026-03-02 09:00", "COUNT"),
        ("FREQ=DAILY;UNTIL=20261399", "2026-03-02 09:00", "UNTIL"),
        ("FREQ=DAILY;RSCALE=CHINESE", "2026-03-02 09:00", "Gregorian"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_shown_says_why(rule: str, start: str, why: str) -> None:
    hostile = series(rule, start)
    assert why in gate(hostile)
    with pytest.raises(Refused, match=why):
        shown(hostile)


def test_too_many_added_dates_are_refused() -> None:
    extra = tuple(f"{20260302 + n % 20}T{n:06d}Z" for n in range(5001))
    assert "5,000" in gate(series("FREQ=DAILY", extra=extra))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;COUNT=9600",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
        "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=9,10;BYSETPOS=1,2,3",
        "FREQ=DAILY;UNTIL=00010101T000000Z",
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=YEARLY;BYWEEKNO=53,-53;BYYEARDAY=366,-366",
        "RRULE:freq=weekly;byday=mo;rscale=gregorian;skip=omit;",
    ],
)
def test_a_rule_that_only_looks_hostile_is_shown(rule: str) -> None:
    assert gate(series(rule)) == ""
    assert shown(series(rule), days=7) is not None


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=DAILY;INTERVAL=3",
    ],
)
def test_a_month_of_a_series_of_1950_is_cheap(rule: str) -> None:
    """The walk begins at the window: the steps are those of a few weeks, not of 75 years."""
    budget = Budget(BUDGET)
    when, low = at("1950-01-02 09:00"), datetime(2026, 3, 1)
    list(regular_starts(when, parse_rule(rule), low, low + timedelta(days=31), budget))
    assert BUDGET - budget.left <= 120


def test_nobody_waits_for_a_window_without_end() -> None:
    forever = LATEST.replace(tzinfo=UTC)
    for rule in ("FREQ=DAILY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTHDAY=31;BYDAY=MO;BYMONTH=2"):
        with pytest.raises(Refused, match="so often"):
            occurrences(series(rule), datetime(2026, 1, 1, tzinfo=UTC), forever, budget=2000)


def test_many_starts_a_day_are_paid_for_one_by_one() -> None:
    busy = series("FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=0,15,30,45")
    with pytest.raises(Refused, match="so often"):
        occurrences(busy, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC), budget=1000)


def test_of_an_absurd_count_the_first_ten_thousand_are_shown() -> None:
    long = series("FREQ=DAILY;COUNT=1000000000", "1990-01-01 09:00")
    assert starts(long, "2017-05-17", 30) == ["05-17 09:00", "05-18 09:00"]


def test_a_series_that_runs_into_the_year_10000_ends_there() -> None:
    last = series("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29,30", "9990-02-28 09:00")
    low = datetime(9990, 1, 1, tzinfo=UTC)
    assert len(occurrences(last, low, LATEST.replace(tzinfo=UTC))) == 12
    long = series("FREQ=DAILY", at("9999-12-30 09:00", minutes=60 * 24))
    assert len(occurrences(long, low, LATEST.replace(tzinfo=UTC))) == 2, "the second ends with time itself"


def test_an_unknown_zone_is_refused_in_a_sentence() -> None:
    lost = series("FREQ=DAILY", timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Mars/Olympus"))
    with pytest.raises(Refused, match="Mars/Olympus"):
        shown(lost)


# --- rules as text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("RRULE:FREQ=WEEKLY;WKST=MO;INTERVAL=1;BYDAY=TH,MO", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("freq=weekly;byday=mo,MO", "FREQ=WEEKLY;BYDAY=MO"),
        ("BYDAY=+1MO,-1FR;FREQ=MONTHLY;", "FREQ=MONTHLY;BYDAY=1MO,-1FR"),
        ("FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15,1;COUNT=05", "FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,15,-1"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
        (" RRULE:FREQ=FORTNIGHTLY;X=1 ", "FREQ=FORTNIGHTLY;X=1"),
    ],
)
def test_equal_rules_have_equal_text(written: str, normal: str) -> None:
    when = at("2026-03-02 09:00")
    assert normalise(written, when) == normal
    assert normalise(normal, when) == normal


@pytest.mark.parametrize("seed", range(3))
def test_a_written_rule_reads_as_the_same_rule(seed: int) -> None:
    chance = Random(seed)
    for _ in range(100):
        rule = parse_rule(draw_rule(chance, with_times=True))
        assert parse_rule(rule_text(rule)) == rule


def test_normalising_changes_nothing_that_is_shown() -> None:
    chance = Random(5)
    for _ in range(100):
        when = draw_when(chance)
        text = draw_rule(chance, with_times=False)
        one, other = (Appointment("u", Content(when), Recurrence(rule)) for rule in (text, normalise(text, when)))
        low = when.start_instant() - timedelta(days=3)
        assert occurrences(one, low, low + timedelta(days=500)) == occurrences(other, low, low + timedelta(days=500))
