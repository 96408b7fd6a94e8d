"""What people read: aligned, on one line, in their words, and harmless to a terminal."""

from datetime import date

import pytest

from calsync_desktop.cli import days, telling, words

TODAY = date(2026, 3, 2)


def occurrence(start: str, end: str, **other: object) -> dict[str, object]:
    row = {
        "appointment": "a",
        "calendar": "c",
        "title": "T",
        "start": start,
        "end": end,
        "all_day": len(start) == 10,
        "location": "",
    }
    return row | {"zone": "", "status": "confirmed", "series": False, "original_start": None, "waiting": False} | other


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a [2Jb"),
        ("a\r\nb\tc", "a  b c"),
        ("\u202egnp.exe", "gnp.exe"),
        ("👩‍👧 日本語 naïve", "👩‍👧 日本語 naïve"),
        ("", ""),
    ],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    assert words.plain(text) == shown


def test_columns_line_up_in_every_script() -> None:
    lines = list(words.table([("日本", "x"), ("ab", "y"), ("e\u0301", "z")]))
    assert [words.width(line) for line in lines] == [7, 7, 7]
    assert words.width(words.shortened("日本語日本語", 6)) <= 6
    assert words.shortened("short", 10) == "short"


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-02T09:00:00+01:00", "2026-03-02T10:30:00+01:00", "09:00 – 10:30"),
        ("2026-03-02T22:00:00+01:00", "2026-03-03T02:00:00+01:00", "22:00 – 02:00 +1"),
        ("2026-03-02T22:00:00+01:00", "2026-03-03T00:00:00+01:00", "22:00 – 00:00"),
        ("2026-03-02T09:00:00+01:00", "2026-03-02T09:00:00+01:00", "09:00"),
        ("2026-03-02", "2026-03-03", "all day"),
        ("2026-03-02", "2026-03-06", "until 5 Mar"),
    ],
)
def test_hours_are_said_as_people_say_them(start: str, end: str, hours: str) -> None:
    [_, line] = days.agenda_words([occurrence(start, end)], {"c": "Work"}, TODAY)
    assert line.split("  T  ")[0].strip() == hours


def test_what_began_before_is_listed_on_the_first_day() -> None:
    rows = [
        occurrence("2026-02-27", "2026-03-05", title="Trip"),
        occurrence("2026-03-02T09:00:00+01:00", "2026-03-02T10:00:00+01:00"),
    ]
    lines = list(days.agenda_words(rows, {}, TODAY, TODAY))
    assert lines[0].endswith("Monday 2 March 2026 · today\x1b[0m")
    assert len(lines) == 3


def test_a_span_is_said_once() -> None:
    assert days.span("2026-03-02T09:00:00+01:00", "2026-03-02T10:00:00+01:00") == "Monday 2 March 2026, 09:00 – 10:00"
    assert (
        days.span("2026-03-02T23:00:00+01:00", "2026-03-03T01:00:00+01:00")
        == "Monday 2 March 2026, 23:00 – Tuesday 3 March 2026, 01:00"
    )
    assert days.span("2026-03-02", "2026-03-03") == "Monday 2 March 2026"
    assert days.span("2026-03-02", "2026-03-05") == "Monday 2 March 2026 to Wednesday 4 March 2026"


def run(**other: object) -> dict[str, object]:
    none = {"created": 0, "updated": 0, "deleted": 0}
    return {
        "status": "ok",
        "pulled": none,
        "pushed": none,
        "merged": 0,
        "conflicts": 0,
        "questions": 0,
        "parked": 0,
        "error": None,
    } | other


def test_a_run_is_one_sentence() -> None:
    assert telling.run_sentence(run()) == "up to date"
    some = {"created": 1, "updated": 2, "deleted": 0}
    assert (
        telling.run_sentence(run(pulled=some, pushed=some, merged=1))
        == "received 1 new, 2 changed; sent 1 new, 2 changed; 1 appointment merged"
    )
    assert telling.run_sentence(run(status="offline")) == "offline"
    assert telling.run_sentence(run(conflicts=2, parked=1)) == "2 conflicts; 1 set aside"
