"""A rule and the fields of the form say the same, and what the form cannot show is left alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import normalise, occurrences
from calsync_desktop.core.rule import Freq
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.ui.repeats.builder import ORDINALS, DayOf, Nth, On, Repeat, choices_on, repeat_of, rule_of
from calsync_desktop.ui.repeats.coming import coming, complaint
from calsync_desktop.ui.repeats.words import rule_in_words, series_in_words
from tests.strategies import RULES

BERLIN = "Europe/Berlin"
THURSDAY = timed(datetime(2026, 3, 12, 12), datetime(2026, 3, 12, 13), BERLIN)
NOW = datetime(2026, 3, 2, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "english", "german"),
    [
        ("", "Does not repeat", "Wiederholt sich nicht"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=4", "Every 3 days, 4 times", "Alle 3 Tage, 4-mal"),
        ("FREQ=DAILY;COUNT=1", "Once", "Einmal"),
        ("FREQ=WEEKLY", "Every week on Thursday", "Jede Woche am Donnerstag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,TH", "Every 2 weeks on Monday, Tuesday and Thursday", "Alle 2 Wochen am Montag, Dienstag und Donnerstag"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every weekday, Monday to Friday", "Jeden Werktag, Montag bis Freitag"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "Every weekday, Monday to Friday", "Jeden Werktag, Montag bis Freitag"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day", "Jeden Tag"),
        ("FREQ=WEEKLY;UNTIL=20260612T215959Z", "Every week on Thursday, until 12 June 2026", "Jede Woche am Donnerstag, bis 12. Juni 2026"),
        ("FREQ=MONTHLY", "Every month on the 12th", "Jeden Monat am 12."),
        ("FREQ=MONTHLY;BYMONTHDAY=1,22", "Every month on the 1st and 22nd", "Jeden Monat am 1. und 22."),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on its last day", "Jeden Monat am letzten Tag"),
        ("FREQ=MONTHLY;BYDAY=2TH", "Every month on the second Thursday", "Jeden Monat am zweiten Donnerstag"),
        ("FREQ=MONTHLY;BYDAY=-2FR", "Every month on the second-last Friday", "Jeden Monat am vorletzten Freitag"),
        ("FREQ=YEARLY;INTERVAL=4", "Every 4 years on 12 March", "Alle 4 Jahre am 12. März"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "Every year on the fourth Thursday of November", "Jedes Jahr am vierten Donnerstag im November"),
        ("FREQ=HOURLY;INTERVAL=6;COUNT=4", "Every 6 hours, 4 times", "Alle 6 Stunden, 4-mal"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "By a rule of its own", "Nach einer eigenen Regel"),
        ("nonsense", "By a rule of its own", "Nach einer eigenen Regel"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_plain_words(rule: str, english: str, german: str) -> None:
    assert rule_in_words(rule, THURSDAY, "en") == english
    assert rule_in_words(rule, THURSDAY, "de_AT") == german


def test_a_series_without_a_rule_has_dates_of_its_own() -> None:
    assert series_in_words(None, THURSDAY, "en") == "Does not repeat"
    assert series_in_words(Recurrence("", ("20260312T110000Z",)), THURSDAY, "en") == "On dates of its own"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;COUNT=3",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
        "FREQ=MONTHLY;BYMONTH=1,7",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYMONTH=1,7",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=DAILY;BYHOUR=9,14",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "nonsense",
    ],
)
def test_the_form_does_not_pretend_to_show_what_it_cannot(rule: str) -> None:
    assert repeat_of(rule, THURSDAY) is None


@pytest.mark.parametrize(
    ("day", "choices"),
    [
        (date(2026, 3, 12), (None, Nth(2, 3))),
        (date(2026, 3, 26), (None, Nth(4, 3), Nth(-1, 3))),
        (date(2026, 3, 31), (None, Nth(5, 1), Nth(-1, 1), DayOf(-1))),
        (date(2027, 2, 28), (None, Nth(4, 6), Nth(-1, 6), DayOf(-1))),
        (date(2026, 12, 31), (None, Nth(5, 3), Nth(-1, 3), DayOf(-1))),
    ],
)
def test_what_every_month_can_mean_depends_on_the_day(day: date, choices: tuple[On, ...]) -> None:
    assert choices_on(all_day(day)) == choices


ONS = (
    st.none()
    | st.builds(DayOf, st.integers(1, 31) | st.just(-1))
    | st.builds(Nth, st.sampled_from(ORDINALS), st.integers(0, 6))
)
STARTS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WHENS = STARTS.map(all_day) | STARTS.map(
    lambda d: timed(datetime(d.year, d.month, d.day, 9), datetime(d.year, d.month, d.day, 10), BERLIN)
)


@st.composite
def repeats(draw: st.DrawFn) -> Repeat:
    freq = draw(st.sampled_from((Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY)))
    days = draw(st.sets(st.integers(0, 6)).map(lambda d: tuple(sorted(d)))) if freq is Freq.WEEKLY else ()
    on = draw(ONS) if freq in (Freq.MONTHLY, Freq.YEARLY) else None
    month = draw(st.integers(0, 12)) if freq is Freq.YEARLY and on is not None else 0
    count, until = draw(st.sampled_from(((None, None), (3, None), (None, date(2031, 5, 4)))))
    return Repeat(freq, draw(st.integers(1, 9)), days, on, month, count, until, draw(st.sampled_from((0, 6))))


@given(repeats(), WHENS)
def test_fields_written_as_a_rule_say_the_same_when_they_are_read_again(repeat: Repeat, when: When) -> None:
    text = rule_of(repeat, when)
    again = repeat_of(text, when)
    assert again is not None
    assert rule_of(again, when) in (text, rule_of(repeat_of(rule_of(again, when), when) or repeat, when))
    assert _dates(text, when) == _dates(rule_of(again, when), when)
    assert rule_in_words(text, when, "en") == rule_in_words(rule_of(again, when), when, "en")


@given(st.sampled_from(RULES), WHENS)
def test_a_rule_that_is_shown_takes_place_on_the_same_days_when_it_is_written_again(text: str, when: When) -> None:
    repeat = repeat_of(text, when)
    if repeat is not None:
        assert _dates(rule_of(repeat, when), when) == _dates(normalise(text, when), when)


def _dates(rule: str, when: When) -> list[str]:
    start = when.start_instant() - timedelta(days=1)
    series = Appointment("u", Content(when), Recurrence(rule))
    return [each.original_start for each in occurrences(series, start, start + timedelta(days=1500))]


def test_five_dates_come_next() -> None:
    found = coming(THURSDAY, "FREQ=WEEKLY;INTERVAL=2", NOW, BERLIN)
    assert [when.start.day for when in found] == [12, 26, 9, 23, 7]
    later = coming(THURSDAY, "FREQ=WEEKLY", NOW + timedelta(days=365), BERLIN)
    assert later[0].start == datetime(2027, 3, 4, 12)


def test_rare_dates_come_too_and_a_series_that_ends_has_fewer() -> None:
    assert [w.start.year for w in coming(THURSDAY, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", NOW, BERLIN)] == [
        2026,
        2028,
        2032,
        2036,
        2040,
    ]
    assert len(coming(THURSDAY, "FREQ=DAILY;COUNT=2", NOW, BERLIN)) == 2
    assert coming(THURSDAY, "FREQ=DAILY;COUNT=2", NOW + timedelta(days=400), BERLIN) == ()


def test_a_rule_that_cannot_be_shown_says_why() -> None:
    with pytest.raises(Refused):
        coming(THURSDAY, "FREQ=MINUTELY", NOW, BERLIN)
    assert (
        complaint(THURSDAY, "FREQ=MINUTELY", NOW, BERLIN)
        == "It repeats every few minutes or seconds, which cannot be shown."
    )
    assert complaint(THURSDAY, "FREQ=WEEKLY", NOW, BERLIN) == ""
