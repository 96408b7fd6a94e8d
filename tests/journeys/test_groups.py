"""A series that was divided is one edit: whatever becomes of the cut, no occurrence ever stands twice, and nothing that was typed is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Person, Recurrence
from calsync_desktop.core.provider import Mails
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeGround, FakeServer, Temper
from tests.journeys.house import House, house, series
from tests.journeys.mondays import KEYS, starts, with_series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
CUT = ["Jour fixe"] * 3 + ["Later"] * 5


def longer(appointment: Appointment) -> Appointment:
    """They want two more."""
    return replace(appointment, recurrence=Recurrence("FREQ=WEEKLY;COUNT=10"))


async def divided(temper: Temper, **settings: str) -> House:
    """From the fourth Monday on it is called otherwise here; nothing was sent."""
    home = await with_series(temper, None, **settings)
    await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    return home


def titles(home: House) -> list[str]:
    """What takes place there in order, after a look whether anything does so twice."""
    found = starts(home)
    twice = [day for day, times in Counter(day for day, _ in found).items() if times > 1]
    assert not twice
    return [title for _, title in found]


async def quieten(home: House) -> None:
    for _ in range(3):
        await home.sync()
        titles(home)


def kept(home: House) -> bool:
    """History has the rest as we had made it, among what lost."""
    found = home.store.raw.execute("SELECT count(*) FROM history WHERE loser LIKE '%\"Later\"%'").fetchone()
    return bool(found[0])


@TEMPERS
@pytest.mark.parametrize("policy", ["newest", "theirs"])
async def test_where_they_win_over_the_cut_the_rest_is_taken_back_with_it(temper: Temper, policy: str) -> None:
    home = await divided(temper, on_conflict=policy)
    home.ground.pass_time(60)
    home.server.change("series", longer)
    await quieten(home)
    assert titles(home) == ["Jour fixe"] * 10
    assert kept(home)
    home.check()


@TEMPERS
async def test_where_we_win_both_parts_arrive(temper: Temper) -> None:
    home = await divided(temper, on_conflict="mine")
    home.server.change("series", longer)
    await quieten(home)
    assert titles(home) == CUT
    home.check()


@TEMPERS
@pytest.mark.parametrize("policy", ["newest", "theirs"])
async def test_where_they_were_faster_than_the_cut_the_rest_is_taken_back_there_too(
    temper: Temper, policy: str
) -> None:
    home = await divided(temper, on_conflict=policy)
    home.ground.pass_time(60)
    home.server.faults.act(lambda: home.server.change("series", longer), "send update", after=False)
    for _ in range(3):
        await home.sync()
    assert titles(home) == ["Jour fixe"] * 10
    assert kept(home)
    home.check()


@TEMPERS
async def test_where_they_deleted_all_and_win_nothing_of_it_comes_back(temper: Temper) -> None:
    home = await divided(temper, on_conflict="theirs")
    home.server.remove("series")
    await quieten(home)
    assert titles(home) == []
    assert kept(home)
    home.check()


@TEMPERS
@pytest.mark.parametrize(("word", "then"), [("mine", CUT), ("theirs", ["Jour fixe"] * 10)])
async def test_while_the_user_is_asked_about_the_cut_the_rest_waits_with_it(
    temper: Temper, word: str, then: list[str]
) -> None:
    home = await divided(temper, on_conflict="ask")
    home.server.change("series", longer)
    await quieten(home)
    assert titles(home) == ["Jour fixe"] * 10
    (conflict,) = home.store.raw.execute("SELECT id FROM parked WHERE kind = 'conflict'").fetchone()
    await home.engine.resolve(conflict, word)
    await quieten(home)
    assert titles(home) == then
    assert word == "mine" or kept(home)
    home.check()


@TEMPERS
async def test_a_refused_cut_leaves_the_series_in_one_piece_and_says_so(temper: Temper) -> None:
    home = await divided(temper)
    home.server.refuse("series", "No.")
    for _ in range(3):
        await home.sync()
    assert titles(home) == ["Jour fixe"] * 8
    ((kind, reason),) = home.parked()
    assert (kind, "in one piece again" in reason) == ("refused", True)
    assert kept(home)
    home.server.refused.clear()
    home.ground.pass_time(90_000)
    await quieten(home)
    assert titles(home) == ["Jour fixe"] * 8
    home.check()


@TEMPERS
async def test_what_was_divided_twice_is_taken_back_twice(temper: Temper) -> None:
    home = await with_series(temper, on_conflict="theirs")
    rest = await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[2]))
    await home.engine.edit(rest, Edit({"title": "Latest"}, following=KEYS[4]))
    home.server.change("series", longer)
    await quieten(home)
    assert titles(home) == ["Jour fixe"] * 10
    home.check()


@TEMPERS
async def test_an_edit_of_the_first_part_later_takes_nothing_back(temper: Temper) -> None:
    home = await divided(temper, on_conflict="theirs")
    await quieten(home)
    home.server.change("series", lambda old: replace(old, recurrence=Recurrence("FREQ=WEEKLY;COUNT=2")))
    await home.engine.edit(home.row("series").id, Edit({"rule": "FREQ=WEEKLY;COUNT=1"}))
    await quieten(home)
    assert titles(home) == ["Jour fixe"] * 2 + ["Later"] * 5
    home.check()


async def test_the_consent_to_one_part_sends_nothing_before_that_to_the_other() -> None:
    ground = FakeGround()
    server = FakeServer(Temper.RESOURCE, mails=Mails.ALWAYS, now=ground.now)
    home = await house(server=server, ground=ground, window_days="365")
    guests = (Attendee("ben@example.com"),)
    whole = series()
    server.put(replace(whole, content=replace(whole.content, organizer=Person("ada@example.com"), attendees=guests)))
    await home.sync()
    rest = await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    asked = dict(home.store.raw.execute("SELECT json_extract(detail, '$.items[0].appointment'), id FROM questions"))
    assert len(asked) == 2
    await home.engine.answer(asked[rest], "send")
    await home.sync()
    assert (titles(home), server.sent_mails) == (["Jour fixe"] * 8, [])
    await home.engine.answer(asked[home.row("series").id], "send")
    await quieten(home)
    assert titles(home) == CUT
