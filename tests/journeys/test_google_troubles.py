"""Google says no, forgets, slows down or takes a calendar away: nothing is lost here, and nobody is mailed unasked."""

from __future__ import annotations

import pytest

from calsync_desktop.core.appointment import Attendee
from calsync_desktop.core.provider import Notify
from calsync_desktop.sandbox.google import Fault, Quirks, hand
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeGround
from tests.journeys.google_house import GoogleHouse, google_house, pretend_google
from tests.journeys.house import call
from tests.journeys.test_google import furnished, row
from tests.providers.google.services import ANA, BEN


async def full(n: int) -> GoogleHouse:
    """A house with ``n`` appointments on both sides."""
    home = await google_house()
    for number in range(n):
        home.put(f"Call {number}", id=f"call{number:03}", day=1 + number % 25)
    await home.sync()
    return home


# --- listing ------------------------------------------------------------------------------------------------------------


async def test_after_a_dead_token_what_is_missing_is_read_before_it_counts_as_gone() -> None:
    home = await full(8)
    hand.remove(home.sandbox, home.work, "call003")
    home.sandbox.expire_tokens()
    # A complete listing that leaves out somebody who lives: only reading it can tell.
    listed = [each for id_, each in hand.living(home.sandbox, home.work).items() if id_ != "call005"]
    home.sandbox.faults.add(Fault("altered", route="events.list", path="*group*", nth=2, edit={"items": listed}))
    before = home.sandbox.journal.count("events.get")
    report = await home.sync()
    assert (report.status, report.pulled.deleted) == ("ok", 1)
    assert home.sandbox.journal.count("events.get") - before == 2
    assert home.titles() == home.titles_there()
    assert "Call 5" in home.titles()
    home.check()


async def test_a_server_that_gives_no_sync_token_is_listed_whole_every_time() -> None:
    home = await furnished()
    home.sandbox.expire_tokens()
    none = Fault("altered", route="events.list", times=None, edit={"nextSyncToken": None})
    home.sandbox.faults.add(none)
    await home.sync()
    hand.edit(home.sandbox, home.work, "duo00", {"summary": "Theirs"})
    hand.remove(home.sandbox, home.work, "three")
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    assert home.titles() == ["Ours", "Theirs", "series"]
    home.check()
    before = home.store.raw.total_changes
    await home.sync()
    assert home.store.raw.total_changes - before < 30


async def test_a_first_listing_that_breaks_off_goes_on_where_it_was() -> None:
    ground = FakeGround()
    sandbox = pretend_google(ground, quirks=Quirks(page_size=10))
    home = await google_house(sandbox, ground=ground, synced=False)
    for number in range(45):
        home.put(f"Call {number}", day=1 + number % 25)
    sandbox.faults.add(Fault("error_before", route="events.list", path="*group*", nth=4, status=500))
    assert (await home.sync()).status == "failed"
    assert len(home.rows()) == 30
    assert (await home.sync()).status == "ok"
    asked = [each.query for each in sandbox.journal.entries if each.route == "events.list" and "group" in each.path]
    assert sum("pageToken" not in each for each in asked) == 1
    assert len(home.rows()) == 45
    home.check()


async def test_a_page_token_that_died_begins_the_listing_anew() -> None:
    ground = FakeGround()
    sandbox = pretend_google(ground, quirks=Quirks(page_size=10))
    home = await google_house(sandbox, ground=ground, synced=False)
    for number in range(25):
        home.put(f"Call {number}", day=1 + number % 25)
    sandbox.faults.add(Fault("error_before", route="events.list", path="*group*", nth=2, status=500))
    await home.sync()
    sandbox.pages.clear()
    assert (await home.sync()).status == "ok"
    home.check()


async def test_what_lies_before_the_window_stays_after_a_complete_listing() -> None:
    home = await google_house(window_days="365")
    old = {"summary": "Old", "start": {"date": "2025-06-01"}, "end": {"date": "2025-06-02"}}
    hand.put(home.sandbox, home.work, old)
    await home.sync()
    await home.engine.configure(home.connection, {"window_days": "30"})
    home.sandbox.expire_tokens()
    await home.sync()
    assert home.titles() == ["Old"]
    home.check()


# --- deletions and calendars --------------------------------------------------------------------------------------------


async def test_many_deletions_there_wait_for_an_answer() -> None:
    home = await full(20)
    for number in range(11):
        hand.remove(home.sandbox, home.work, f"call{number:03}")
    report = await home.sync()
    assert (report.status, report.questions, report.pulled.deleted) == ("question", 1, 0)
    assert len(home.titles()) == 20
    (question,) = home.store.raw.execute("SELECT id FROM questions").fetchone()
    await home.engine.answer(question, "delete")
    await home.sync()
    assert len(home.titles()) == 9
    home.check()


