"""The days' model remembers what lies beside the view, and forgets what is not true any more."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt

from calsync_desktop.ui.models.days import DaysModel, EntryRole
from calsync_desktop.ui.models.entries import Entry
from calsync_desktop.ui.models.period import Kind, Period
from tests.ui.conftest import BRITISH
from tests.ui.weekly import MONDAY

WEEK = Period(Kind.WEEK, MONDAY)


class Shelf:
    """A store that counts its readings."""

    zone = "Europe/Berlin"

    def __init__(self) -> None:
        self.read: list[date] = []
        self.titles = ["one"]
        self.keeps = True

    def entries(self, first: date, last: date) -> list[Entry]:
        self.read.append(first)
        return [entry(title, first) for title in self.titles]

    def entries_of(self, rows: Iterable[Any]) -> list[Entry]:
        return [entry(str(row), MONDAY) for row in rows]

    def kept(self, first: date, last: date) -> bool:
        return self.keeps


def entry(title: str, day: date, calendar: str = "c") -> Entry:
    return Entry(title, None, calendar, "Work", "#123456", title, day, day + timedelta(days=1))


def model(shelf: Shelf, hidden: frozenset[str] = frozenset()) -> DaysModel:
    out = DaysModel(shelf, WEEK, BRITISH, lambda: hidden)  # type: ignore[arg-type]
    out.show_period(WEEK)
    return out


def test_where_one_came_from_is_not_read_again() -> None:
    shelf = Shelf()
    days = model(shelf)
    days.show_period(WEEK.turned(1))
    days.show_period(WEEK)
    assert shelf.read == [MONDAY, MONDAY + timedelta(days=7)]


def test_what_another_thread_read_is_shown_without_reading() -> None:
    shelf = Shelf()
    days = model(shelf)
    assert [period.first for period in days.beside()] == [MONDAY + timedelta(days=7), MONDAY - timedelta(days=7)]
    later = days.beside()[0]
    days.learn(later, [entry("two", later.first)], days.age)
    days.show_period(later)
    assert (shelf.read, days.entries[0].title) == ([MONDAY], "two")


def test_what_was_read_before_a_change_is_not_believed() -> None:
    shelf = Shelf()
    days = model(shelf)
    later, age = days.beside()[0], days.age
    shelf.titles = ["new"]
    days.refresh()
    days.learn(later, [entry("old", later.first)], age)
    days.show_period(later)
    assert days.entries[0].title == "new"


def test_nothing_moves_when_nothing_changed() -> None:
    days, resets = model(Shelf()), list[int]()
    days.modelReset.connect(lambda: resets.append(1))
    days.refresh()
    assert resets == []


def test_hidden_calendars_are_left_out() -> None:
    assert model(Shelf(), frozenset({"c"})).entries == ()


def test_days_that_are_not_kept_are_asked_for_and_filled_if_still_in_view() -> None:
    shelf, asked = Shelf(), list[tuple[date, date]]()
    shelf.keeps = False
    days = model(shelf)
    days.wanting.connect(lambda first, last: asked.append((first, last)))
    days.show_period(WEEK.turned(1))
    assert asked == [(MONDAY + timedelta(days=7), MONDAY + timedelta(days=13))]
    days.fill(*asked[0], ["far"])  # type: ignore[list-item]
    assert [e.title for e in days.entries] == ["far"]
    days.fill(MONDAY, MONDAY + timedelta(days=6), ["late"])  # type: ignore[list-item]
    assert [e.title for e in days.entries] == ["far"]


def test_each_row_is_an_entry_and_can_be_heard() -> None:
    days = model(Shelf())
    index = days.index(0)
    assert index.data() == "one"
    assert isinstance(index.data(EntryRole), Entry)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Monday 2 March, All day, one, Work"
    assert days.row_of("one") == 0
    assert days.row_of("two") == -1


def test_entries_know_their_days_to_the_second() -> None:
    start = datetime(2026, 3, 2, 22)
    for end, last in ((datetime(2026, 3, 3), 2), (datetime(2026, 3, 3, 0, 0, 1), 3), (start, 2)):
        one = Entry("x", None, "c", "Work", "#123456", "x", start, end)
        assert one.days == (MONDAY, date(2026, 3, last))
