"""Series over Google: exceptions made here and there, edits of all, of one and of the rest, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from calsync_desktop.core.when import all_day, timed
from calsync_desktop.sandbox.google import Fault, hand
from calsync_desktop.sync.editing import Edit
from tests.journeys.google_house import ZONE
from tests.journeys.house import series
from tests.journeys.test_google import FOURTH, SECOND, THIRD, furnished, row


async def test_a_series_made_here_with_exceptions_arrives_whole() -> None:
    home = await furnished()
    made = series(rule="FREQ=WEEKLY;COUNT=6")
    id_ = await home.engine.add(home.calendar(home.work), made.content, "FREQ=WEEKLY;COUNT=6")
    await home.engine.edit(id_, Edit({"title": "Apart"}, at=SECOND))
    await home.engine.delete(id_, at=THIRD)
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    home.check()
    (there,) = [each for uid, each in home.there().items() if uid != "series00@google.com" and each.recurrence]
    assert there.recurrence is not None
    assert (there.recurrence.skipped, [each.content.title for each in there.overrides]) == ((THIRD,), ["Apart"])


@pytest.mark.parametrize(
    "change",
    [
        Edit({"title": "All"}),
        Edit({"rule": "FREQ=WEEKLY;COUNT=3"}),
        Edit({"rule": ""}),
        Edit({"rule": "FREQ=DAILY;UNTIL=20260312T225959Z"}),
        Edit({"when": timed(datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 15), ZONE)}),
        Edit({"when": timed(datetime(2026, 3, 3, 10), datetime(2026, 3, 3, 11), ZONE)}),
        Edit({"when": timed(datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 11), "America/New_York")}),
        Edit({"when": all_day(datetime(2026, 3, 2).date())}),
        Edit({"title": "Moved", "when": timed(datetime(2026, 3, 10, 8), datetime(2026, 3, 10, 9), ZONE)}, at=SECOND),
        Edit({"title": "Later"}, following=THIRD),
        Edit({"when": timed(datetime(2026, 3, 16, 12), datetime(2026, 3, 16, 13), ZONE)}, following=THIRD),
    ],
    ids=lambda edit: str(edit)[5:60],
)
async def test_a_series_with_exceptions_is_edited(change: Edit) -> None:
    home = await furnished()
    hand.edit(home.sandbox, home.work, "series00_20260309T090000Z", {"summary": "Apart"})
    hand.remove(home.sandbox, home.work, "series00_20260316T090000Z")
    hand.edit(home.sandbox, home.work, "series00_20260330T080000Z", {"location": "Elsewhere"})
    await home.sync()
    if change.following == THIRD:
        change = replace(change, following=FOURTH)
        if "when" in change.values:
            moved = timed(datetime(2026, 3, 23, 12), datetime(2026, 3, 23, 13), ZONE)
            change = replace(change, values={"when": moved})
    await home.engine.edit(row(home, "series00"), change)
    wanted = {each.uid: each.shown for each in home.rows()}
    for _ in range(3):
        assert (await home.sync()).status == "ok"
    home.check()
    assert wanted.keys() == home.here().keys()
    assert home.parked() == []


async def test_an_occurrence_that_was_left_out_comes_back() -> None:
    home = await furnished()
    await home.engine.delete(row(home, "series00"), at=SECOND)
    await home.sync()
    home.check()
    (change,) = home.store.raw.execute(
        "SELECT id FROM history WHERE kind = 'update' ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    await home.engine.undo(change)
    for _ in range(2):
        await home.sync()
    there = home.there()["series00@google.com"]
    assert there.recurrence is not None
    assert there.recurrence.skipped == ()
    home.check()


async def test_an_occurrence_changed_there_and_here_keeps_both() -> None:
    home = await furnished()
    await home.engine.edit(row(home, "series00"), Edit({"title": "Ours"}, at=SECOND))
    hand.edit(home.sandbox, home.work, "series00_20260309T090000Z", {"location": "Theirs"})
    for _ in range(2):
        await home.sync()
    (apart,) = home.there()["series00@google.com"].overrides
    assert (apart.content.title, apart.content.location) == ("Ours", "Theirs")
    home.check()


async def test_an_occurrence_set_apart_there_while_ours_is_sent_is_merged() -> None:
    home = await furnished()
    await home.engine.edit(row(home, "series00"), Edit({"title": "Ours"}, at=SECOND))
    theirs = {"calendar": home.work, "event": "series00_20260309T090000Z", "changes": {"location": "Theirs"}}
    home.sandbox.faults.add(Fault("edit_before", route="events.get", edit=theirs))
    for _ in range(2):
        await home.sync()
    (apart,) = home.there()["series00@google.com"].overrides
    assert (apart.content.title, apart.content.location) == ("Ours", "Theirs")
    home.check()


async def test_a_series_deleted_there_is_gone_here_with_its_exceptions() -> None:
    home = await furnished()
    hand.edit(home.sandbox, home.work, "series00_20260309T090000Z", {"summary": "Apart"})
    await home.sync()
    hand.remove(home.sandbox, home.work, "series00")
    await home.sync()
    assert home.titles() == home.titles_there() == ["duo00", "one00", "three"]
    home.check()
