"""Journeys of deletions that nobody agreed to: they become a question, and the answer is carried out."""

from __future__ import annotations

from typing import Any

import pytest

from calsync_desktop.core.errors import Usage
from tests.fakes import Temper
from tests.journeys.house import House, call, house

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


async def full(temper: Temper = Temper.RESOURCE, n: int = 20, **settings: Any) -> House:
    """A house with ``n`` appointments on both sides."""
    home = await house(temper, **settings)
    for i in range(n):
        home.server.put(call(f"Call {i}", f"call{i}", day=1 + i % 25))
    await home.sync()
    return home


def question(home: House) -> tuple[str, str, int]:
    """Id, direction and size of the only open question."""
    ((id_, direction, count),) = home.store.raw.execute(
        "SELECT id, direction, json_extract(detail, '$.count') FROM questions WHERE answer IS NULL"
    ).fetchall()
    return id_, direction, count


@TEMPERS
async def test_many_deletions_there_wait_for_an_answer_and_everything_else_goes_on(temper: Temper) -> None:
    home = await full(temper)
    home.server.add_calendar("work")
    await home.engine.create_calendar(home.connection, "Third")
    home.server.put(call("At work", "work"), "work")
    for i in range(11):
        home.server.remove(f"call{i}")
    report = await home.sync()
    assert (report.status, report.questions, report.pulled.deleted) == ("question", 1, 0)
    assert question(home)[1:] == ("in", 11)
    assert len(home.titles()) == 21
    assert "At work" in home.titles()


@TEMPERS
async def test_ten_of_many_deletions_need_no_question(temper: Temper) -> None:
    home = await full(temper)
    for i in range(10):
        home.server.remove(f"call{i}")
    report = await home.sync()
    assert (report.status, report.pulled.deleted) == ("ok", 10)
    home.check()


@TEMPERS
async def test_answering_delete_deletes_exactly_the_set_that_was_asked_about(temper: Temper) -> None:
    home = await full(temper)
    for i in range(11):
        home.server.remove(f"call{i}")
    await home.sync()
    await home.engine.answer(question(home)[0], "delete")
    report = await home.sync()
    assert (report.status, report.pulled.deleted, len(home.titles())) == ("ok", 11, 9)
    assert (await home.sync()).status == "ok"
    assert home.count("questions") == 0
    home.check()


async def test_answering_keep_keeps_them_here_for_good() -> None:
    home = await full()
    for i in range(11):
        home.server.remove(f"call{i}")
    await home.sync()
    await home.engine.answer(question(home)[0], "keep")
    report = await home.sync()
    assert (report.status, len(home.titles()), len(home.server.titles())) == ("ok", 20, 9)
    report = await home.sync(from_scratch=True)
    assert (report.status, len(home.titles()), len(home.server.titles())) == ("ok", 20, 9)


@TEMPERS
async def test_a_calendar_of_two_that_lists_nothing_any_more_is_asked_about(temper: Temper) -> None:
    home = await full(temper, n=2)
    home.server.remove("call0")
    home.server.remove("call1")
    home.server.forget_cursors()
    report = await home.sync()
    assert (report.status, len(home.titles())) == ("question", 2)


async def test_the_question_follows_what_happens_there() -> None:
    home = await full()
    gone = [home.server.read(f"call{i}") for i in range(12)]
    for i in range(12):
        home.server.remove(f"call{i}")
    await home.sync()
    first = question(home)
    home.server.put(gone[0])
    await home.sync()
    assert question(home) == (first[0], "in", 11)
    home.server.put(gone[1])
    report = await home.sync()
    assert (report.status, home.count("questions"), len(home.titles())) == ("ok", 0, 10)
    home.check()


async def test_many_deletions_here_wait_too_and_keep_takes_them_back() -> None:
    home = await full()
    for i in range(12):
        await home.engine.delete(home.row(f"call{i}").id)
    report = await home.sync()
    assert (report.status, len(home.server.titles())) == ("question", 20)
    assert question(home)[1:] == ("out", 12)
    await home.engine.answer(question(home)[0], "keep")
    await home.sync()
    assert (len(home.titles()), len(home.server.titles())) == (20, 20)
    home.check()


async def test_many_deletions_here_go_out_once_they_are_confirmed() -> None:
    home = await full()
    for i in range(12):
        await home.engine.delete(home.row(f"call{i}").id)
    await home.sync()
    await home.engine.answer(question(home)[0], "delete")
    report = await home.sync()
    assert (report.pushed.deleted, len(home.server.titles())) == (12, 8)
    home.check()


async def test_an_answer_covers_no_deletion_that_came_later() -> None:
    home = await full(n=30)
    for i in range(12):
        home.server.remove(f"call{i}")
    await home.sync()
    await home.engine.answer(question(home)[0], "delete")
    for i in range(12, 24):
        home.server.remove(f"call{i}")
    report = await home.sync()
    assert (report.status, len(home.titles())) == ("question", 30)


async def test_with_keep_as_the_rule_nothing_has_to_be_asked() -> None:
    home = await full(on_remote_delete="keep")
    for i in range(12):
        home.server.remove(f"call{i}")
    report = await home.sync()
    assert (report.status, len(home.titles())) == ("ok", 20)


async def test_moving_many_to_another_calendar_is_no_deletion() -> None:
    home = await full()
    home.server.add_calendar("work")
    await home.engine.create_calendar(home.connection, "Third")
    for i in range(12):
        await home.edit(f"call{i}", calendar=home.calendar("work"))
    report = await home.sync()
    assert (report.status, len(home.server.titles("home")), len(home.server.titles("work"))) == ("ok", 8, 12)
    home.check()


async def test_a_question_is_answered_once_and_in_its_own_words() -> None:
    home = await full()
    for i in range(11):
        home.server.remove(f"call{i}")
    await home.sync()
    id_ = question(home)[0]
    with pytest.raises(Usage):
        await home.engine.answer(id_, "send")
    await home.engine.answer(id_, "delete")
    with pytest.raises(Usage):
        await home.engine.answer(id_, "keep")
