"""The preconditions of RFC 4791, 5.3.2.1, each with its D:error body (protocols 3.4 and 3.6)."""

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from tests.sandbox.dav import C, Dav, appointment, condition

ZONED = (
    appointment().replace("DTSTART:20260302T090000Z", "DTSTART;TZID=Mars/Base:20260302T090000")
)  # fmt: skip
TWO_UIDS = appointment("a").replace("END:VCALENDAR\r\n", "") + appointment("b").partition("//EN\r\n")[2]
TWO_MASTERS = appointment("a").replace("END:VCALENDAR\r\n", "") + appointment("a").partition("//EN\r\n")[2]


def without(line: str) -> str:
    return "".join(each for each in appointment().splitlines(keepends=True) if not each.startswith(line))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", "valid-calendar-data"),
        ("", "valid-calendar-data"),
        (appointment()[:-30], "valid-calendar-data"),
        (without("VERSION"), "valid-calendar-data"),
        (without("UID"), "valid-calendar-data"),
        (without("DTSTAMP"), "valid-calendar-data"),
        (without("DTSTART"), "valid-calendar-data"),
        (appointment().replace("DTSTART:2026", "DTSTART:xx"), "valid-calendar-data"),
        (ZONED, "valid-calendar-data"),
        (appointment().replace("BEGIN:VEVENT", "METHOD:REQUEST\r\nBEGIN:VEVENT"), "valid-calendar-object-resource"),
        (TWO_UIDS, "valid-calendar-object-resource"),
        (TWO_MASTERS, "valid-calendar-object-resource"),
        (appointment().replace("VEVENT", "VTODO"), "supported-calendar-component"),
        (appointment("a", "x" * 2_000), "max-resource-size"),
    ],
)
async def test_a_bad_object_is_refused_by_name_and_nothing_is_stored(
    sandbox: CalDavSandbox, dav: Dav, work: str, text: str, expected: str
) -> None:
    sandbox.quirks = Quirks(max_resource_size=1_500)
    answer = await dav.create(work + "a.ics", text)
    assert (answer.status_code, condition(answer)) == (403, C + expected)
    assert sandbox.store.texts(work) == {}


async def test_other_content_types_and_other_alphabets_are_refused(dav: Dav, work: str) -> None:
    answer = await dav.ask("PUT", work + "a.ics", "{}", Content_Type="application/json")
    assert condition(answer) == C + "supported-calendar-data"
    latin = await dav.http.put(work + "a.ics", content=b"\xe9", headers={"Content-Type": "text/calendar"})
    assert condition(latin) == C + "valid-calendar-data"


async def test_an_override_without_its_master_is_a_valid_object(dav: Dav, work: str) -> None:
    override = appointment("a", "Moved", "RECURRENCE-ID:20260302T080000Z")
    assert (await dav.create(work + "a.ics", override)).status_code == 201


async def test_a_series_with_overrides_and_its_zone_is_a_valid_object(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    sandbox.quirks = Quirks(needs_end=True)
    override = appointment("a", "Moved", "RECURRENCE-ID:20260302T090000Z").partition("//EN\r\n")[2]
    series = appointment("a", "Series", "RRULE:FREQ=DAILY").replace("END:VCALENDAR\r\n", "") + override
    assert (await dav.create(work + "a.ics", series)).status_code == 201


async def test_a_server_may_demand_an_end(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(needs_end=True)
    assert (await dav.create(work + "a.ics", without("DTEND"))).status_code == 403


async def test_the_same_uid_under_another_name_is_a_conflict_that_names_the_owner(dav: Dav, work: str) -> None:
    await dav.create(work + "a.ics", appointment())
    answer = await dav.create(work + "b.ics", appointment())
    assert (answer.status_code, condition(answer)) == (409, f"{C}no-uid-conflict")
    assert f"<D:href>{work}a.ics</D:href>" in answer.text


@pytest.mark.parametrize("status", [403, 409, 412])
async def test_the_conflicts_status_and_the_owners_name_are_the_servers_choice(
    sandbox: CalDavSandbox, dav: Dav, work: str, status: int
) -> None:
    sandbox.quirks = Quirks(uid_conflict_status=status, uid_conflict_owner=False)
    await dav.create(work + "a.ics", appointment())
    answer = await dav.create(work + "b.ics", appointment())
    assert (answer.status_code, condition(answer)) == (status, f"{C}no-uid-conflict")
    assert "href" not in answer.text


async def test_sabres_conflict_is_a_400_with_an_exception(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(uid_conflict_status=400)
    await dav.create(work + "a.ics", appointment())
    answer = await dav.create(work + "b.ics", appointment())
    assert answer.status_code == 400
    assert condition(answer) == "{http://sabredav.org/ns}exception"


async def test_a_deleted_resource_frees_its_uid_and_another_calendar_never_took_it(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    other = sandbox.add_calendar("other")
    await dav.create(work + "a.ics", appointment())
    assert (await dav.create(other + "a.ics", appointment())).status_code == 201
    sandbox.store.delete(work + "a.ics")
    assert (await dav.create(work + "b.ics", appointment())).status_code == 201


async def test_a_uid_may_be_unique_in_the_whole_home(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(uid_unique_in_home=True)
    other = sandbox.add_calendar("other")
    await dav.create(work + "a.ics", appointment())
    answer = await dav.create(other + "a.ics", appointment())
    assert (answer.status_code, work + "a.ics" in answer.text) == (409, True)


async def test_a_resource_keeps_its_uid_unless_the_server_does_not_mind(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    etag = (await dav.create(work + "a.ics", appointment("a"))).headers["etag"]
    assert condition(await dav.update(work + "a.ics", appointment("z"), etag)) == f"{C}no-uid-conflict"
    sandbox.quirks = Quirks(uid_may_change=True)
    assert (await dav.update(work + "a.ics", appointment("z"), etag)).status_code == 204


async def test_some_servers_accept_duplicates(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(duplicate_uids=True)
    assert {(await dav.create(work + name, appointment())).status_code for name in ("a.ics", "b.ics")} == {201}


async def test_some_servers_say_no_more_than_bad_request(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(garbage_bare_400=True)
    answer = await dav.create(work + "a.ics", "hello")
    assert (answer.status_code, condition(answer)) == (400, None)
