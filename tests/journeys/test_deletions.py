"""The guard against every way in which appointments disappear, by the table of the deletions that nobody agreed to (S24)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes import Temper
from tests.journeys.house import House, call, house

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
Vanish = Callable[[House, int], None]


async def with_many(temper: Temper, many: int) -> House:
    """So many in one calendar, three in another."""
    home = await house(temper)
    home.server.add_calendar("other")
    await home.engine.create_calendar(home.connection, "Listed Anew")
    for n in range(many):
        home.server.put(call(f"Call {n:03}", f"call{n:03}", day=2 + n % 20))
    for n in range(3):
        home.server.put(call(f"Other {n}", f"other{n}"), "other")
    await home.sync()
    assert len(home.titles()) == many + 3
    return home


def deleted(home: House, gone: int) -> None:
    """Tombstones."""
    for n in range(gone):
        home.server.remove(f"call{n:03}")


def absent(home: House, gone: int) -> None:
    """The same, seen in a listing of everything."""
    deleted(home, gone)
    home.server.forget_cursors()


VANISH = pytest.mark.parametrize("vanish", [deleted, absent])


@TEMPERS
@VANISH
@pytest.mark.parametrize(
    ("many", "gone", "asks"),
    [(100, 100, True), (100, 50, True), (100, 21, True), (100, 19, False), (20, 10, False), (12, 11, True), (2, 2, True),
     (3, 2, False), (1, 1, False)],
)  # fmt: skip
async def test_more_than_a_fifth_or_all_is_asked_about_and_less_is_not(
    temper: Temper, vanish: Vanish, many: int, gone: int, asks: bool
) -> None:
    home = await with_many(temper, many)
    vanish(home, gone)
    report = await home.sync()
    assert (report.questions, report.pulled.deleted) == ((1, 0) if asks else (0, gone))
    assert len(home.titles()) == 3 + (many if asks else many - gone)


@TEMPERS
@VANISH
async def test_without_an_answer_that_calendar_waits_for_good_and_the_others_go_on(
    temper: Temper, vanish: Vanish
) -> None:
    home = await with_many(temper, 40)
    vanish(home, 40)
    for n in range(4):
        home.server.put(call(f"New {n}", f"new{n}"), "other")
        home.ground.pass_time(7 * 86_400)
        report = await home.sync()
        assert (report.status, report.questions, report.pulled.created) == ("question", 1, 1)
    assert len(home.titles()) == 40 + 3 + 4


@TEMPERS
@VANISH
async def test_kept_ones_are_kept_for_good_and_not_asked_about_again(temper: Temper, vanish: Vanish) -> None:
    home = await with_many(temper, 40)
    vanish(home, 40)
    await home.sync()
    await answer(home, "keep")
    for _ in range(3):
        home.server.forget_cursors()
        assert (await home.sync()).questions == 0
    assert len(home.titles()) == 43
    assert home.server.everything() == {}


@TEMPERS
@VANISH
async def test_confirmed_ones_go_at_once_and_are_asked_about_once(temper: Temper, vanish: Vanish) -> None:
    home = await with_many(temper, 40)
    vanish(home, 40)
    await home.sync()
    await answer(home, "delete")
    report = await home.sync()
    assert (report.status, report.pulled.deleted, report.questions) == ("ok", 40, 0)
    home.check()


@TEMPERS
async def test_a_calendar_that_is_not_shared_any_more_deletes_nothing_and_asks_nothing(temper: Temper) -> None:
    home = await with_many(temper, 40)
    home.server.remove_calendar("home")
    for _ in range(2):
        report = await home.sync()
        assert (report.pulled.deleted, report.questions) == (0, 0)
    kept = home.store.raw.execute("SELECT count(*) FROM appointments").fetchone()
    assert kept == (43,)


@TEMPERS
async def test_an_account_that_lists_no_calendars_any_more_deletes_nothing(temper: Temper) -> None:
    home = await with_many(temper, 40)
    for name in tuple(home.server.shelves):
        home.server.remove_calendar(name)
    for _ in range(2):
        assert (await home.sync()).pulled.deleted == 0
    assert home.store.raw.execute("SELECT count(*) FROM appointments").fetchone() == (43,)


@TEMPERS
async def test_a_window_that_moves_on_over_all_of_it_asks_nothing(temper: Temper) -> None:
    home = await with_many(temper, 40)
    home.ground.pass_time(400 * 86_400)
    home.server.forget_cursors()
    report = await home.sync()
    assert (report.pulled.deleted, report.questions, len(home.titles())) == (0, 0, 43)


async def answer(home: House, word: str) -> None:
    (id_,) = home.store.raw.execute("SELECT id FROM questions WHERE answer IS NULL").fetchone()
    await home.engine.answer(id_, word)
