"""Servers that ask to wait, fail on one item, refuse it, or do not answer: the item waits apart, everything else goes on (I9, I13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from calsync_desktop.core.errors import CalSyncError, Refused, ServerTrouble
from calsync_desktop.core.provider import Payload
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeProvider, Temper
from tests.journeys.house import House, call, house, relocated, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
DAY = 24 * 3600


def poison(home: House, title: str, error: CalSyncError, *, after: bool = False) -> Callable[[], None]:
    """Every write whose text has this title fails."""
    send = FakeProvider._carry_out

    def carry_out(self: FakeProvider, shelf: object, payload: Payload) -> object:
        receipt = send(self, shelf, payload) if after or title not in payload.body else None  # type: ignore[arg-type]
        if title in payload.body:
            raise error
        return receipt

    provider = home.server.provider

    def made(device: str = "laptop", secret: object = None) -> object:
        client = provider(device, secret)  # type: ignore[arg-type]
        client._carry_out = carry_out.__get__(client)  # type: ignore[attr-defined]
        return client

    home.server.provider = made  # type: ignore[method-assign,assignment]

    def heal() -> None:
        home.server.provider = provider  # type: ignore[method-assign]

    return heal


@TEMPERS
async def test_an_item_on_which_the_server_fails_is_parked_after_five_tries_and_tried_again_daily(
    temper: Temper,
) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(call("Other", "other", day=3))
    await home.sync()
    await home.edit("call", title="Poison")
    await home.edit("other", title="Good")
    heal = poison(home, "Poison", ServerTrouble("500"))
    for n in range(5):
        assert home.parked() == [], n
        await home.sync()
        assert home.server.titles() == ["Client call", "Good"]
    assert [kind for kind, _ in home.parked()] == ["refused"]
    heal()
    report = await home.sync()
    assert (report.status, report.parked, home.server.titles()) == ("ok", 1, ["Client call", "Good"])
    home.ground.pass_time(DAY + 60)
    report = await home.sync()
    assert (report.status, report.parked, home.server.titles()) == ("ok", 0, ["Good", "Poison"])
    home.check()


@TEMPERS
async def test_a_failing_item_is_tried_once_a_run_and_has_one_write_open(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Poison")
    tries: list[int] = []
    home.server.faults.act(lambda: tries.append(1), "send", times=99)
    poison(home, "Poison", ServerTrouble("500"))
    for n in range(1, 5):
        await home.sync()
        assert (len(tries), home.count("intents")) == (n, 1)


@TEMPERS
async def test_a_poisoned_item_that_arrived_after_all_is_found_out(temper: Temper) -> None:
    """The server stores it and fails each time it answers."""
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Poison")
    heal = poison(home, "Poison", ServerTrouble("500"), after=True)
    await home.sync()
    report = await home.sync()
    assert (report.status, home.server.titles(), len(home.server.writes)) == ("ok", ["Poison"], 1)
    heal()
    home.check()


@TEMPERS
async def test_what_was_refused_is_tried_again_daily(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Bad")
    home.server.refuse("call", "The title is bad.")
    for _ in range(3):
        report = await home.sync()
        assert (report.status, report.parked) == ("ok", 1)
    assert len(home.server.writes) == 1
    home.ground.pass_time(DAY + 60)
    await home.sync()
    assert len(home.server.writes) == 2
    await home.sync()
    assert len(home.server.writes) == 2
    home.server.refused.clear()
    home.ground.pass_time(DAY + 60)
    report = await home.sync()
    assert (report.parked, home.server.titles()) == (0, ["Bad"])
    home.check()


@TEMPERS
async def test_what_was_refused_is_tried_again_when_it_was_edited(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Bad")
    home.server.refuse("call")
    await home.sync()
    home.server.refused.clear()
    await home.edit("call", title="Good")
    report = await home.sync()
    assert (report.parked, home.server.titles()) == (0, ["Good"])
    home.check()


@TEMPERS
async def test_what_was_refused_still_takes_what_changes_there(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Bad")
    home.server.refuse("call")
    await home.sync()
    home.server.change("call", relocated("Their room"))
    await home.sync()
    shown = home.row("call").shown
    assert shown is not None
    assert (shown.content.title, shown.content.location) == ("Bad", "Their room")
    home.server.refused.clear()
    home.ground.pass_time(2 * DAY)
    await home.sync()
    there = home.server.read("call").content
    assert (there.title, there.location) == ("Bad", "Their room")
    home.check()


@TEMPERS
async def test_giving_up_a_refused_edit_by_hand_frees_it(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Bad")
    home.server.refuse("call")
    await home.sync()
    await home.edit("call", title="Client call")
    report = await home.sync()
    assert (report.parked, home.at_rest()) == (0, True)
    home.check()


@TEMPERS
async def test_a_refused_creation_can_be_deleted_here(temper: Temper) -> None:
    home = await house(temper)
    id_ = await home.engine.add(home.calendar(), call("Bad").content)
    home.server.refuse(home.rows()[0].uid)
    await home.sync()
    await home.engine.delete(id_)
    report = await home.sync()
    assert (report.parked, home.rows(), home.server.titles()) == (0, [], [])


@pytest.mark.parametrize("temper", [Temper.PIECES, Temper.FROZEN])
async def test_a_series_refused_half_way_keeps_what_arrived_and_waits_with_the_rest(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(series())
    await home.sync()
    await home.edit("series", location="Room 7")
    await home.engine.edit(home.row("series").id, Edit({"title": "Poison"}, at="20260309T090000Z"))
    heal = poison(home, "Poison", Refused("No."))
    await home.sync()
    assert (home.server.read("series").content.location, len(home.parked())) == ("Room 7", 1)
    heal()
    home.server.change("series", lambda old: replace(old, content=replace(old.content, notes="Theirs")))
    await home.sync()
    home.ground.pass_time(DAY + 60)
    await home.sync()
    there = home.server.read("series")
    assert there.content.notes == "Theirs"
    assert [o.content.title for o in there.overrides] == ["Poison"]
    home.check()


@TEMPERS
@pytest.mark.parametrize("on", ["changes", "send", ""])
async def test_a_throttled_run_stops_at_once_and_goes_on_later(temper: Temper, on: str) -> None:
    home = await house(temper)
    home.server.add_calendar("work")
    home.server.put(call())
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    await home.edit("call", title="Ours")
    await home.engine.add(home.calendar("work"), call("Made here").content)
    home.server.faults.throttle(on, times=99)
    before = home.server.requests
    report = await home.sync()
    assert report.status == "failed"
    assert report.error is not None
    assert report.error["kind"] == "throttled"
    assert home.server.requests - before <= 4
    home.server.faults.clear()
    assert (await home.sync()).status == "ok"
    assert (home.server.titles(), home.server.titles("work")) == (["Ours"], ["Made here"])
    home.check()


@TEMPERS
async def test_being_offline_is_no_error_of_the_account(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.faults.lose_request("", times=99)
    for _ in range(8):
        assert (await home.sync()).status == "offline"
    home.server.faults.clear()
    report = await home.sync()
    assert (report.status, report.parked, home.server.titles()) == ("ok", 0, ["Ours"])
    home.check()


@TEMPERS
async def test_an_edit_never_overwrites_what_cannot_be_read(temper: Temper) -> None:
    """Another program wrote something that we do not understand: ours waits until it can be merged."""
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.spoil("call", "It has no start.")
    await home.sync()
    report = await home.sync()
    assert (home.server.writes, home.titles(), report.parked) == ([], ["Ours"], 2)
    home.server.change("call", relocated("Their room"))
    await home.sync()
    there = home.server.read("call").content
    assert (there.title, there.location, home.parked()) == ("Ours", "Their room", [])
    home.check()


@TEMPERS
async def test_an_edit_goes_out_once_what_could_not_be_read_is_as_it_was(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    there = home.server.read("call")
    home.server.spoil("call", "It has no start.")
    await home.sync()
    await home.edit("call", title="Ours")
    await home.sync()
    assert home.server.writes == []
    home.server.put(there)
    await home.sync()
    assert (home.server.titles(), home.parked()) == (["Ours"], [])
    home.check()
