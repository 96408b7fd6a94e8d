"""Clashes of every kind under every policy, and conflicts that wait for a person while both sides go on changing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync_desktop.core.edits import content_at, override, skip
from calsync_desktop.core.errors import Usage
from calsync_desktop.store import ledger
from calsync_desktop.store.ledger import Parked
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.notices import ConflictsChanged
from tests.fakes import Temper
from tests.journeys.house import House, call, house, relocated, retitled, retitled_at, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
KEY = "20260309T090000Z"  # the second Monday


async def waiting(temper: Temper = Temper.RESOURCE) -> House:
    """A house with one conflict over a title."""
    home = await house(temper, on_conflict="ask")
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.change("call", retitled("Theirs"))
    assert (await home.sync()).conflicts == 1
    return home


def conflict(home: House) -> Parked:
    """The one that waits."""
    (found,) = home.store.raw.execute("SELECT id FROM parked WHERE kind = 'conflict'").fetchall()
    parked = ledger.parked_with_id(home.store, found[0])
    assert parked is not None
    return parked


def names(home: House) -> list[str]:
    return [told["name"] for told in conflict(home).detail["fields"]]


def losers(home: House) -> str:
    """Everything that a clash put aside, as text."""
    return "\n".join(text for (text,) in home.store.raw.execute("SELECT loser FROM history WHERE loser IS NOT NULL"))


@TEMPERS
async def test_a_conflict_grows_when_the_other_side_changes_more(temper: Temper) -> None:
    home = await waiting(temper)
    await home.edit("call", location="Our room")
    home.server.change("call", relocated("Their room"))
    assert (await home.sync()).conflicts == 1
    assert names(home) == ["location", "title"]


@TEMPERS
async def test_a_conflict_shrinks_when_the_other_side_takes_a_part_back(temper: Temper) -> None:
    home = await waiting(temper)
    await home.edit("call", location="Our room")
    home.server.change("call", relocated("Their room"))
    await home.sync()
    home.server.change("call", relocated(""))
    assert (await home.sync()).conflicts == 1
    assert names(home) == ["title"]


@TEMPERS
@pytest.mark.parametrize("title", ["Client call", "Ours"])
async def test_a_conflict_vanishes_when_the_other_side_gives_way(temper: Temper, title: str) -> None:
    """Back to what it was: ours goes out. To what ours is: nothing is left to do."""
    home = await waiting(temper)
    home.server.change("call", retitled(title))
    report = await home.sync()
    assert (report.conflicts, home.titles(), home.server.titles()) == (0, ["Ours"], ["Ours"])
    home.check()


@TEMPERS
@pytest.mark.parametrize(("title", "left"), [("Client call", "Theirs"), ("Theirs", "Theirs")])
async def test_a_conflict_vanishes_when_our_side_gives_way(temper: Temper, title: str, left: str) -> None:
    home = await waiting(temper)
    await home.edit("call", title=title)
    report = await home.sync()
    assert (report.conflicts, home.titles(), home.server.titles()) == (0, [left], [left])
    home.check()


async def test_whoever_listens_is_told_of_a_new_conflict() -> None:
    home = await waiting()
    home.notices.clear()
    home.server.change("call", retitled("Theirs again"))
    await home.sync()
    assert ConflictsChanged() in home.notices
    home.notices.clear()
    await home.sync()
    assert ConflictsChanged() not in home.notices


async def test_a_conflict_that_stays_as_it_is_writes_no_row_and_keeps_its_name() -> None:
    home = await waiting()
    before = conflict(home), home.store.raw.execute("SELECT * FROM history").fetchall()
    await home.sync()
    assert (conflict(home), home.store.raw.execute("SELECT * FROM history").fetchall()) == before


@TEMPERS
@pytest.mark.parametrize(("keep", "left"), [("mine", "Ours"), ("theirs", "Theirs")])
async def test_the_answer_is_carried_out_and_the_loser_can_be_had_back(temper: Temper, keep: str, left: str) -> None:
    home = await waiting(temper)
    await home.engine.resolve(conflict(home).id, keep)
    assert (await home.sync()).conflicts == 0
    assert (home.titles(), home.server.titles()) == ([left], [left])
    assert ("Theirs" if left == "Ours" else "Ours") in losers(home)
    home.check()


@TEMPERS
async def test_both_keeps_theirs_in_place_and_ours_beside_it(temper: Temper) -> None:
    home = await waiting(temper)
    await home.engine.resolve(conflict(home).id, "both")
    await home.sync()
    assert home.titles() == home.server.titles() == ["Ours", "Theirs"]
    home.check()


@TEMPERS
async def test_the_answer_may_differ_from_field_to_field(temper: Temper) -> None:
    home = await waiting(temper)
    await home.edit("call", location="Our room")
    home.server.change("call", relocated("Their room"))
    await home.sync()
    await home.engine.resolve(conflict(home).id, "theirs", {"title": "mine"})
    await home.sync()
    there = home.server.read("call").content
    assert (there.title, there.location) == ("Ours", "Their room")
    home.check()


async def test_an_answer_to_an_older_version_of_the_conflict_is_refused() -> None:
    home = await waiting()
    shown = conflict(home)
    home.server.change("call", retitled("Theirs again"))
    await home.sync()
    with pytest.raises(Usage):
        await home.engine.resolve(shown.id, "mine", version=shown.detail["version"])
    assert home.server.titles() == ["Theirs again"]
    current = conflict(home)
    await home.engine.resolve(current.id, "mine", version=current.detail["version"])
    await home.sync()
    assert home.server.titles() == ["Ours"]


async def test_what_changes_there_after_the_answer_is_not_overwritten() -> None:
    home = await waiting()
    await home.engine.resolve(conflict(home).id, "mine")
    home.server.change("call", retitled("Theirs again"))
    assert (await home.sync()).conflicts == 1
    assert home.server.titles() == ["Theirs again"]
    assert home.titles() == ["Ours"]


@TEMPERS
@pytest.mark.parametrize("deleting", ["ours", "theirs"])
@pytest.mark.parametrize(
    ("policy", "survives"),
    [("newest", (True, True)), ("mine", (False, True)), ("theirs", (True, False))],
)
async def test_edit_against_delete(temper: Temper, policy: str, survives: tuple[bool, bool], deleting: str) -> None:
    """The edit survives, unless the policy names the deleting side; what went is in history."""
    home = await house(temper, on_conflict=policy)
    home.server.put(call())
    await home.sync()
    if deleting == "ours":
        await home.engine.delete(home.row("call").id)
        home.server.change("call", retitled("Edited"))
    else:
        await home.edit("call", title="Edited")
        home.server.remove("call")
    await home.sync()
    left = ["Edited"] if survives[deleting == "theirs"] else []
    assert (home.titles(), home.server.titles()) == (left, left)
    assert left or "Edited" in losers(home)
    home.check()


@TEMPERS
@pytest.mark.parametrize("deleting", ["ours", "theirs"])
@pytest.mark.parametrize("keep", ["mine", "theirs", "both"])
async def test_with_ask_edit_against_delete_waits_for_the_answer(temper: Temper, deleting: str, keep: str) -> None:
    home = await house(temper, on_conflict="ask")
    home.server.put(call())
    await home.sync()
    if deleting == "ours":
        await home.engine.delete(home.row("call").id)
        home.server.change("call", retitled("Edited"))
    else:
        await home.edit("call", title="Edited")
        home.server.remove("call")
    assert (await home.sync()).conflicts == 1
    await home.engine.resolve(conflict(home).id, keep)
    await home.sync()
    left = [] if keep == deleting.replace("ours", "mine") else ["Edited"]
    assert (home.titles(), home.server.titles()) == (left, left)
    home.check()


def renamed_at(title: str, key: str = KEY) -> Edit:
    return Edit({"title": title}, at=key)


@TEMPERS
@pytest.mark.parametrize(("policy", "wins"), [("mine", "Ours"), ("theirs", "Theirs"), ("newest", "Theirs")])
async def test_one_occurrence_renamed_on_both_sides(temper: Temper, policy: str, wins: str) -> None:
    home = await house(temper, on_conflict=policy)
    home.server.put(series())
    await home.sync()
    await home.engine.edit(home.row("series").id, renamed_at("Ours"))
    home.ground.pass_time(60)
    home.server.change("series", retitled_at("Theirs", KEY))
    await home.sync()
    assert content_at(home.server.read("series"), KEY).title == wins
    assert ("Theirs" if wins == "Ours" else "Ours") in losers(home)
    home.check()


@pytest.mark.parametrize("temper", [Temper.RESOURCE, Temper.PIECES])
@pytest.mark.parametrize("skipping", ["ours", "theirs"])
@pytest.mark.parametrize("policy", ["newest", "mine", "theirs"])
async def test_an_occurrence_skipped_against_edited(temper: Temper, skipping: str, policy: str) -> None:
    """As with whole appointments: the edit survives unless the policy names the skipping side."""
    home = await house(temper, on_conflict=policy)
    home.server.put(series())
    await home.sync()
    if skipping == "ours":
        await home.engine.delete(home.row("series").id, at=KEY)
        home.server.change("series", retitled_at("Edited", KEY))
    else:
        await home.engine.edit(home.row("series").id, renamed_at("Edited"))
        home.server.change("series", lambda old: skip(old, KEY))
    await home.sync()
    there = home.server.read("series")
    gone = policy == skipping.replace("ours", "mine")
    assert (there.override(KEY) is None) is gone
    assert "Edited" in losers(home) if gone else content_at(there, KEY).title == "Edited"
    home.check()


@TEMPERS
async def test_different_occurrences_edited_on_both_sides_are_both_kept(temper: Temper) -> None:
    other = "20260316T090000Z"
    home = await house(temper, on_conflict="ask")
    home.server.put(series())
    await home.sync()
    await home.engine.edit(home.row("series").id, renamed_at("Ours"))
    home.server.change("series", retitled_at("Theirs", other))
    assert (await home.sync()).conflicts == 0
    there = home.server.read("series")
    assert (content_at(there, KEY).title, content_at(there, other).title) == ("Ours", "Theirs")
    home.check()


@TEMPERS
async def test_all_renamed_here_and_one_moved_to_a_room_there_are_both_kept(temper: Temper) -> None:
    home = await house(temper, on_conflict="ask")
    home.server.put(series())
    await home.sync()
    await home.edit("series", title="All")
    home.server.change("series", lambda old: override(old, KEY, replace(content_at(old, KEY), location="Room 7")))
    assert (await home.sync()).conflicts == 0
    there = home.server.read("series")
    one = content_at(there, KEY)
    assert (there.content.title, one.title, one.location) == ("All", "All", "Room 7")
    home.check()
