"""A write whose request or answer is lost, or that fails before or after it was carried out, happens exactly once in the end (S11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync_desktop.core.provider import Notify
from calsync_desktop.sync import writing
from calsync_desktop.sync.editing import Edit
from tests.fakes import Temper
from tests.journeys.acts import CASES, SECOND, furnished, name_of
from tests.journeys.crashing import Act, trouble_everywhere
from tests.journeys.house import House, call, house, relocated, retitled, retitled_at, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
WRITING = [case for case in CASES if case[1].__name__ not in ("clash", "delete_against_edit", "listing", "many")]


@pytest.mark.parametrize("case", WRITING, ids=name_of)
@pytest.mark.parametrize("kind", ["lost before", "lost after", "500 before", "500 after"])
async def test_a_failed_write_is_made_up_for_once(case: tuple[Temper, Act], kind: str) -> None:
    temper, act = case
    assert await trouble_everywhere(await furnished(temper), act, kind) >= 1


@TEMPERS
async def test_what_another_device_did_to_a_creation_whose_answer_was_lost_is_kept(temper: Temper) -> None:
    home = await house(temper)
    id_ = await home.engine.add(home.calendar(), call("Made here").content)
    uid = home.rows()[0].uid
    home.server.faults.lose_answer("send create")
    assert (await home.sync()).status == "offline"
    home.server.change(uid, relocated("Their room"))
    await home.sync()
    await home.sync()
    there = home.server.read(uid).content
    assert (there.title, there.location, home.rows()[0].id) == ("Made here", "Their room", id_)
    home.check()


@TEMPERS
async def test_a_creation_whose_answer_was_lost_and_that_was_deleted_there_meanwhile_is_made_again(
    temper: Temper,
) -> None:
    """Nobody who deleted it can be told from nobody who ever got it; what the user made is not thrown away for that."""
    home = await house(temper)
    home.server.put(call("Other", "other"))
    await home.sync()
    await home.engine.add(home.calendar(), call("Made here").content)
    home.server.faults.lose_answer("send create")
    await home.sync()
    home.server.remove(next(row.uid for row in home.rows() if row.uid != "other"))
    for _ in range(3):
        await home.sync()
    assert home.titles() == home.server.titles() == ["Made here", "Other"]
    home.check()


@TEMPERS
async def test_an_answer_that_was_lost_counts_even_though_the_user_edited_on(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="First")
    home.server.faults.lose_answer("send update")
    await home.sync()
    await home.edit("call", title="Second")
    report = await home.sync()
    assert (report.conflicts, home.titles(), home.server.titles()) == (0, ["Second"], ["Second"])
    home.check()


@TEMPERS
async def test_what_never_arrived_and_was_edited_since_is_sent_once_as_it_is_now(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="First")
    home.server.faults.lose_request("send update")
    await home.sync()
    await home.edit("call", title="Second")
    await home.sync()
    assert (home.server.titles(), len(home.server.writes)) == (["Second"], 1)
    home.check()


@TEMPERS
async def test_an_edit_taken_back_while_its_answer_was_lost_is_taken_back_there_too(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="First")
    home.server.faults.lose_answer("send update")
    await home.sync()
    await home.edit("call", title="Client call")
    await home.sync()
    await home.sync()
    assert home.titles() == home.server.titles() == ["Client call"]
    home.check()


@TEMPERS
async def test_a_creation_deleted_here_while_its_answer_was_lost_is_deleted_there(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call("Other", "other"))
    id_ = await home.engine.add(home.calendar(), call("Made here").content)
    home.server.faults.lose_answer("send create")
    await home.sync()
    await home.engine.delete(id_)
    for _ in range(3):
        await home.sync()
    assert home.titles() == home.server.titles() == ["Other"]
    home.check()


@TEMPERS
async def test_what_was_made_anew_there_after_a_deletion_whose_answer_was_lost_survives_it(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(call("Other", "other"))
    await home.sync()
    there = home.server.read("call")
    await home.engine.delete(home.row("call").id)
    home.server.faults.lose_answer("send delete")
    await home.sync()
    home.server.put(retitled("Anew")(there))
    for _ in range(3):
        await home.sync()
    assert home.titles() == home.server.titles() == ["Anew", "Other"]
    home.check()


@TEMPERS
@pytest.mark.parametrize("call_name", ["send update", "changes"])
@pytest.mark.parametrize("after", [False, True])
async def test_an_edit_made_while_the_engine_waits_for_an_answer_goes_next(
    temper: Temper, call_name: str, after: bool
) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(series())
    await home.sync()
    await home.edit("call", title="First")
    home.server.change("series", relocated("Their room"))
    home.server.faults.act(lambda: edited(home, "call", title="Second"), call_name, after=after)
    for _ in range(2):
        await home.sync()
    assert "Second" in home.titles()
    assert "Second" in home.server.titles()
    home.check()


def edited(home: House, uid: str, **values: str) -> None:
    """An edit of the user between two requests."""
    writing.edit(home.engine._desk(), home.row(uid).id, Edit(values), Notify.NONE)


@TEMPERS
async def test_a_deletion_made_while_an_edit_is_under_way_goes_next(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(call("Other", "other"))
    await home.sync()
    await home.edit("call", title="First")
    row = home.row("call")
    home.server.faults.act(
        lambda: writing.delete(home.engine._desk(), row.id, None, None, Notify.NONE), "send update", after=True
    )
    await home.sync()
    await home.sync()
    assert home.titles() == home.server.titles() == ["Other"]
    home.check()


@TEMPERS
async def test_the_other_side_changes_between_looking_and_sending(temper: Temper) -> None:
    """The write names the version that was seen, so it is refused, and the two edits are merged."""
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.faults.act(lambda: home.server.change("call", relocated("Their room")))
    await home.sync()
    there = home.server.read("call").content
    assert (there.title, there.location) == ("Ours", "Their room")
    home.check()


@TEMPERS
async def test_an_occurrence_is_changed_there_between_looking_and_sending(temper: Temper) -> None:
    home = await house(temper, on_conflict="mine")
    home.server.put(series())
    await home.sync()
    await home.engine.edit(home.row("series").id, Edit({"location": "Our room"}, at=SECOND))
    home.server.faults.act(lambda: home.server.change("series", retitled_at("Theirs", SECOND)))
    await home.sync()
    there = home.server.read("series").override(SECOND)
    assert there is not None
    assert (there.content.title, there.content.location) == ("Theirs", "Our room")
    home.check()


@TEMPERS
async def test_it_is_deleted_there_between_looking_and_sending(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(call("Other", "other"))
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.faults.act(lambda: home.server.remove("call"))
    await home.sync()
    assert home.titles() == home.server.titles() == ["Other", "Ours"]
    home.check()


@TEMPERS
async def test_the_same_uid_appears_there_between_looking_and_creating(temper: Temper) -> None:
    home = await house(temper)
    await home.engine.add(home.calendar(), call("Ours").content)
    uid = home.rows()[0].uid
    home.server.faults.act(lambda: home.server.put(call("Theirs", uid)))
    home.ground.pass_time(60)
    await home.sync()
    await home.sync()
    assert len(home.rows()) == 1
    assert home.titles() == home.server.titles()
    assert any("Ours" in loser for (loser,) in home.store.raw.execute("SELECT loser FROM history WHERE loser NOT NULL"))
    home.check()


@TEMPERS
async def test_answers_without_versions_are_read_and_do_not_echo(temper: Temper) -> None:
    home = await house(temper)
    home.server.names_versions = home.server.answers_pieces = False
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    await home.engine.add(home.calendar(), call("Made here", day=4).content)
    await home.sync()
    writes = len(home.server.writes)
    report = await home.sync()
    assert (len(home.server.writes), report.pulled.updated) == (writes, 0)
    home.check()


@TEMPERS
async def test_what_the_server_tidies_comes_back_once_and_is_not_fought_over(temper: Temper) -> None:
    home = await house(temper)
    # RFC 4791 section 5.3.4: a server that changes what it stores names no version.
    home.server.names_versions = home.server.answers_pieces
    home.server.tidies = lambda a: replace(a, content=replace(a.content, title=a.content.title.strip().upper()))
    await home.engine.add(home.calendar(), call("Made here").content)
    for _ in range(3):
        await home.sync()
    assert home.titles() == home.server.titles() == ["MADE HERE"]
    assert len(home.server.writes) == 1
    home.check()


@TEMPERS
async def test_an_edit_clashes_with_nothing_when_the_server_tidied_another_field(temper: Temper) -> None:
    home = await house(temper, on_conflict="ask")
    home.server.put(call())
    await home.sync()
    # RFC 4791 section 5.3.4: a server that changes what it stores names no version.
    home.server.names_versions = home.server.answers_pieces
    home.server.tidies = lambda a: replace(a, content=replace(a.content, location="Tidied"))
    await home.edit("call", title="Ours")
    report = await home.sync()
    await home.edit("call", title="Ours again")
    report = await home.sync()
    assert (report.conflicts, home.server.titles()) == (0, ["Ours again"])
    home.check()
