"""Journeys of changes that would mail somebody: asked at once, sent only as agreed."""

from __future__ import annotations

import pytest

from calsync_desktop.core.appointment import Attendee, Person
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.provider import Mails, Notify
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeGround, FakeServer, Temper
from tests.journeys.house import House, call, house

ME = Person("ada@example.com")
GUESTS = (Attendee("ben@example.com"), Attendee("cy@example.com"))


async def meeting() -> House:
    """A meeting of mine with two guests, on a server that mails them about every change."""
    ground = FakeGround()
    server = FakeServer(Temper.RESOURCE, mails=Mails.ALWAYS, now=ground.now)
    home = await house(server=server, ground=ground)
    server.put(call(organizer=ME, attendees=GUESTS))
    await home.sync()
    return home


def open_questions(home: House) -> list[tuple[str, str]]:
    """Id and people of every open mail question."""
    sql = "SELECT id, json_extract(detail, '$.people') FROM questions WHERE kind = 'mail' AND answer IS NULL"
    return home.store.raw.execute(sql).fetchall()


async def test_an_edit_that_would_mail_is_asked_about_before_any_sync() -> None:
    home = await meeting()
    await home.edit("call", title="Moved")
    ((_, people),) = open_questions(home)
    assert people == '["ben@example.com","cy@example.com"]'
    assert (await home.sync()).status == "question"
    assert (home.server.titles(), home.server.sent_mails) == (["Client call"], [])


async def test_send_sends_it_and_mails_as_agreed() -> None:
    home = await meeting()
    await home.edit("call", title="Moved")
    await home.engine.answer(open_questions(home)[0][0], "send")
    assert (await home.sync()).status == "ok"
    assert (home.server.titles(), len(home.server.sent_mails)) == (["Moved"], 1)
    home.check()


async def test_hold_keeps_it_here_and_is_not_asked_again() -> None:
    home = await meeting()
    await home.edit("call", title="Moved")
    await home.engine.answer(open_questions(home)[0][0], "hold")
    assert (await home.sync()).status == "ok"
    assert (open_questions(home), home.titles(), home.server.titles()) == ([], ["Moved"], ["Client call"])


async def test_a_consent_covers_nothing_that_was_edited_later() -> None:
    home = await meeting()
    await home.edit("call", title="Moved")
    asked = open_questions(home)[0][0]
    await home.edit("call", title="Moved again")
    with pytest.raises(Usage):
        await home.engine.answer(asked, "send")
    assert len(open_questions(home)) == 1
    assert (await home.sync()).status == "question"
    assert home.server.sent_mails == []


async def test_taking_the_edit_back_takes_the_question_back() -> None:
    home = await meeting()
    await home.edit("call", title="Moved")
    await home.edit("call", title="Client call")
    assert open_questions(home) == []
    assert (await home.sync()).status == "ok"


async def test_an_edit_that_says_all_is_not_asked_about() -> None:
    home = await meeting()
    await home.engine.edit(home.row("call").id, Edit({"title": "Moved"}), Notify.ALL)
    assert open_questions(home) == []
    assert (await home.sync()).pushed.updated == 1


async def test_undoing_asks_like_any_other_edit() -> None:
    home = await meeting()
    await home.engine.edit(home.row("call").id, Edit({"title": "Moved"}), Notify.ALL)
    await home.sync()
    (change,) = home.store.raw.execute("SELECT id FROM history WHERE direction = 'here'").fetchone()
    await home.engine.undo(change)
    assert len(open_questions(home)) == 1
    assert (await home.sync()).status == "question"
    assert home.server.titles() == ["Moved"]


async def test_deleting_a_meeting_asks_before_its_guests_are_told() -> None:
    home = await meeting()
    await home.engine.delete(home.row("call").id)
    assert len(open_questions(home)) == 1
    assert (await home.sync()).status == "question"
    assert home.server.titles() == ["Client call"]
