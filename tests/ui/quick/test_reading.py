"""One typed line is read as its writer meant it, and what is not understood stays in the title."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.recurrence import gate
from calsync_desktop.core.when import When, timed
from calsync_desktop.ui.quick.grammar import Kind
from calsync_desktop.ui.quick.reading import LONGEST, Setting, read
from calsync_desktop.ui.quick.speaking import told, when_in_words
from tests.ui.quick.lines import BERLIN, CALENDARS, ENGLISH, GERMAN, NOON, RULES, at, days, setting

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(("line", "title", "when"), ENGLISH, ids=[line for line, _, _ in ENGLISH])
def test_an_english_line_says_when(line: str, title: str, when: When) -> None:
    found = read(line, setting())
    assert (found.title, found.when) == (title, when)


@pytest.mark.parametrize(("line", "title", "when"), GERMAN, ids=[line for line, _, _ in GERMAN])
def test_a_german_line_says_when(line: str, title: str, when: When) -> None:
    found = read(line, setting("de_DE"))
    assert (found.title, found.when) == (title, when)


@pytest.mark.parametrize(("language", "line", "rule", "first"), RULES, ids=[line for _, line, _, _ in RULES])
def test_a_line_says_how_often(language: str, line: str, rule: str, first: str) -> None:
    found = read(line, setting(language))
    assert (found.rule, found.when.start.isoformat()[:10]) == (rule, first)


def test_everything_at_once_leaves_the_title() -> None:
    line = "Mar 12 14-15 Review in Room Elbe with ana@example.org, Bob@x.org and c@x.org #client #q2 /Work"
    found = read(line, setting())
    assert found.title == "Review"
    assert (found.when, found.location) == (at("12 14:00"), "Room Elbe")
    assert found.guests == ("ana@example.org", "bob@x.org", "c@x.org")
    assert (found.categories, found.calendar) == (("client", "q2"), "Work")


def test_everything_at_once_in_german() -> None:
    line = "Besprechung morgen 14:30 für 45 Min bei Dr. Weiß mit ana@example.org und bob@x.org #kunde /public"
    found = read(line, setting("de"))
    assert (found.title, found.location, found.calendar) == ("Besprechung", "Dr. Weiß", "Public holidays")
    assert found.guests == ("ana@example.org", "bob@x.org")


@pytest.mark.parametrize(
    ("line", "title", "place"),
    [
        ("Lunch at Café Paris tomorrow", "Lunch", "Café Paris"),
        ("Lunch tomorrow at the Elbe Inn", "Lunch", "Elbe Inn"),
        ("Lunch at Ana's with Tom", "Lunch with Tom", "Ana's"),
        ("Dinner @ home 7pm", "Dinner", "home"),
        ("Look at offers", "Look at offers", ""),
        ("In Berlin", "In Berlin", ""),
        ("Course in 3 parts", "Course in 3 parts", ""),
    ],
)
def test_a_place_has_a_name_and_something_before_it(line: str, title: str, place: str) -> None:
    found = read(line, setting())
    if line == "Course in 3 parts":  # a number begins a place, too: 3 Main Street
        assert found.location == "3 parts"
        return
    assert (found.title, found.location) == (title, place)


def test_an_unknown_calendar_and_an_address_without_with_are_words() -> None:
    found = read("Mail ana@example.org about w/o and /Home", setting())
    assert found.title == "Mail ana@example.org about w/o and /Home"
    assert (found.guests, found.calendar) == ((), "")


def test_the_order_of_a_numeric_date_is_the_readers() -> None:
    assert read("x 3/12", setting(day_first=True)).when == days("12-3")
    assert read("x 3/12", setting(day_first=False)).when == days("12")


def test_the_other_language_is_read_when_the_own_one_says_nothing() -> None:
    assert read("Zahnarzt morgen um 14 Uhr", setting("en")).when == at("3 14:00")
    assert read("Dentist tomorrow 2pm", setting("de")).when == at("3 14:00")
    assert read("Do so", setting("en")).title == "Do so"


def test_the_day_that_is_looked_at_is_the_day() -> None:
    there = timed(datetime(2026, 3, 20, 9), datetime(2026, 3, 20, 10), BERLIN)
    found = read("Call 8:00", Setting(datetime(2026, 3, 2, 10, tzinfo=UTC), BERLIN, there))
    assert found.when.start == datetime(2026, 3, 20, 8)
    assert read("Call", Setting(datetime(2026, 3, 2, 10, tzinfo=UTC), BERLIN, there)).when == there


def test_parts_say_where_in_the_line_they_are() -> None:
    line = "Lunch tomorrow 12:30"
    assert [(line[p.start : p.end], p.kind) for p in read(line, setting()).parts] == [
        ("tomorrow", Kind.DAY),
        ("12:30", Kind.CLOCK),
    ]


def test_a_pasted_page_is_a_title() -> None:
    page = "word " * 400
    found = read(page, setting())
    assert len(found.title) > LONGEST
    assert found.when == NOON


def test_what_was_understood_is_told() -> None:
    found = read("Review 12 March 14-15 every 2 weeks in Room Elbe with ana@example.org #client /Work", setting())
    assert [(line.icon, line.words) for line in told(found, TODAY, "en")] == [
        ("calendar", "Thursday 12 March, 14:00 – 15:00"),
        ("repeat", "Every 2 weeks on Thursday"),
        ("place", "at Room Elbe"),
        ("people", "with ana@example.org"),
        ("tag", "tagged client"),
        ("folder", "in Work"),
    ]


@pytest.mark.parametrize(
    ("when", "english", "german"),
    [
        (NOON, "Today, Monday 2 March, 12:00 – 13:00", "Heute, Montag, 2. März, 12:00 – 13:00"),
        (days("3"), "Tomorrow, Tuesday 3 March, all day", "Morgen, Dienstag, 3. März, ganztägig"),
        (
            days("12", "14"),
            "Thursday 12 March to Saturday 14 March, all day",
            "Donnerstag, 12. März bis Samstag, 14. März, ganztägig",
        ),
        (at("2027-1-1 9:00"), "Friday 1 January 2027, 09:00 – 10:00", "Freitag, 1. Januar 2027, 09:00 – 10:00"),
        (at("5 22:00", "6 6:00"), "Thursday 5 March, 22:00 – 06:00", "Donnerstag, 5. März, 22:00 – 06:00"),
        (
            at("5 9:00", "7 17:00"),
            "Thursday 5 March, 09:00 to Saturday 7 March, 17:00",
            "Donnerstag, 5. März, 09:00 bis Samstag, 7. März, 17:00",
        ),
    ],
)
def test_when_is_told_in_words(when: When, english: str, german: str) -> None:
    assert when_in_words(when, TODAY, "en") == english
    assert when_in_words(when, TODAY, "de") == german


WORDS = st.sampled_from(
    [w for line, _, _ in (*ENGLISH, *GERMAN) for w in line.split()]
    + [w for _, line, _, _ in RULES for w in line.split()]
    + ["#x", "/Work", "a@b.cd", "(", ")", "\ufffc", "29.2.", "99.99.9999", "0:00", "24:00"]
)


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60), st.sampled_from(["en", "de"]))
def test_any_line_is_read_to_something_that_can_be_stored(line: str, language: str) -> None:
    found = read(line, setting(language))
    assert found.when.end >= found.when.start
    assert not found.rule or gate(Appointment("u", Content(found.when), Recurrence(found.rule))) == ""
    assert all(0 <= part.start < part.end <= len(line) for part in found.parts)
    assert all(one.end <= two.start for one, two in zip(found.parts, found.parts[1:], strict=False))
    assert "\ufffc" not in found.title
    assert told(found, TODAY, language)


@given(
    st.text("abcdefghijklmnopqrstuvwxyz ", max_size=20),
    st.dates(date(2026, 3, 3), date(2028, 1, 1)),
    st.times(),
    st.integers(1, 600),
)
def test_an_exact_line_is_read_exactly(title: str, day: date, clock: object, minutes: int) -> None:
    text = f"{clock}"[:5]
    line = f"“x {title}” {day.isoformat()} {text} for {minutes} min /Work"
    found = read(line, setting())
    start = datetime.fromisoformat(f"{day.isoformat()}T{text}")
    assert found.when == timed(start, start + timedelta(minutes=minutes), BERLIN)
    assert found.title == " ".join(f"x {title}".split())
    assert found.calendar == CALENDARS[0]
