"""Journeys back: a change or a whole run undone, as an edit over what is there now."""

from __future__ import annotations

import pytest

from calsync_desktop.core.errors import Usage
from tests.fakes import Temper
from tests.journeys.house import House, call, house, relocated, retitled

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


def latest(home: House, direction: str) -> str:
    """The newest change in this direction."""
    sql = "SELECT id FROM history WHERE direction = ? ORDER BY rowid DESC LIMIT 1"
    (found,) = home.store.raw.execute(sql, (direction,)).fetchone()
    return str(found)


@TEMPERS
async def test_an_edit_that_was_sent_is_undone_on_both_sides(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Oops", location="Wrong")
    await home.sync()
    (undone,) = await home.engine.undo(latest(home, "here"))
    assert undone.fields == ("location", "title")
    await home.sync()
    assert (home.titles(), home.server.titles()) == (["Client call"], ["Client call"])
    home.check()


@TEMPERS
async def test_a_deletion_that_came_from_there_is_brought_back(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    home.server.remove("call")
    report = await home.sync()
    await home.engine.undo(report.id)
    await home.sync()
    assert (home.titles(), home.server.titles()) == (["Client call"], ["Client call"])
    home.check()


async def test_a_whole_run_is_undone() -> None:
    home = await house()
    for n in (1, 2, 3):
        home.server.put(call(f"Call {n}", f"call{n}", day=n))
    await home.sync()
    home.server.change("call1", retitled("Changed"))
    home.server.remove("call2")
    report = await home.sync()
    await home.engine.undo(report.id)
    await home.sync()
    assert home.server.titles() == ["Call 1", "Call 2", "Call 3"]
    home.check()


async def test_what_was_changed_since_stays_as_it_is() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="First", location="Room 1")
    change = latest(home, "here")
    await home.sync()
    await home.edit("call", title="Second")
    (undone,) = await home.engine.undo(change)
    assert undone.kept == ("title",)
    await home.sync()
    there = home.server.read("call").content
    assert (there.title, there.location) == ("Second", "")
    home.check()


async def test_a_preview_of_undoing_changes_nothing() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Oops")
    (told,) = await home.engine.undo(latest(home, "here"), preview=True)
    assert (told.kind, told.fields, home.titles()) == ("update", ("title",), ["Oops"])


async def test_a_change_is_undone_once() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Oops")
    change = latest(home, "here")
    await home.engine.undo(change)
    with pytest.raises(Usage):
        await home.engine.undo(change)


async def test_a_first_listing_cannot_be_undone() -> None:
    home = await house()
    home.server.put(call())
    report = await home.sync()
    with pytest.raises(Usage):
        await home.engine.undo(report.id)


async def test_undoing_a_creation_deletes_it_unless_it_was_edited_since() -> None:
    home = await house()
    await home.engine.add(home.calendar(), call("New").content)
    change = latest(home, "here")
    await home.sync()
    uid = home.rows()[0].uid
    home.server.change(uid, relocated("Room 7"))
    await home.sync()
    with pytest.raises(Usage):
        await home.engine.undo(change)
    assert home.titles() == ["New"]


async def test_the_loser_of_a_clash_can_be_brought_back() -> None:
    home = await house(on_conflict="theirs")
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.change("call", retitled("Theirs"))
    await home.sync()
    await home.engine.undo(latest(home, "in"))
    await home.sync()
    assert home.server.titles() == ["Ours"]
    home.check()
