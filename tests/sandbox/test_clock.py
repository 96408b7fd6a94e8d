"""The sandbox's time is the time it was given."""

from datetime import UTC, datetime, timedelta

from calsync_desktop.sandbox.caldav import CalDavSandbox
from tests.sandbox.dav import D, Dav, appointment, rows
from tests.servers import sandbox_client


async def test_date_headers_versions_and_journal_show_the_injected_clock() -> None:
    now = [datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)]
    sandbox = CalDavSandbox(clock=lambda: now[0])
    work = sandbox.add_calendar("work")
    async with sandbox_client(sandbox) as http:
        created = await Dav(http).create(work + "a.ics", appointment())
        now[0] += timedelta(hours=1)
        listed = await Dav(http).list(work, "D:getlastmodified")
    assert created.headers["date"] == "Tue, 06 May 2031 07:08:09 GMT"
    assert listed.headers["date"] == "Tue, 06 May 2031 08:08:09 GMT"
    assert rows(listed)[1].text(f"{D}getlastmodified") == created.headers["date"]
    assert sandbox.store.versions(work + "a.ics")[0].at == now[0] - timedelta(hours=1)
    assert sandbox.journal.entries[-1].at == now[0]
