"""Guests over Google: mailed exactly when the user said so, and of an invitation only one's own answer is changed."""

from __future__ import annotations

import pytest

from calsync_desktop.core.appointment import Attendee, Reply
from calsync_desktop.core.errors import NotAllowed
from calsync_desktop.core.provider import Notify
from calsync_desktop.sandbox.google import hand
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeGround
from tests.journeys.google_house import google_house, pretend_google
from tests.journeys.house import call
from tests.journeys.test_google import furnished, row
from tests.providers.google.services import ANA, BEN

CLEO = "cleo@example.net"


@pytest.mark.parametrize("notify", list(Notify))
async def test_guests_are_mailed_exactly_when_the_user_said_so(notify: Notify) -> None:
    home = await furnished()
    content = call("Review", attendees=(Attendee(CLEO),)).content
    id_ = await home.engine.add(home.calendar(home.work), content, notify=notify)
    await home.sync()
    told = int(notify is Notify.ALL)
    assert len(home.sandbox.mails) == told
    await home.engine.edit(id_, Edit({"title": "Review, later"}), notify)
    await home.sync()
    assert len(home.sandbox.mails) == 2 * told
    await home.engine.delete(id_, notify=notify)
    await home.sync()
    assert [each.kind for each in home.sandbox.mails] == ["invited", "changed", "cancelled"][: 3 * told]
    assert all("sendUpdates" in each.query for each in home.sandbox.journal.writes())
    home.check()


async def test_a_reply_changes_only_ones_own_answer() -> None:
    ground = FakeGround()
    home = await google_house(pretend_google(ground), ground=ground, work=ANA)
    home.put(
        "Their review",
        id="revue0",
        organizer={"email": BEN, "displayName": "Ben"},
        attendees=[
            {"email": BEN, "responseStatus": "accepted"},
            {"email": ANA, "comment": "by bus", "additionalGuests": 1},
        ],
    )
    await home.sync()
    with pytest.raises(NotAllowed, match="organizer decides"):
        await home.engine.edit(row(home, "revue0"), Edit({"title": "Mine now"}))
    await home.engine.reply(row(home, "revue0"), Reply.ACCEPTED, notify=Notify.ALL)
    await home.sync()
    there = hand.look(home.sandbox, home.work, "revue0")
    assert there is not None
    mine = next(each for each in there["attendees"] if each["email"] == ANA)
    assert (mine["responseStatus"], mine["comment"], mine["additionalGuests"]) == ("accepted", "by bus", 1)
    assert [(each.to, each.kind) for each in home.sandbox.mails] == [(BEN, "changed")]
    home.check()
