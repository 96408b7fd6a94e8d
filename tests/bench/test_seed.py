"""The events that everybody is measured with are the ones that the figures speak of."""

from datetime import date
from statistics import mean

from icalendar import Calendar, Event

from tests.bench.seed import events

TODAY = date(2026, 3, 2)
SOME = list(events(600, TODAY))


def test_the_same_events_come_every_time() -> None:
    assert list(events(600, TODAY)) == SOME
    assert len({event.name for event in SOME}) == 600


def test_every_event_is_read_by_a_library_of_others() -> None:
    for event in SOME:
        first = Calendar.from_ical(event.text).walk("VEVENT")[0]
        assert isinstance(first, Event)
        assert first["SUMMARY"]
        assert first.duration


def test_they_are_of_the_kinds_and_sizes_that_the_figures_name() -> None:
    masters = [event.text.partition("BEGIN:VEVENT")[2] for event in SOME]
    series = [text for text in masters if "\nRRULE:" in text]
    assert 0.07 < len(series) / len(SOME) < 0.13
    assert any("RECURRENCE-ID" in text for text in series)
    assert len({text.partition("TZID=")[2].partition(":")[0] for text in masters if "TZID=" in text}) >= 3
    assert 800 < mean(len(event.text.encode()) for event in SOME) < 1300
