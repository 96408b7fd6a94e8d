"""Series that are divided: the tail is created before the head is trimmed; and servers that give names of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync_desktop.core.edits import skip
from calsync_desktop.sync.editing import Edit
from tests.fakes import Temper
from tests.fakes.shelf import Record, Shelf
from tests.journeys.house import call, house, relocated
from tests.journeys.mondays import KEYS, starts, with_series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


# --- divided: create before trim ----------------------------------------------------------------------------------------


@TEMPERS
async def test_the_tail_exists_before_the_head_is_trimmed(temper: Temper) -> None:
    home = await with_series(temper)
    await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    await home.sync()
    assert [w.verb for w in home.server.writes] == ["create", "update"]


@TEMPERS
async def test_while_the_tail_is_refused_the_head_is_not_trimmed(temper: Temper) -> None:
    home = await with_series(temper)
    tail = await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    uid = next(row.uid for row in home.rows() if row.id == tail)
    home.server.refuse(uid)
    for _ in range(2):
        await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 8
    home.server.refused.clear()
    home.ground.pass_time(90_000)
    for _ in range(2):
        await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 3 + ["Later"] * 5
    home.check()


@TEMPERS
async def test_a_tail_that_is_deleted_before_it_was_sent_ends_the_series(temper: Temper) -> None:
    home = await with_series(temper)
    tail = await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    await home.engine.delete(tail)
    await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 3
    home.check()


@TEMPERS
async def test_a_series_divided_twice_before_it_was_sent(temper: Temper) -> None:
    home = await with_series(temper)
    tail = await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[2]))
    await home.engine.edit(tail, Edit({"title": "Latest"}, following=KEYS[4]))
    for _ in range(2):
        await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 2 + ["Later"] * 2 + ["Latest"] * 4
    home.check()


@TEMPERS
async def test_a_divided_series_whose_whole_was_edited_there_keeps_both(temper: Temper) -> None:
    home = await with_series(temper)
    await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    home.server.change("series", relocated("Their room"))
    await home.sync()
    await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 3 + ["Later"] * 5
    assert home.server.read("series").content.location == "Their room"
    home.check()


@TEMPERS
async def test_a_divided_series_that_was_deleted_there_meanwhile_leaves_the_rest(temper: Temper) -> None:
    """The edit survives the deletion: head and tail are what the user saw."""
    home = await with_series(temper)
    await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    home.server.remove("series")
    for _ in range(3):
        await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 3 + ["Later"] * 5
    home.check()


# --- a server with names of its own -------------------------------------------------------------------------------------


@pytest.fixture
def renaming(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server stores what is created under a name of its own choice (RFC 5023 section 9.2, Graph)."""
    keep = Shelf._keep

    def renamed(self: Shelf, record: Record) -> Record:
        if record.remote_id == record.series and not record.remote_id.startswith("own-") and record.uid != "other":
            record = replace(record, remote_id=f"own-{record.remote_id}", series=f"own-{record.series}")
        return keep(self, record)

    monkeypatch.setattr(Shelf, "_keep", renamed)


@TEMPERS
@pytest.mark.usefixtures("renaming")
async def test_what_the_server_renames_is_found_and_edited_under_its_name(temper: Temper) -> None:
    home = await house(temper, window_days="365")
    id_ = await home.engine.add(home.calendar(), call("Made here").content)
    await home.sync()
    await home.edit(home.rows()[0].uid, title="Edited")
    await home.sync()
    assert (home.server.titles(), [row.id for row in home.rows()]) == (["Edited"], [id_])
    assert [w.verb for w in home.server.writes] == ["create", "update"]
    await home.engine.delete(id_)
    await home.sync()
    assert (home.server.titles(), home.rows()) == ([], [])
    home.check()


@TEMPERS
@pytest.mark.usefixtures("renaming")
async def test_a_series_with_exceptions_that_the_server_renames_arrives_whole(temper: Temper) -> None:
    home = await house(temper, window_days="365")
    id_ = await home.engine.add(home.calendar(), call("Made here").content, "FREQ=WEEKLY;COUNT=4")
    await home.engine.edit(id_, Edit({"title": "Apart"}, at=KEYS[1]))
    await home.engine.delete(id_, at=KEYS[2])
    for _ in range(2):
        await home.sync()
    assert [title for _, title in starts(home)] == ["Made here", "Apart", "Made here"]
    home.check()


@TEMPERS
@pytest.mark.usefixtures("renaming")
async def test_a_renamed_creation_whose_answer_was_lost_is_not_doubled(temper: Temper) -> None:
    home = await house(temper, window_days="365")
    await home.engine.add(home.calendar(), call("Made here").content)
    home.server.faults.lose_answer("send create")
    for _ in range(3):
        await home.sync()
    assert (home.server.titles(), len(home.rows())) == (["Made here"], 1)
    home.check()


async def test_what_a_service_cannot_hold_is_refused_in_words_and_the_rest_goes_on() -> None:
    home = await with_series(Temper.FROZEN)
    home.server.change("series", lambda old: skip(old, KEYS[1]))
    await home.engine.edit(home.row("series").id, Edit({"title": "Apart"}, at=KEYS[1]))
    await home.edit("other", title="Good")
    report = await home.sync()
    assert (report.parked, "Good" in home.server.titles()) == (1, True)
