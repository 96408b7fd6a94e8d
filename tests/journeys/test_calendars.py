"""Calendars that cannot be read, are not ours to write, are chosen or not, come and go: none stops another, and none loses anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import CalSyncError, Gone, NotAllowed, Refused, ServerTrouble
from tests.fakes import Temper
from tests.journeys.house import SECRET, House, call, house, relocated, retitled

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


async def two_calendars(temper: Temper = Temper.RESOURCE) -> House:
    """Home with a call, work with two."""
    home = await house(temper)
    home.server.add_calendar("work")
    home.server.put(call())
    home.server.put(call("Work one", "one", day=3), "work")
    home.server.put(call("Work two", "two", day=4), "work")
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    return home


def only_for(home: House, calendar: str, error: CalSyncError) -> Callable[[], None]:
    """Spoil reading one calendar."""
    shelf = home.server.shelf

    def spoilt(name: str) -> object:
        if name == calendar:
            raise error
        return shelf(name)

    home.server.shelf = spoilt  # type: ignore[method-assign,assignment]

    def mend() -> None:
        home.server.shelf = shelf  # type: ignore[method-assign]

    return mend


@TEMPERS
@pytest.mark.parametrize("error", [Gone("404"), NotAllowed("403"), ServerTrouble("500"), Refused("507")], ids=str)
async def test_one_calendars_trouble_never_stops_another_and_deletes_nothing(
    temper: Temper, error: CalSyncError
) -> None:
    home = await two_calendars(temper)
    await home.edit("call", title="Ours")
    await home.edit("one", title="Work ours")
    home.server.put(call("New", "new", day=5))
    mend = only_for(home, "work", error)
    report = await home.sync()
    assert report.status == "failed"
    mend()
    assert home.titles() == ["New", "Ours", "Work ours", "Work two"]
    assert home.server.titles() == ["New", "Ours"]
    assert (await home.sync()).status == "ok"
    assert home.server.titles("work") == ["Work ours", "Work two"]
    home.check()


@TEMPERS
async def test_trouble_while_sending_to_one_calendar_does_not_keep_the_other_from_being_sent(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.edit("call", title="Ours")
    await home.edit("one", title="Work ours")
    for error in (Gone("404"), NotAllowed("403"), ServerTrouble("500")):
        await home.edit("call", title=f"Ours {error}")
        await home.edit("one", title=f"Work {error}")
        home.server.faults.fail(error, "send update", nth=1)
        await home.sync()
        arrived = {f"Ours {error}", f"Work {error}"} & {*home.server.titles(), *home.server.titles("work")}
        assert arrived, error
        home.server.faults.clear()
    home.ground.pass_time(90_000)
    await home.sync()
    await home.sync()
    home.check()


@TEMPERS
async def test_a_calendar_that_left_the_account_keeps_what_was_synced_and_is_not_asked_again(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.edit("one", title="Work ours")
    home.server.remove_calendar("work")
    assert (await home.sync()).status == "failed"
    assert home.titles() == ["Client call", "Work ours", "Work two"]
    report = await home.sync()
    assert (report.status, report.requests) == ("ok", 2)


@TEMPERS
async def test_a_calendar_that_comes_back_is_synced_again_with_the_edit_that_waited(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.edit("one", title="Work ours")
    shelf = home.server.shelves.pop("work")
    await home.sync()
    home.server.shelves["work"] = shelf
    await home.engine.create_calendar(home.connection, "Fourth")
    await home.sync()
    assert home.server.titles("work") == ["Work ours", "Work two"]
    home.check()


@TEMPERS
async def test_an_edit_in_a_calendar_that_became_read_only_is_parked_with_the_reason(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.edit("one", title="Work ours")
    home.server.allow("work", Access.READ)
    home.server.change("two", retitled("Still read"), "work")
    report = await home.sync()
    assert (report.parked, home.server.titles("work")) == (1, ["Still read", "Work one"])
    assert home.titles() == ["Client call", "Still read", "Work ours"]
    assert [kind for kind, _ in home.parked()] == ["refused"]


async def test_what_is_not_selected_is_neither_asked_for_nor_sent_and_catches_up() -> None:
    home = await two_calendars()
    await home.edit("one", title="Work ours")
    await home.engine.select([home.calendar("work")], selected=False)
    home.server.change("two", retitled("Theirs"), "work")
    report = await home.sync()
    assert (report.requests, home.server.titles("work")) == (2, ["Theirs", "Work one"])
    await home.engine.select([home.calendar("work")], selected=True)
    await home.sync()
    assert home.server.titles("work") == ["Theirs", "Work ours"]
    home.check()


@pytest.mark.parametrize("keep", [True, False])
async def test_disconnecting_forgets_the_secret_and_keeps_what_was_asked_for(keep: bool) -> None:
    home = await two_calendars()
    await home.engine.disconnect(home.connection, keep=keep)
    assert home.vault.records == {}
    assert len(home.rows()) == (3 if keep else 0)
    assert home.server.titles("work") == ["Work one", "Work two"]


async def test_reconnecting_after_a_disconnection_that_kept_goes_on_where_it_was() -> None:
    home = await two_calendars()
    await home.engine.disconnect(home.connection, keep=True)
    home.server.change("call", relocated("Room 7"))
    home.server.remove("one", "work")
    await home.engine.reconnect(home.connection, SECRET)
    report = await home.sync()
    assert (report.status, report.pulled.created, report.pulled.updated, report.pulled.deleted) == ("ok", 0, 1, 1)
    home.check()


@TEMPERS
async def test_a_password_that_is_not_accepted_any_more_ends_the_run_and_a_new_one_heals_it(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.edit("call", title="Ours")
    home.server.password = "another"
    report = await home.sync()
    assert (report.status, home.titles()) == ("sign-in", ["Ours", "Work one", "Work two"])
    await home.engine.reconnect(home.connection, SECRET | {"password": "another"})
    report = await home.sync()
    assert (report.status, report.pushed.updated) == ("ok", 1)
    home.check()


@TEMPERS
async def test_the_sign_in_may_end_in_the_middle_of_a_run(temper: Temper) -> None:
    from calsync_desktop.core.errors import SignInAgain

    home = await two_calendars(temper)
    for name in ("call", "one", "two"):
        await home.edit(name, title=f"Ours {name}")
    home.server.faults.fail(SignInAgain("The password is not accepted."), "send", nth=2, times=99)
    assert (await home.sync()).status == "sign-in"
    assert home.titles() == ["Ours call", "Ours one", "Ours two"]
    home.server.faults.clear()
    await home.engine.reconnect(home.connection, SECRET)
    assert (await home.sync()).status == "ok"
    assert len([w for w in home.server.writes if w.outcome == "done"]) == 3
    home.check()


@TEMPERS
async def test_a_calendar_that_vanishes_while_it_is_sent_to_stops_no_other(temper: Temper) -> None:
    home = await two_calendars(temper)
    home.server.add_calendar("aaa")
    home.server.put(call("First", "first"), "aaa")
    await home.engine.create_calendar(home.connection, "Fourth")
    await home.sync()
    await home.edit("first", title="Ours first")
    await home.edit("call", title="Ours")
    shelf = home.server.shelves["aaa"]
    home.server.faults.act(lambda: home.server.remove_calendar("aaa"), "send", nth=1)
    report = await home.sync()
    assert report.status == "failed"
    assert "Ours" in home.server.titles()
    assert "Ours first" in home.titles()
    home.server.shelves["aaa"] = shelf
    for _ in range(2):
        await home.engine.create_calendar(home.connection, f"Again {len(home.server.shelves)}")
        await home.sync()
    assert home.server.titles("aaa") == ["Ours first"]
    home.check()
