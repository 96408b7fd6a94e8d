"""What was moved into a calendar that cannot be read is not gone; histories of the simulator brought it back, and it stood twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from calsync_desktop.core.errors import ServerTrouble
from tests.fakes import START, Temper
from tests.fakes.shelf import Shelf
from tests.journeys.house import House, call
from tests.journeys.test_found_by_histories import TEMPERS, carried, quiet, two_calendars


def in_trouble(home: House, calendar: str) -> Callable[[], None]:
    """It cannot be read until what is answered is called."""
    shelf = home.server.shelf

    def failing(asked: str) -> Shelf:
        if asked == calendar:
            raise ServerTrouble("500")
        return shelf(asked)

    home.server.shelf = failing  # type: ignore[method-assign, assignment]
    return lambda: setattr(home.server, "shelf", shelf)


@TEMPERS
async def test_nothing_is_brought_back_while_the_calendar_it_may_be_in_cannot_be_read(temper: Temper) -> None:
    """Also when the last look was days ago: the trouble is new all the same."""
    home = await two_calendars(temper)
    home.server.put(call(), "work")
    await home.sync()
    await home.edit("call", title="Ours")
    carried(home, "call", "work", "home")
    home.ground.pass_time(3 * 86400)
    home.server.faults.fail(ServerTrouble("500"), "changes", nth=1)
    assert (await home.sync()).status == "failed"
    home.server.faults.clear()
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Ours", "Stays"], ["At work"])


@TEMPERS
async def test_a_calendar_that_is_in_trouble_for_days_keeps_nothing_from_being_brought_back(temper: Temper) -> None:
    home = await two_calendars(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.remove("call")
    in_trouble(home, "work")
    for _ in range(26):
        await home.sync()
        home.ground.pass_time(3600)
        assert home.server.titles("home") == ["Stays"] or home.ground.now() > START + timedelta(days=1)
    assert home.server.titles("home") == ["Ours", "Stays"]


@TEMPERS
async def test_a_computer_that_slept_between_two_tries_has_not_tried_for_a_day(temper: Temper) -> None:
    """The trouble with a calendar is as old as it was found there, and as often: nothing is brought back for being in none that can be read."""
    home = await two_calendars(temper)
    home.server.put(call(), "work")
    await home.sync()
    await home.edit("call", title="Ours")
    carried(home, "call", "work", "home")
    cure = in_trouble(home, "home")
    for _ in range(3):
        assert (await home.sync()).status == "failed"
        home.ground.pass_time(26 * 3600)
    cure()
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Ours", "Stays"], ["At work"])
