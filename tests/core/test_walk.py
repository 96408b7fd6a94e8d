"""What a rule names agrees with a second opinion, over 2,000 rules drawn by chance and with every kind of start."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.recurrence import occurrences
from calsync_desktop.core.rule import parse_rule
from calsync_desktop.core.walk import Budget, walk
from calsync_desktop.core.when import When, all_day, floating, timed
from tests.core.oracle import DAYS, walls

HORIZON = {"YEARLY": 2600, "MONTHLY": 1300, "WEEKLY": 700, "DAILY": 400, "HOURLY": 40}
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
PLACES = ("timed", "timed", "all_day", "floating")


def _some(chance: Random, choices: range, at_most: int) -> str:
    return ",".join(
        str(n) for n in sorted({chance.choice(choices) for _ in range(chance.randint(1, at_most))} - {0}) or [1]
    )


def _by_day(chance: Random, freq: str) -> str:
    days = {chance.choice(DAYS) for _ in range(chance.randint(1, 4))}
    if freq not in ("YEARLY", "MONTHLY") or chance.random() < 0.4:
        return ",".join(sorted(days))
    ordinals = range(-5, 6) if freq == "MONTHLY" else range(-20, 21)
    return ",".join(f"{chance.choice(ordinals) or ''}{day}" for day in sorted(days))


def draw_rule(chance: Random, with_times: bool) -> str:
    """An RRULE of any frequency down to HOURLY, without UNTIL."""
    freq = chance.choice(
        ["YEARLY", "YEARLY", "MONTHLY", "MONTHLY", "WEEKLY", "WEEKLY", "DAILY", *["HOURLY"] * with_times]
    )
    parts = {"FREQ": freq}
    if chance.random() < 0.5:
        parts["INTERVAL"] = str(chance.choice([1, 2, 3, 4, 5, 7, 13]))
    if chance.random() < 0.3:
        parts["BYMONTH"] = _some(chance, range(1, 13), 4)
    if chance.random() < 0.3:
        parts["BYMONTHDAY"] = _some(chance, range(-31, 32), 5)
    if chance.random() < (0.15 if freq == "YEARLY" else 0.03):
        parts["BYYEARDAY"] = _some(chance, range(-366, 367), 6)
    if freq == "YEARLY" and chance.random() < 0.15:
        parts["BYWEEKNO"] = _some(chance, range(-53, 54), 5)
    if chance.random() < 0.4:
        parts["BYDAY"] = _by_day(chance, freq)
    if with_times and chance.random() < 0.15:
        parts["BYHOUR"] = _some(chance, range(24), 3)
    if with_times and chance.random() < 0.1:
        parts["BYMINUTE"] = _some(chance, range(60), 3)
    if len(parts) > 2 and chance.random() < 0.25:
        parts["BYSETPOS"] = _some(chance, range(-4, 5), 2)
    if chance.random() < 0.3:
        parts["WKST"] = chance.choice(DAYS)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def draw_when(chance: Random) -> When:
    """A start between 2019 and 2027, timed in a zone with clock changes more often than not."""
    start = datetime(2019, 1, 1) + timedelta(minutes=30 * chance.randrange(8 * 365 * 48))
    place = chance.choice(PLACES)
    if place == "all_day":
        return all_day(start.date())
    if place == "floating":
        return floating(start, start + timedelta(hours=1))
    return timed(start, start + timedelta(hours=1), chance.choice(ZONES))


def _bounded(chance: Random, text: str, when: When, start: datetime) -> tuple[str, datetime | None]:
    """The rule with COUNT, with UNTIL in the type that RFC 5545 asks for, or with neither; and UNTIL as wall time."""
    hourly = text.startswith("FREQ=HOURLY")
    if chance.random() < 0.3:
        return f"{text};COUNT={chance.randint(1, 60)}", None
    if not hourly and chance.random() < 0.6:
        return text, None
    last = start + timedelta(minutes=30 * chance.randrange(48 * (300 if hourly else 900)))
    if when.all_day:
        return f"{text};UNTIL={last:%Y%m%d}", last
    if not when.zone:
        return f"{text};UNTIL={last:%Y%m%dT%H%M%S}", last
    return f"{text};UNTIL={last.replace(tzinfo=ZoneInfo(when.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}", last


def _key(moment: datetime, when: When) -> str:
    if when.all_day:
        return f"{moment:%Y%m%d}"
    if not when.zone:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.replace(tzinfo=ZoneInfo(when.zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _expected(
    text: str, when: When, start: datetime, until: datetime | None, window: tuple[datetime, datetime]
) -> list[str]:
    rule = ";".join(part for part in text.split(";") if not part.startswith("UNTIL"))

    def in_utc(moment: datetime) -> datetime:
        return moment.replace(tzinfo=ZoneInfo(when.zone or "UTC")).astimezone(UTC).replace(tzinfo=None)

    found = walls(rule, start, window[1] + timedelta(days=2), lambda m: until is None or in_utc(m) <= in_utc(until))
    length = timedelta(days=1) if when.all_day else timedelta(hours=1)
    inside = [m for m in found if in_utc(m) < window[1] and in_utc(m) + length > window[0]]
    return sorted({_key(moment, when) for moment in inside})


@pytest.mark.parametrize("seed", range(20))
def test_a_hundred_rules_agree_with_the_oracle(seed: int) -> None:
    chance = Random(seed)
    shown = 0
    for _ in range(100):
        when = draw_when(chance)
        start = when.start if isinstance(when.start, datetime) else datetime.combine(when.start, datetime.min.time())
        text, until = _bounded(chance, draw_rule(chance, with_times=not when.all_day), when, start)
        days = HORIZON[text.split(";")[0][5:]]
        low = start + timedelta(days=chance.choice([-3, 0, days // 2, days // 2 + chance.randrange(30)]))
        window = (low, start + timedelta(days=days))
        series = Appointment("u", Content(when), Recurrence(text))
        found = occurrences(series, window[0].replace(tzinfo=UTC), window[1].replace(tzinfo=UTC))
        expected = _expected(text, when, start, until, window)
        assert [each.original_start for each in found] == expected, (text, when, window)
        shown += len(expected)
    assert shown > 500, "the draw has become too timid to prove anything"


def _agrees_with_rfc(text: str) -> bool:
    """Where python-dateutil reads the RFC as we do (see calsync_desktop/core/walk.py for the rest)."""
    parts = dict(item.split("=") for item in text.split(";"))
    days = parts.get("BYDAY", "").split(",")
    mixed = len({len(day) > 2 for day in days}) > 1
    week_cut = parts["FREQ"] == "WEEKLY" and "BYSETPOS" in parts
    whole_weeks = "BYWEEKNO" in parts and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & parts.keys()
    return not (mixed or week_cut or whole_weeks)


@pytest.mark.parametrize("seed", range(5))
def test_rules_agree_with_dateutil_where_it_is_right(seed: int) -> None:
    from dateutil.rrule import rrulestr

    chance = Random(1000 + seed)
    for text in filter(_agrees_with_rfc, (draw_rule(chance, with_times=True) for _ in range(60))):
        start = datetime(2021, 1, 1) + timedelta(minutes=30 * chance.randrange(365 * 48))
        high = start + timedelta(days=HORIZON[text.split(";")[0][5:]])
        try:
            # BYMONTH=2 beside BYMONTHDAY=31 would keep dateutil busy to the year 9999: UNTIL alone does not stop it.
            theirs = rrulestr(f"{text};COUNT=1", dtstart=start).replace(count=None, until=high - timedelta(seconds=1))
        except ValueError:  # a combination that names nothing
            theirs = []
        ours = list(walk(parse_rule(text), start, start, high, Budget(10**9)))
        if ours:
            assert ours == list(theirs), text


def test_a_plain_weekday_beside_a_numbered_one_means_either() -> None:
    first = datetime(2026, 6, 1)
    found = list(walk(parse_rule("FREQ=MONTHLY;BYDAY=MO,1TU"), first, first, datetime(2026, 7, 1), Budget(100)))
    assert [moment.day for moment in found] == [1, 2, 8, 15, 22, 29]


def test_a_position_counts_from_the_whole_first_week() -> None:
    """DTSTART is the Wednesday: the first of Monday, Wednesday, Friday lies before it, so that week has none."""
    wednesday = datetime(2026, 3, 4, 9)
    rule = parse_rule("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1")
    found = list(walk(rule, wednesday, wednesday, datetime(2026, 3, 20), Budget(100)))
    assert [moment.date() for moment in found] == [date(2026, 3, 9), date(2026, 3, 16)]


def test_a_week_number_without_a_weekday_takes_the_weekday_of_the_start() -> None:
    thursday = datetime(2026, 1, 1)
    found = list(walk(parse_rule("FREQ=YEARLY;BYWEEKNO=20"), thursday, thursday, datetime(2028, 1, 1), Budget(1000)))
    assert [moment.date() for moment in found] == [date(2026, 5, 14), date(2027, 5, 20)]
