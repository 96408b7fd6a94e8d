"""calendar-multiget and calendar-query: how a client gets the texts (protocols 3.3)."""

from datetime import datetime

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox
from calsync_desktop.sandbox.seed import calendar_object
from tests.sandbox.dav import C, D, Dav, appointment, condition, rows


@pytest.fixture
def calendar(sandbox: CalDavSandbox, dav: Dav, work: str) -> tuple[CalDavSandbox, Dav, str]:
    return sandbox, dav, work


async def test_a_multiget_gives_text_and_etag_and_404_for_what_is_missing(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    etag = sandbox.store.put(work + "a.ics", appointment()).etag
    found, missing, foreign = rows(await dav.multiget(work, work + "a.ics", work + "no.ics", "/calendars/bob/x/a.ics"))
    assert (found.text(f"{D}getetag"), found.text(f"{C}calendar-data")) == (etag, appointment())
    assert (missing.status, missing.href) == (404, work + "no.ics")
    assert foreign.status == 404


async def test_a_multiget_understands_whole_urls_and_any_encoding(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.store.put(work + "a@b.ics", appointment())
    hrefs = (f"http://sandbox.test{work}a@b.ics", work + "a%40b.ics")
    assert [row.status for row in rows(await dav.multiget(work, *hrefs))] == [None, None]


async def test_the_multiget_gives_the_version_of_now(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.store.put(work + "a.ics", appointment())
    newer = sandbox.store.put(work + "a.ics", appointment(title="Newer"))
    assert rows(await dav.multiget(work, work + "a.ics"))[0].text(f"{D}getetag") == newer.etag


DAILY_IN_MARCH = appointment("a", "x", "RRULE:FREQ=DAILY;COUNT=10", "EXDATE:20260305T090000Z")
MOVED = (
    appointment("a", "x", "RRULE:FREQ=WEEKLY;COUNT=2").replace("END:VCALENDAR\r\n", "")
    + appointment("a", "moved", "RECURRENCE-ID:20260309T090000Z", start=datetime.fromisoformat("2026-05-01T09:00+00:00"))
    .partition("//EN\r\n")[2]
)  # fmt: skip
ALL_DAY = appointment().replace("DTSTART:20260302T090000Z", "DTSTART;VALUE=DATE:20260302").replace(
    "DTEND:20260302T100000Z", "DTEND;VALUE=DATE:20260304"
)  # fmt: skip
SUMMER_IN_MADRID = calendar_object("a", "x", datetime(2026, 3, 2, 9), 1, "RRULE:FREQ=WEEKLY;UNTIL=20260706T070000Z")


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        (appointment(), "20260302T080000Z/20260302T093000Z", True),
        (appointment(), "20260302T100000Z/20260302T110000Z", False),
        (appointment(), "20260302T080000Z/20260302T090000Z", False),
        (DAILY_IN_MARCH, "20260311T000000Z/20260312T000000Z", True),
        (DAILY_IN_MARCH, "20260312T000000Z/20260401T000000Z", False),
        (DAILY_IN_MARCH, "20260305T000000Z/20260306T000000Z", False),
        (MOVED, "20260309T000000Z/20260310T000000Z", False),
        (MOVED, "20260501T000000Z/20260502T000000Z", True),
        (ALL_DAY, "20260303T120000Z/20260303T130000Z", True),
        (ALL_DAY, "20260304T000000Z/20260305T000000Z", False),
        (SUMMER_IN_MADRID, "20260706T070000Z/20260706T073000Z", True),
        (SUMMER_IN_MADRID, "20260706T080000Z/20260706T083000Z", False),
        (SUMMER_IN_MADRID, "20260713T000000Z/20260714T000000Z", False),
        (appointment("a", "x", "RRULE:FREQ=SECONDLY"), "20300101T000000Z/20300102T000000Z", False),
        (appointment("a", "x", "RDATE:20270101T090000Z"), "20270101T000000Z/20270102T000000Z", True),
    ],
)
async def test_a_time_range_finds_a_resource_when_any_instance_overlaps(
    calendar: tuple[CalDavSandbox, Dav, str], text: str, span: str, expected: bool
) -> None:
    sandbox, dav, work = calendar
    sandbox.store.put(work + "a.ics", text)
    assert bool(rows(await dav.query(work, *span.split("/")))) is expected


async def test_a_query_needs_a_filter_it_knows(dav: Dav, work: str) -> None:
    wish = '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop>{}</C:calendar-query>'
    refused = await dav.ask("REPORT", work, wish.format(""), Depth="1")
    assert condition(refused) == f"{C}supported-filter"


async def test_a_query_can_look_for_a_uid(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    for uid in ("one", "two"):
        sandbox.store.put(f"{work}{uid}.ics", appointment(uid))
    body = (
        '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter>'
        '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID"><C:text-match>two'
        "</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    )
    assert [row.href for row in rows(await dav.ask("REPORT", work, body, Depth="1"))] == [work + "two.ics"]


async def test_without_depth_1_a_query_looks_at_the_calendar_alone(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.store.put(work + "a.ics", appointment())
    body = (
        '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter>'
        '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter></C:calendar-query>'
    )
    assert rows(await dav.ask("REPORT", work, body, Depth="0")) == []
    assert len(rows(await dav.ask("REPORT", work, body, Depth="1"))) == 1


async def test_a_report_needs_a_calendar_and_a_known_name(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    assert (await dav.multiget("/calendars/ana/", work + "a.ics")).status_code == 405
    assert (await dav.multiget("/calendars/ana/nothing/", work + "a.ics")).status_code == 404
    unknown = await dav.ask("REPORT", work, '<D:expand-property xmlns:D="DAV:"/>')
    assert condition(unknown) == f"{D}supported-report"


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ('<C:prop-filter name="RRULE"/>', ["weekly"]),
        ('<C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter>', ["single"]),
    ],
)
async def test_a_query_asks_whether_a_property_is_there(
    sandbox: CalDavSandbox, dav: Dav, work: str, inner: str, found: list[str]
) -> None:
    sandbox.store.put(f"{work}single.ics", appointment("single"))
    sandbox.store.put(f"{work}weekly.ics", appointment("weekly", "x", "RRULE:FREQ=WEEKLY"))
    body = (
        '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter>'
        f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{inner}</C:comp-filter></C:comp-filter>'
        "</C:filter></C:calendar-query>"
    )
    assert [row.href for row in rows(await dav.ask("REPORT", work, body, Depth="1"))] == [f"{work}{found[0]}.ics"]