async def test_a_calendar_that_is_unshared_mid_sync_deletes_nothing() -> None:
    ground = FakeGround()
    sandbox = pretend_google(ground)
    team = sandbox.add_calendar("Team", owner=BEN)
    sandbox.share(team, ANA, "writer")
    home = await google_house(sandbox, ground=ground, work=team)
    for number in range(3):
        home.put(f"Call {number}", id=f"call{number:03}")
    await home.sync()
    await home.engine.edit(row(home, "call001"), Edit({"title": "Ours"}))
    await home.engine.delete(row(home, "call002"))
    sandbox.faults.add(
        Fault("edit_before", route="events.patch", action=lambda: sandbox.share(team, ANA, None)),
        Fault("edit_before", route="events.delete", action=lambda: sandbox.share(team, ANA, None)),
    )
    report = await home.sync()
    assert report.error is not None
    assert "not in the account any more" in report.error["message"]
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    sandbox.faults.clear()
    assert home.titles() == ["Call 0", "Ours"]
    assert sorted(each["summary"] for each in hand.living(sandbox, team).values()) == ["Call 0", "Call 1", "Call 2"]
    sandbox.share(team, ANA, "writer")
    await home.engine.create_calendar(home.connection, "Another")  # lists the account's calendars again
    for _ in range(3):
        assert (await home.sync()).status == "ok"
    assert home.titles_there() == ["Call 0", "Ours"]
    home.check()


async def test_a_calendar_that_became_read_only_keeps_the_edit_with_googles_reason() -> None:
    ground = FakeGround()
    sandbox = pretend_google(ground)
    team = sandbox.add_calendar("Team", owner=BEN)
    sandbox.share(team, ANA, "writer")
    home = await google_house(sandbox, ground=ground, work=team)
    home.put("Plan", id="plan0")
    await home.sync()
    await home.engine.edit(row(home, "plan0"), Edit({"title": "Ours"}))
    sandbox.share(team, ANA, "reader")
    await home.sync()
    ((kind, reason),) = home.parked()
    assert kind == "refused"
    assert "You need to have writer access to this calendar." in reason
    assert home.titles() == ["Ours"]
    assert home.titles_there() == ["Plan"]


# --- refusals -----------------------------------------------------------------------------------------------------------


async def test_an_event_that_google_refuses_is_parked_with_its_reason_and_the_rest_syncs() -> None:
    home = await furnished()
    await home.engine.add(home.calendar(home.work), call("Good").content)
    await home.engine.add(
        home.calendar(home.work), call("Bad", attendees=(Attendee("nobody"),)).content, notify=Notify.ALL
    )
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    report = await home.sync()
    assert (report.status, report.parked) == ("ok", 1)
    ((kind, reason),) = home.parked()
    assert (kind, reason) == ("refused", "Google refuses it: Invalid attendee email.")
    assert home.titles_there() == ["Good", "Ours", "duo00", "series", "three"]
    assert "Bad" in home.titles()


@pytest.mark.parametrize(
    ("made", "edit", "words"),
    [
        ({"locked": True}, {"title": "Ours"}, "locked"),
        ({"eventType": "fromGmail"}, {"title": "Ours"}, "from a mail"),
        (
            {
                "eventType": "birthday",
                "visibility": "private",
                "transparency": "transparent",
                "start": {"date": "2026-03-04"},
                "end": {"date": "2026-03-05"},
                "recurrence": ["RRULE:FREQ=YEARLY"],
            },
            {"location": "Ours"},
            "birthday",
        ),
    ],
    ids=["locked", "from Gmail", "birthday"],
)
async def test_what_google_lets_nobody_change_is_parked_here_without_a_request(
    made: dict[str, object], edit: dict[str, object], words: str
) -> None:
    home = await furnished()
    home.put("Theirs", id="closed", **made)
    await home.sync()
    await home.engine.edit(row(home, "closed"), Edit(edit))
    before = home.sandbox.journal.count("events.patch")
    await home.sync()
    ((kind, reason),) = home.parked()
    assert kind == "refused"
    assert words in reason
    assert home.sandbox.journal.count("events.patch") == before
    await home.engine.edit(row(home, "closed"), Edit({k: "Theirs" if k == "title" else "" for k in edit}))
    await home.engine.edit(row(home, "closed"), Edit({"color": "tomato"}))
    await home.sync()
    assert home.parked() == []
    there = hand.look(home.sandbox, home.work, "closed")
    assert there is not None
    assert there["colorId"]
    home.check()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("quotaExceeded", "failed", "used up"),
        ("dailyLimitExceeded", "failed", "used up"),
        ("backendError", "failed", "status 500"),
        ("authError", "sign-in", "sign-in"),
        ("insufficientPermissions", "sign-in", "leave"),
        ("accessNotConfigured", "failed", "not switched on"),
    ],
)
async def test_when_google_says_no_to_everything_the_edit_waits_and_then_goes(
    error: str, status: str, words: str
) -> None:
    home = await furnished()
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    home.sandbox.faults.add(Fault("error_before", error=error, times=None))
    report = await home.sync()
    assert report.status == status
    assert report.error is not None
    assert words in report.error["message"]
    assert (home.titles()[0], home.parked()) == ("Ours", [])
    home.sandbox.faults.clear()
    assert (await home.sync()).status == "ok"
    home.check()


async def test_while_only_writing_is_over_quota_what_others_did_still_arrives() -> None:
    home = await furnished()
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    hand.edit(home.sandbox, home.work, "duo00", {"summary": "Theirs"})
    home.sandbox.faults.add(Fault("error_before", route="events.patch", error="quotaExceeded", times=None))
    report = await home.sync()
    assert (report.status, report.again_after) == ("failed", 4 * 3600)
    assert {"Ours", "Theirs"} < set(home.titles())
    home.sandbox.faults.clear()
    await home.sync()
    home.check()
