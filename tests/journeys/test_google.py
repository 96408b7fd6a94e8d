"""The same journeys over Google: edits of both sides, series, splits and moves, whatever goes wrong on the line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from calsync_desktop.core.appointment import Reminder
from calsync_desktop.core.provider import Notify
from calsync_desktop.sandbox.google import Fault, Quirks, hand
from calsync_desktop.sandbox.google.faults import FaultKind
from calsync_desktop.sync import writing
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeGround
from tests.journeys.google_house import GoogleHouse, google_house, pretend_google, second_device
from tests.journeys.house import call
from tests.providers.google.services import ANA

KINDS = {
    "plain": Quirks(),
    "one to a page": Quirks(page_size=1),
    "exceptions last": Quirks(exceptions_first=False),
    "slow writers only": Quirks(writes_per_second=2, quota_status=429),
}
WAYS = pytest.mark.parametrize("quirks", KINDS.values(), ids=KINDS.keys())
SECOND, THIRD, FOURTH = "20260309T090000Z", "20260316T090000Z", "20260323T090000Z"
WEEKLY = ["RRULE:FREQ=WEEKLY;COUNT=6"]
Act = Callable[[GoogleHouse], Awaitable[None]]


async def furnished(quirks: Quirks | None = None) -> GoogleHouse:
    """A few appointments on both sides; their ids are their titles."""
    ground = FakeGround()
    home = await google_house(pretend_google(ground, quirks=quirks or Quirks()), ground=ground, window_days="365")
    for title in ("one00", "duo00", "three"):
        home.put(title, id=title, extendedProperties={"shared": {"theirs": "must stay"}})
    home.put("series", id="series00", recurrence=WEEKLY)
    assert (await home.sync()).status == "ok"
    home.ground.pass_time(60)
    return home


def row(home: GoogleHouse, event: str) -> str:
    """Our id of what Google calls so."""
    (found,) = [each.id for each in home.rows() if each.series == event]
    return found


async def everything(home: GoogleHouse) -> None:
    """One of each kind, on both sides."""
    await home.engine.add(home.calendar(home.work), call("Made here").content)
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    await home.engine.delete(row(home, "three"))
    await home.engine.edit(row(home, "series00"), Edit({"title": "Apart"}, at=SECOND))
    await home.engine.delete(row(home, "series00"), at=THIRD)
    await home.engine.edit(row(home, "series00"), Edit({"title": "Later"}, following=FOURTH))
    hand.edit(home.sandbox, home.work, "one00", {"location": "Theirs"})
    hand.edit(home.sandbox, home.work, "duo00", {"summary": "Theirs"})
    home.put("fresh0", id="fresh0")


async def settled(home: GoogleHouse) -> None:
    """All of ``everything`` arrived once, and nobody writes any more."""
    for _ in range(3):
        report = await home.sync()
        assert report.status == "ok", report
    assert home.titles() == home.titles_there() == ["Later", "Made here", "Ours", "Theirs", "fresh0", "series"]
    one = hand.look(home.sandbox, home.work, "one00")
    assert one is not None
    assert (one["summary"], one["location"]) == ("Ours", "Theirs")
    assert one["extendedProperties"] == {"shared": {"theirs": "must stay"}}
    weekly = home.there()["series00@google.com"]
    assert [each.content.title for each in weekly.overrides] == ["Apart"]
    assert weekly.recurrence is not None
    assert weekly.recurrence.skipped == (THIRD,)
    home.check()
    writes = len(home.sandbox.journal.writes())
    await home.sync(from_scratch=True)
    assert len(home.sandbox.journal.writes()) == writes
    home.check()


@WAYS
async def test_edits_of_both_sides_arrive_whatever_googles_ways(quirks: Quirks) -> None:
    home = await furnished(quirks)
    await everything(home)
    await settled(home)


FAULTS: tuple[FaultKind, ...] = (
    "lose_request", "lose_answer", "error_before", "error_after", "cut_off", "truncated", "html",
)  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize(
    "route", ["events.insert", "events.patch", "events.delete", "events.list", "events.get", "events.instances"]
)
@pytest.mark.parametrize("nth", [1, 2])
async def test_whatever_happens_to_one_request_everything_arrives_once(nth: int, route: str, kind: FaultKind) -> None:
    home = await furnished()
    await everything(home)
    home.sandbox.faults.add(Fault(kind, route=route, nth=nth, status=200 if kind == "html" else 500))
    await home.sync()
    home.sandbox.faults.clear()
    await settled(home)


@pytest.mark.parametrize("error", ["tooManyRequests", "rateLimitExceeded", "userRateLimitExceeded"])
async def test_asked_to_slow_down_it_waits_and_everything_arrives(error: str) -> None:
    home = await furnished()
    await everything(home)
    home.sandbox.faults.add(Fault("error_before", error=error, nth=2, times=3))
    assert (await home.sync()).status == "ok"
    assert max(home.ground.slept) >= 1
    await settled(home)


async def test_a_dead_token_heals() -> None:
    home = await furnished()
    await everything(home)
    home.sandbox.expire_tokens()
    await settled(home)


async def test_nothing_changed_is_one_request_for_each_calendar() -> None:
    home = await furnished()
    await home.sync()
    home.sandbox.journal.clear()
    before = home.store.raw.total_changes
    report = await home.sync()
    assert home.sandbox.journal.count() == home.sandbox.journal.count("events.list") == 2
    assert report.requests == 2
    assert home.store.raw.total_changes - before < 10  # the run itself is noted


async def test_one_edit_is_one_write() -> None:
    home = await furnished()
    await home.sync()
    before = len(home.sandbox.journal.entries)
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    await home.sync()
    routes = [each.route for each in home.sandbox.journal.entries[before:]]
    assert routes == ["events.list", "events.list", "events.patch"]
    home.check()


async def test_a_change_between_looking_and_sending_is_merged() -> None:
    home = await furnished()
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    theirs = {"calendar": home.work, "event": "one00", "changes": {"location": "Theirs"}}
    home.sandbox.faults.add(Fault("edit_before", route="events.patch", edit=theirs))
    for _ in range(2):
        await home.sync()
    one = home.there()["one00@google.com"].content
    assert (one.title, one.location) == ("Ours", "Theirs")
    home.check()


async def test_an_edit_made_while_a_write_is_under_way_goes_next() -> None:
    home = await furnished()
    await home.engine.edit(row(home, "one00"), Edit({"title": "First"}))

    def ours() -> None:
        writing.edit(home.engine._desk(), row(home, "one00"), Edit({"title": "Second"}), Notify.NONE)

    home.sandbox.faults.add(Fault("edit_after", route="events.patch", action=ours))
    for _ in range(2):
        await home.sync()
    assert home.there()["one00@google.com"].content.title == "Second"
    home.check()


async def test_two_devices_end_up_with_the_same() -> None:
    laptop = await furnished()
    phone = await second_device(laptop)
    await everything(laptop)
    await phone.engine.edit(row(phone, "series00"), Edit({"location": "Room 4"}))
    await phone.engine.edit(row(phone, "duo00"), Edit({"notes": "From the phone"}))
    for _ in range(4):
        for device in (laptop, phone):
            assert (await device.sync()).status == "ok"
    assert laptop.here() == phone.here()
    laptop.check()
    phone.check()
    writes = len(laptop.sandbox.journal.writes())
    for device in (laptop, phone):
        await device.sync()
    assert len(laptop.sandbox.journal.writes()) == writes


# --- what is made, deleted and moved ------------------------------------------------------------------------------------


async def test_what_was_deleted_and_undone_lives_again_under_another_id() -> None:
    home = await furnished()
    id_ = await home.engine.add(home.calendar(home.work), call("Made here").content)
    await home.sync()
    for _ in range(2):
        await home.engine.delete(id_)
        await home.sync()
        assert "Made here" not in home.titles_there()
        (change,) = home.store.raw.execute("SELECT id FROM history ORDER BY rowid DESC LIMIT 1").fetchone()
        await home.engine.undo(change)
        await home.sync()
        assert home.titles_there().count("Made here") == 1
        id_ = next(each.id for each in home.rows() if each.shown and each.shown.content.title == "Made here")
        home.check()


async def test_a_move_into_another_calendar_and_back() -> None:
    home = await furnished()
    other = ANA
    for target, source in ((other, home.work), (home.work, other)):
        id_ = next(each.id for each in home.rows() if each.shown and each.shown.content.title == "one00")
        await home.engine.edit(id_, Edit({"calendar": home.calendar(target)}))
        for _ in range(2):
            assert (await home.sync()).status == "ok"
        assert "one00" in {each.content.title for each in home.there(target).values()}
        assert "one00" not in {each.content.title for each in home.there(source).values()}
        assert home.here(target) == home.there(target)
        home.check()


async def test_a_move_made_there_takes_a_waiting_edit_along() -> None:
    home = await furnished()
    await home.engine.edit(row(home, "one00"), Edit({"title": "Ours"}))
    ask = hand.asking(home.sandbox, home.work)
    from calsync_desktop.sandbox.google import writes

    writes.move(ask, "one00", hand.asking(home.sandbox, ANA))
    for _ in range(3):
        assert (await home.sync()).status == "ok"
    assert [each.content.title for each in home.there(ANA).values()] == ["Ours"]
    assert "one00" not in home.titles_there()
    assert home.here(ANA) == home.there(ANA)
    home.check()


async def test_reminders_of_the_calendar_are_shown_and_changed_ones_replace_them() -> None:
    home = await furnished()
    account = home.sandbox.accounts[ANA]
    home.sandbox.list_entry(account, home.work, {"defaultReminders": [{"method": "popup", "minutes": 30}]})
    home.put("fresh", id="fresh")
    await home.sync()
    fresh = next(each for each in home.rows() if each.series == "fresh")
    assert fresh.shown is not None
    assert fresh.shown.content.reminders == (Reminder(30),)
    await home.engine.edit(fresh.id, Edit({"reminders": (Reminder(5), Reminder(60, "email"))}))
    await home.sync()
    there = hand.look(home.sandbox, home.work, "fresh")
    assert there is not None
    assert there["reminders"] == {
        "useDefault": False,
        "overrides": [{"method": "popup", "minutes": 5}, {"method": "email", "minutes": 60}],
    }
    assert home.at_rest()
